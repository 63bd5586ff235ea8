"""Review: who may move whose story, that nobody approves what they wrote, and that approval is of a revision."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition
from newsroom.desk import workflow
from newsroom.desk.workflow import StaleStory, StepForbidden, StepRefused
from newsroom.models import Article, ArticleCredit, Correction, Edition, Event, Stage

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def people(django_user_model):
    """One person a role, and a second reporter and editor."""

    def person(username, role):
        user = django_user_model.objects.create_user(username, is_staff=True, first_name=username.title())
        user.groups.add(Group.objects.get(name=role))
        return user

    return {
        "reporter": person("ren", "reporter"),
        "other reporter": person("rae", "reporter"),
        "editor": person("edda", "editor"),
        "other editor": person("eli", "editor"),
        "chief": person("chen", "managing editor"),
        "tagger": person("tao", "tagger"),
    }


def fresh(article) -> Article:
    return Article.objects.get(pk=article.pk)


def change(article: Article, by, text="changed") -> Article:
    article = fresh(article)
    article.standfirst = text
    workflow.save(article, by=by)
    return article


def live_story(by=None) -> Article:
    return fresh(make_edition(by=by).article)


def test_the_way_of_a_story_from_first_line_to_correction(people):
    article = make_article("First line", by=people["reporter"])
    workflow.submit(article, by=people["reporter"], comment="Ready, I think.")
    workflow.send_back(article, by=people["editor"], reason="Who said that?")
    article = change(article, people["reporter"], "Li Na said that.")
    workflow.submit(article, by=people["reporter"])
    workflow.approve(article, by=people["editor"])
    workflow.publish(article, by=people["editor"])
    article = change(article, people["reporter"], "Li Ni said that.")
    workflow.submit(article, by=people["reporter"])
    workflow.approve(article, by=people["editor"])
    edition = workflow.correct(article, by=people["chief"], text="It was Li Ni, not Li Na.")

    assert fresh(article).stage == Stage.PUBLISHED
    assert (edition.number, edition.change) == (2, Edition.Change.CORRECTION)
    assert edition.updated_at == edition.live_from
    assert Correction.objects.shown().get().text == "It was Li Ni, not Li Na."
    events = article.events.order_by("pk").values_list("verb", "actor_name", "comment")
    assert list(events) == [
        ("created", "Ren", ""),
        ("submitted", "Ren", "Ready, I think."),
        ("returned", "Edda", "Who said that?"),
        ("edited", "Ren", ""),
        ("submitted", "Ren", ""),
        ("approved", "Edda", ""),
        ("published", "Edda", ""),
        ("edited", "Ren", ""),
        ("submitted", "Ren", ""),
        ("approved", "Edda", ""),
        ("corrected", "Chen", "It was Li Ni, not Li Na."),
    ]


class TestFourEyes:
    def test_nobody_approves_what_they_wrote_or_submitted(self, people):
        article = make_article(by=people["editor"])
        workflow.submit(article, by=people["editor"])
        with pytest.raises(StepForbidden, match="second pair of eyes"):
            workflow.approve(article, by=people["editor"])
        workflow.approve(article, by=people["other editor"])
        assert fresh(article).stage == Stage.APPROVED

    @pytest.mark.parametrize("barred", ["editor", "other editor"])
    def test_where_one_wrote_and_another_submitted_neither_approves(self, people, barred):
        article = make_article(by=people["editor"])
        workflow.submit(article, by=people["other editor"])
        with pytest.raises(StepForbidden, match="second pair of eyes"):
            workflow.approve(article, by=people[barred])
        workflow.approve(article, by=people["chief"])

    def test_editing_during_review_makes_the_editor_a_writer(self, people):
        article = make_article(by=people["reporter"])
        workflow.submit(article, by=people["reporter"])
        article = change(article, people["editor"])
        assert article.stage == Stage.IN_REVIEW
        with pytest.raises(StepForbidden, match="second pair of eyes"):
            workflow.approve(article, by=people["editor"])
        workflow.approve(article, by=people["other editor"])

    def test_an_administrator_has_only_two_eyes_as_well(self, django_user_model):
        admin = django_user_model.objects.create_superuser("ada")
        article = make_article(by=admin)
        workflow.submit(article, by=admin)
        with pytest.raises(StepForbidden, match="second pair of eyes"):
            workflow.approve(article, by=admin)

    def test_what_an_import_brought_in_may_be_approved_by_the_first_who_reads_it(self, people):
        article = make_article()
        workflow.approve(article, by=people["editor"])
        workflow.publish(article, by=people["editor"])
        assert Edition.objects.live().count() == 1


class TestApproval:
    def test_is_of_the_revision_that_was_read(self, people):
        article = make_article(by=people["reporter"])
        workflow.submit(article, by=people["reporter"])
        read = fresh(article).revision
        article = change(article, people["reporter"])
        with pytest.raises(StaleStory, match="changed after revision 1"):
            workflow.approve(article, revision=read, by=people["editor"])
        assert fresh(article).stage == Stage.IN_REVIEW

    def test_is_of_the_row_that_is_there_whatever_moved_it(self, people):
        """Asked of the row itself, too: a revision that came without a version is another text all the same."""
        article = make_article(by=people["reporter"])
        workflow.submit(article, by=people["reporter"])
        Article.objects.filter(pk=article.pk).update(revision=2)
        with pytest.raises(StepRefused):
            workflow.approve(article, by=people["editor"])
        assert fresh(article).stage == Stage.IN_REVIEW

    def test_is_void_once_the_story_went_back(self, people):
        article = make_article(by=people["reporter"])
        workflow.submit(article, by=people["reporter"])
        workflow.approve(article, by=people["editor"])
        workflow.send_back(article, reason="A figure is missing.", by=people["editor"])
        assert (fresh(article).stage, fresh(article).approved_revision) == (Stage.DRAFT, None)

    def test_is_void_after_any_changed_save(self, people):
        article = make_article()
        workflow.approve(article, by=people["editor"])
        article = change(article, people["editor"])
        assert (article.stage, fresh(article).approved_revision) == (Stage.DRAFT, None)
        with pytest.raises(StepRefused):
            workflow.publish(article, by=people["editor"])

    def test_survives_a_save_that_changes_nothing(self, people):
        article = make_article()
        workflow.approve(article, by=people["editor"])
        assert workflow.save(fresh(article), by=people["editor"]) is None
        assert fresh(article).stage == Stage.APPROVED

    def test_survives_a_change_of_tags(self, people):
        article = make_article()
        workflow.approve(article, by=people["editor"])
        article = fresh(article)
        workflow.retag(article, add=[make_company().tag], by=people["tagger"])
        workflow.publish(article, by=people["editor"])


class TestRoles:
    def test_a_reporter_writes_and_submits_their_own_and_nothing_else(self, people):
        mine, theirs = make_article(by=people["reporter"]), make_article(by=people["other reporter"])
        for step in (
            lambda: workflow.submit(theirs, by=people["reporter"]),
            lambda: change(theirs, people["reporter"]),
            lambda: workflow.approve(theirs, by=people["reporter"]),
            lambda: workflow.emergency(mine, by=people["reporter"], reason="x"),
            lambda: workflow.retag(mine, add=[make_company().tag], by=people["reporter"]),
        ):
            with pytest.raises(StepForbidden):
                step()
        workflow.submit(mine, by=people["reporter"])
        with pytest.raises(StepForbidden, match="role"):
            workflow.approve(mine, by=people["reporter"])

    def test_an_editor_publishes_but_neither_withdraws_nor_corrects(self, people):
        article = live_story()
        with pytest.raises(StepForbidden, match="role"):
            workflow.withdraw(article, reason="x", by=people["editor"])
        article = change(article, people["other editor"])
        workflow.submit(article, by=people["other editor"])
        workflow.approve(article, by=people["editor"])
        with pytest.raises(StepForbidden, match="role"):
            workflow.correct(article, text="x", by=people["editor"])
        workflow.publish(article, by=people["editor"])

    def test_a_tagger_tags_any_story_and_does_nothing_else(self, people):
        article = live_story()
        workflow.retag(article, add=[make_company().tag], by=people["tagger"])
        for step in (
            lambda: change(article, people["tagger"]),
            lambda: workflow.withdraw(fresh(article), reason="x", by=people["tagger"]),
            lambda: workflow.submit(fresh(article), by=people["tagger"]),
        ):
            with pytest.raises(StepForbidden):
                step()

    @pytest.mark.parametrize("role", ["reporter", "other reporter"])
    def test_a_story_belongs_to_who_began_it_and_to_who_wrote_its_newest_text(self, people, role):
        article = make_article(by=people["reporter"])
        Article.objects.filter(pk=article.pk).update(edited_by=people["other reporter"])
        change(article, people[role])

    def test_a_deactivated_account_can_do_nothing(self, people):
        people["chief"].is_active = False
        with pytest.raises(StepForbidden):
            workflow.withdraw(live_story(), reason="x", by=people["chief"])


class TestEmergency:
    def test_publishes_at_once_and_stays_flagged_until_somebody_else_signs(self, people):
        article = make_article(by=people["editor"])
        workflow.emergency(article, by=people["chief"], reason="The road is closed.")
        assert Edition.objects.live().count() == 1
        assert fresh(article).needs_sign_off
        with pytest.raises(StepForbidden, match="second pair of eyes"):
            workflow.sign_off(article, by=people["chief"])
        workflow.sign_off(article, by=people["editor"], comment="Read it, right.")
        assert not fresh(article).needs_sign_off
        with pytest.raises(StepRefused, match="nothing to sign off"):
            workflow.sign_off(article, by=people["editor"])

    def test_needs_a_reason(self, people):
        article = make_article(by=people["chief"])
        with pytest.raises(StepRefused, match="reason"):
            workflow.emergency(article, by=people["chief"], reason=" ")
        assert not Edition.objects.exists()


class TestReturnAndDiscard:
    def test_returning_needs_a_reason(self, people):
        article = make_article(by=people["reporter"])
        workflow.submit(article, by=people["reporter"])
        with pytest.raises(StepRefused, match="reason"):
            workflow.send_back(article, by=people["editor"], reason="")
        assert fresh(article).stage == Stage.IN_REVIEW

    def test_discarding_brings_back_what_readers_see_and_keeps_the_revisions(self, people):
        company = make_company("Xiaomi")
        edition = make_edition("As published", tags=[company, "policy"], credits=["Wang Yifei"])
        article = fresh(edition.article)
        article.headline = "A worse idea"
        workflow.save(article, by=people["editor"], tags=[], credits=[ArticleCredit(name="Nobody")])
        workflow.discard(article, by=people["editor"])
        article = fresh(article)
        assert (article.headline, article.stage) == ("As published", Stage.PUBLISHED)
        assert {tag.name for tag in article.tags.all()} == {"Xiaomi", "policy"}
        assert [credit.name for credit in article.credits.all()] == ["Wang Yifei"]
        assert [revision.number for revision in article.revisions.all()] == [3, 2, 1]
        assert article.revision == 3
        assert article.editions.get() == edition

    def test_discarding_is_written_down_and_voids_an_approval_and_leaves_the_source(self, people):
        article = change(live_story(), people["editor"])
        article.source_url = "https://example.org/story"
        workflow.save(article, by=people["editor"])
        workflow.submit(article, by=people["editor"])
        workflow.approve(article, by=people["other editor"])
        workflow.discard(article, by=people["editor"])
        row = fresh(article)
        assert (row.stage, row.approved_revision, row.source_url) == (
            Stage.PUBLISHED, None, "https://example.org/story",
        )  # fmt: skip
        assert row.events.first().verb == "discarded"

    def test_there_is_nothing_to_discard_to_before_publication(self, people):
        with pytest.raises(StepRefused, match="don’t see it"):
            workflow.discard(make_article(by=people["reporter"]), by=people["reporter"])


class TestWithdrawing:
    def test_leaves_a_draft_in_progress_a_draft(self, people):
        article = change(live_story(), people["editor"], "A next version")
        workflow.withdraw(article, reason="x", by=people["chief"])
        assert fresh(article).stage == Stage.DRAFT
        assert not Edition.objects.live().exists()

    def test_reinstating_shows_the_story_again_as_it_was(self, people):
        article = live_story()
        workflow.withdraw(article, reason="A mistake?", by=people["chief"])
        edition = workflow.reinstate(article, reason="No mistake.", by=people["chief"])
        assert edition.change == Edition.Change.MINOR
        assert Edition.objects.live().get() == edition

    def test_a_withdrawn_story_that_was_edited_needs_a_review_like_any_other(self, people):
        article = live_story()
        workflow.withdraw(article, reason="x", by=people["chief"])
        article = change(article, people["editor"])
        with pytest.raises(StepRefused):
            workflow.reinstate(article, reason="x", by=people["chief"])
        with pytest.raises(StepRefused):
            workflow.publish(article, by=people["editor"])


def test_what_a_screen_offers_is_what_the_door_accepts(people):
    article = make_article(by=people["reporter"])
    offered = {name for name, why in workflow.objections(article, people["reporter"]).items() if not why}
    assert offered - {"bring_in", "bring_in_later"} == {"edit", "submit"}
    said = workflow.objections(article, people["editor"])
    assert said["unschedule"] == "You can’t unschedule “" + article.headline + "” while it is a draft."
    workflow.submit(article, by=people["reporter"])
    said = workflow.objections(article, people["editor"])
    assert {name for name, why in said.items() if not why} == {"edit", "return", "approve", "retag"}
    assert said["publish"] == "You can’t publish “" + article.headline + "” while it is in review."


def test_every_step_leaves_exactly_one_event(people):
    article = make_article(by=people["reporter"])
    for step, by in (
        (lambda by: workflow.submit(article, by=by), "reporter"),
        (lambda by: workflow.approve(article, by=by), "editor"),
        (lambda by: workflow.schedule(article, at=timezone.now() + HOUR, by=by), "editor"),
        (lambda by: workflow.unschedule(article, by=by), "editor"),
        (lambda by: workflow.publish(article, by=by), "editor"),
        (lambda by: workflow.withdraw(article, reason="x", by=by), "chief"),
    ):
        before = Event.objects.count()
        step(people[by])
        assert Event.objects.count() == before + 1
        assert article.version == fresh(article).version
        assert article.stage == fresh(article).stage
