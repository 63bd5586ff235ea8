"""What every address of the site refuses: forms that were made elsewhere, and frames and scripts of others."""

import re

from django.test import Client, TestCase, override_settings

from tests.attacks.addresses import Place, close, read_table, undone
from tests.newsroom.admin import access

_LEAVE = {"/admin/logout/", "/admin/account/logout/"}


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

    def test_lies_in_no_frame_of_others_and_runs_only_our_scripts(self):
        wrong = []
        with access.quickly(self.place):
            for name in ("admin", "anyone"):
                client = self.client_of(name)
                for address in [each for each in self.addresses if each not in _LEAVE]:
                    with undone():
                        answer = client.get(address)
                        close(answer)
                    policy = answer.headers.get("Content-Security-Policy", "")
                    ours = re.search(r"frame-ancestors '(none|self)'", policy) or "sandbox" in policy
                    loose = re.search(r"unsafe-inline|unsafe-eval|script-src[^;]*(\*|https:|data:)", policy)
                    framed = answer.headers.get("X-Frame-Options", "") not in {"DENY", "SAMEORIGIN"}
                    if not policy or not ours or loose or framed:
                        wrong.append((name, address, answer.status_code, policy, answer.headers.get("X-Frame-Options")))
        assert not wrong, "\n".join(map(str, wrong))
