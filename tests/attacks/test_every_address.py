"""What every address of the site refuses: forms made elsewhere, frames and scripts of others, steps without right."""

import re

from django.db import connection
from django.test import Client, TestCase, override_settings

from companies.admin.whole_forms import ENDING
from newsroom.desk import workflow
from newsroom.desk.admin.step_forms import FORMS
from newsroom.desk.steps import STEPS, objection
from newsroom.models import Article
from tests.attacks.addresses import LEFT_BEHIND, Place, Written, close, read_table, undone
from tests.newsroom.admin import access

_LEAVE = {"/admin/logout/", "/admin/account/logout/"}
_ROLES = ("reporter", "editor", "managing", "tagger")
# All that any step asks for, filled in, and what none does.
_FILLED = {
    ENDING: "1",
    "post": "yes",
    "comment": "Because.",
    "change": "minor",
    "kind": "correction",
    "note": "New.",
    "at_0": "2040-01-01",
    "at_1": "09:00:00",
    "topics": ["Ours"],
    "gone": "on",
    "text": "Wrong.",
    "reason": "So.",
    "stage": "published",
    "status": "published",
    "is_live": "1",
    "force": "1",
    "by": "1",
}


@override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
class EveryAddress(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.place = Place()
        here = {cls.place.address(row) for row in read_table()}
        there = {cls.place.path(row) for row in access.read_table() if row.on in {"-", "draft", "company", "user"}}
        cls.addresses = sorted(here | there)

    def client_of(self, name: str, **more) -> Client:
        client = Client(**more)
        for key, value in self.place.cookies[name].items():
            client.cookies[key] = value
        return client

    def test_takes_no_form_that_was_not_made_here(self):
        """Neither without a token, nor with one that somebody got who sends it from elsewhere."""
        client, taken = self.client_of("admin", enforce_csrf_checks=True), []
        token = client.get("/admin/newsroom/article/add/pulse/").json()["token"]
        forged = [
            {},
            {"data": {"csrfmiddlewaretoken": token}, "headers": {"Origin": "https://evil.example"}},
            {"data": {"csrfmiddlewaretoken": token}, "headers": {"Origin": "null"}},
            {"data": {"csrfmiddlewaretoken": "x" * 64}, "headers": {"Origin": "http://testserver"}},
        ]
        with access.quickly(self.place):
            for address in self.addresses:
                for more in forged:
                    with undone():
                        answer = client.post(address, **more)
                        close(answer)
                    if answer.status_code not in {403, 405, 415}:
                        taken.append((address, more, answer.status_code))
            with undone():
                true = client.post("/admin/newsroom/article/add/", {"csrfmiddlewaretoken": token})
                close(true)
            assert true.status_code != 403
        assert not taken, "\n".join(map(str, taken))

    def answers(self):
        """(who asks, address, answer) for everybody's and an administrator's look at each address."""
        with access.quickly(self.place):
            for name in ("admin", "anyone"):
                client = self.client_of(name)
                for address in [each for each in self.addresses if each not in _LEAVE]:
                    with undone():
                        answer = client.get(address)
                        close(answer)
                    yield name, address, answer

    def test_lies_in_no_frame_of_others_and_runs_only_our_scripts(self):
        wrong = []
        for name, address, answer in self.answers():
            policy = answer.headers.get("Content-Security-Policy", "")
            ours = re.search(r"frame-ancestors '(none|self)'", policy) or "sandbox" in policy
            loose = re.search(r"unsafe-inline|unsafe-eval|script-src[^;]*(\*|https:|data:)", policy)
            framed = answer.headers.get("X-Frame-Options", "") not in {"DENY", "SAMEORIGIN"}
            if not policy or not ours or loose or framed:
                wrong.append((name, address, answer.status_code, policy, answer.headers.get("X-Frame-Options")))
        assert not wrong, "\n".join(map(str, wrong))

    def test_says_what_it_is_and_what_is_not_for_everybody_is_kept_by_nobody(self):
        """The desk's small pictures apart, which their own browser may keep; and brief answers, which hold nothing."""
        wrong = []
        for name, address, answer in self.answers():
            kept = answer.headers.get("Cache-Control", "")
            is_private = address.startswith(("/admin/", "/shared/")) and answer.status_code not in {301, 404}
            fine = "no-store" in kept or (kept == "private, max-age=3600" and "/photo/" in address)
            if answer.headers.get("X-Content-Type-Options") != "nosniff" or not (
                fine or (kept.startswith("public") and not is_private and "Cookie" not in answer.get("Vary", ""))
            ):
                wrong.append((name, address, answer.status_code, kept))
        assert not wrong, "\n".join(map(str, wrong))

    def filled(self, story: Article) -> dict:
        return _FILLED | {"_save": "publish", "version": str(story.version), "revision": str(story.revision)}

    def test_takes_no_step_by_whoever_may_not_take_it(self):
        """With the whole form of the step filled in, on a story in each stage, by each role."""
        wrong, refused = [], 0
        stories = [self.place.things[name] for name in access.STORIES]
        with access.quickly(self.place), connection.execute_wrapper(written := Written()):
            for name, role in [(name, role) for name in FORMS for role in _ROLES]:
                client, user = self.client_of(role), self.place.users[role]
                for story in stories:
                    story.refresh_from_db()
                    if not objection(story, STEPS[name], user, is_live=workflow.is_live(story)):
                        continue
                    refused += 1
                    written.tables.clear()
                    with undone():
                        answer = client.post(f"/admin/newsroom/article/{story.pk}/step/{name}/", self.filled(story))
                        close(answer)
                    if answer.status_code not in {403, 409} or written.tables - LEFT_BEHIND:
                        wrong.append((name, role, story.headline, answer.status_code, set(written.tables)))
        assert not wrong, "\n".join(map(str, wrong))
        assert refused > 300

    def test_takes_no_step_on_several_stories_by_whoever_may_not_take_it(self):
        """All stories of the park at once: those that one may move are moved, and no other."""
        wrong, moved = [], 0
        stories = list(Article.objects.all())
        before = {story.pk: (story.version, story.stage) for story in stories}
        chosen = {"_selected_action": [str(story.pk) for story in stories], "index": "0", "select_across": "0"}
        chosen |= {f"version-{story.pk}": str(story.version) for story in stories}
        with access.quickly(self.place):
            for name in ("submit", "return", "approve", "schedule", "retag"):
                for role in ("staff", *_ROLES):
                    user = self.place.users[role]
                    may = {
                        story.pk
                        for story in stories
                        if not objection(story, STEPS[name], user, is_live=workflow.is_live(story))
                    }
                    action = {"action": f"bulk_{'tag' if name == 'retag' else name}"}
                    with undone():
                        close(self.client_of(role).post("/admin/newsroom/article/", _FILLED | chosen | action))
                        after = {
                            pk: (version, stage)
                            for pk, version, stage in Article.objects.values_list("pk", "version", "stage")
                        }
                        tagged = set(Article.objects.filter(tags__name="Ours").values_list("pk", flat=True))
                    changed = {pk for pk in before if after[pk] != before[pk]} | tagged
                    moved += len(changed)
                    if changed - may:
                        wrong.append((name, role, changed - may))
        assert not wrong, "\n".join(map(str, wrong))
        assert moved > 20
