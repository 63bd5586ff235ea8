"""Relating stories that say the same in several languages: who may, what stands against it, how one begins."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db import connection
from django.utils import timezone

from newsroom.demo.make import make_article, make_company, make_edition, publish, schedule
from newsroom.desk import mails, outbox, tick, translations, workflow
from newsroom.models import Article, Correction, Delivery, Event, Revision, Translation, Withdrawal

pytestmark = pytest.mark.django_db


def make_user(name: str, role: str) -> User:
    user = User.objects.create_user(name, f"{name}@park.example", is_staff=True)
    user.groups.set([Group.objects.get(name=role)])
    return user


@pytest.fixture
def english():
    return make_article("Two towers open")


@pytest.fixture
def chinese():
    return make_article("双塔启用", language="zh-Hans")


def group_of(article) -> list[tuple[str, bool]]:
    rows = Translation.objects.beside(article).order_by("language")
    return list(rows.values_list("language", "is_original"))


class TestRelating:
    def test_the_one_translated_from_is_the_original(self, english, chinese):
        translations.relate(chinese, english)
        assert group_of(english) == group_of(chinese) == [("en", True), ("zh-Hans", False)]

    def test_a_translation_of_a_translation_is_one_of_the_original(self, english, chinese):
        translations.relate(chinese, english)
        third = make_article("雙塔啟用", language="zh-Hant")
        translations.relate(third, chinese)
        assert group_of(english) == [("en", True), ("zh-Hans", False), ("zh-Hant", False)]

    def test_is_in_the_history_of_the_one_and_leaves_the_other_as_it_was(self, english, chinese):
        before = Article.objects.values().get(pk=english.pk), Event.objects.filter(article=english).count()
        translations.relate(chinese, english)
        event = chinese.events.first()
        assert (event.verb, event.comment) == ("related as a translation", "“Two towers open” (English)")
        assert (Article.objects.values().get(pk=english.pk), Event.objects.filter(article=english).count()) == before

    def test_makes_no_revision_and_voids_no_approval(self, english, chinese):
        workflow.approve(chinese)
        revisions = Revision.objects.count()
        translations.relate(chinese, english)
        chinese.refresh_from_db()
        assert chinese.stage == "approved"
        assert Revision.objects.count() == revisions

    def test_a_story_is_no_translation_of_itself(self, english):
        with pytest.raises(workflow.StepRefused, match="of itself. Choose the story"):
            translations.relate(english, english)

    def test_nor_of_one_in_its_own_language(self, english):
        with pytest.raises(workflow.StepRefused, match="in English as well"):
            translations.relate(make_article("Again"), english)

    def test_one_in_each_language(self, english, chinese):
        translations.relate(chinese, english)
        with pytest.raises(workflow.StepRefused, match="in Chinese, simplified already: “双塔启用”"):
            translations.relate(make_article("又一", language="zh-Hans"), english)

    def test_two_groups_are_not_made_one_by_the_way(self, english, chinese):
        translations.relate(chinese, english)
        with pytest.raises(workflow.StepRefused, match="a translation already: “双塔启用”"):
            translations.relate(english, make_article("雙塔", language="zh-Hant"))

    def test_the_same_again_is_said_to_be_there(self, english, chinese):
        translations.relate(chinese, english)
        for one, other in ((chinese, english), (english, chinese)):
            with pytest.raises(workflow.StepRefused, match="related to this story already"):
                translations.relate(one, other)

    def test_what_stands_against_it_changes_nothing(self, english):
        with pytest.raises(workflow.StepRefused):
            translations.relate(make_article("Again"), english)
        assert not Translation.objects.exists()

    def test_somebody_quicker_wins_and_the_other_is_told(self, english, chinese, monkeypatch):
        other = make_article("另一", language="zh-Hans")
        join = translations._join

        def late(article, to, *, group):
            Translation.objects.create(article=other, group=group, language="zh-Hans")
            join(article, to, group=group)

        third = make_article("雙塔", language="zh-Hant")
        translations.relate(third, english)
        monkeypatch.setattr(translations, "_join", late)
        with pytest.raises(workflow.StaleStory, match="Somebody else related one of these"):
            translations.relate(chinese, english)
        assert not Translation.objects.filter(article=chinese).exists()


class TestTakingOut:
    def test_the_others_stay_related(self, english, chinese):
        translations.relate(chinese, english)
        third = make_article("雙塔", language="zh-Hant")
        translations.relate(third, english)
        assert translations.take_out(english)
        assert group_of(chinese) == [("zh-Hans", False), ("zh-Hant", False)]
        told = Event.objects.count()
        assert not translations.take_out(english)
        assert Event.objects.count() == told, "nothing was changed, and nothing is told"

    def test_who_is_left_alone_is_the_original_of_what_is_translated_from_it(self, english, chinese):
        translations.relate(chinese, english)
        translations.take_out(english)
        translations.relate(make_article("雙塔", language="zh-Hant"), chinese)
        assert group_of(chinese) == [("zh-Hans", True), ("zh-Hant", False)]

    def test_who_is_left_alone_begins_anew(self, english, chinese):
        translations.relate(chinese, english)
        translations.take_out(english)
        again = make_article("Towers again")
        translations.relate(chinese, again)
        assert group_of(chinese) == [("en", True), ("zh-Hans", False)]
        assert group_of(english) == []

    def test_a_draft_that_is_deleted_leaves_the_language_free(self, english, chinese):
        translations.relate(chinese, english)
        workflow.delete(chinese)
        assert "zh-Hans" in dict(translations.free_languages(english))


class TestWhoMay:
    def test_a_reporter_relates_what_they_write_to_any_story(self, english):
        writer = make_user("wang", "reporter")
        mine = make_article("双塔", language="zh-Hans", by=writer)
        translations.relate(mine, english, by=writer)
        assert group_of(english)

    def test_but_not_the_story_of_somebody_else(self, english, chinese):
        with pytest.raises(workflow.StepForbidden, match="somebody else’s story"):
            translations.relate(chinese, english, by=make_user("wang", "reporter"))

    def test_what_readers_see_is_related_by_whoever_may_publish(self):
        writer, editor = make_user("wang", "reporter"), make_user("li", "editor")
        mine, other = make_article("双塔", language="zh-Hans", by=writer), make_edition("Two towers").article
        publish(mine)
        with pytest.raises(workflow.StepForbidden, match="Ask somebody who may publish"):
            translations.relate(mine, other, by=writer)
        translations.relate(mine, other, by=editor)
        with pytest.raises(workflow.StepForbidden):
            translations.take_out(mine, by=writer)

    def test_what_was_withdrawn_is_its_writers_again(self, english):
        writer = make_user("wang", "reporter")
        mine = make_article("双塔", language="zh-Hans", by=writer)
        publish(mine)
        with pytest.raises(workflow.StepForbidden, match="Readers see"):
            translations.relate(mine, english, by=writer)
        workflow.withdraw(mine, reason="Wrong.")
        translations.relate(mine, english, by=writer)
        assert group_of(mine) == [("en", True), ("zh-Hans", False)]

    def test_what_waits_for_its_moment_counts_as_seen(self, english):
        writer = make_user("wang", "reporter")
        mine = make_article("双塔", language="zh-Hans", by=writer)
        schedule(mine, at=timezone.now() + timedelta(hours=1))
        with pytest.raises(workflow.StepForbidden, match="or are about to"):
            translations.relate(mine, english, by=writer)

    def test_a_tagger_may_not(self, english, chinese):
        with pytest.raises(workflow.StepForbidden, match="Your role"):
            translations.relate(chinese, english, by=make_user("sun", "tagger"))


class TestLanguage:
    def test_a_story_that_changes_its_language_keeps_its_place(self, english, chinese):
        translations.relate(chinese, english)
        chinese.language = "zh-Hant"
        workflow.save(chinese)
        assert group_of(english) == [("en", True), ("zh-Hant", False)]

    def test_not_into_one_that_is_taken(self, english, chinese):
        translations.relate(chinese, english)
        chinese.language = "en"
        with pytest.raises(workflow.StepRefused, match="one in English already"):
            workflow.save(chinese)
        chinese.refresh_from_db()
        assert chinese.language == "zh-Hans"

    def test_discarding_the_next_version_brings_its_language_back(self, english):
        live = make_edition("双塔", language="zh-Hans").article
        translations.relate(live, english)
        live.refresh_from_db()
        live.language = "zh-Hant"
        workflow.save(live)
        workflow.discard(live)
        assert group_of(english) == [("en", True), ("zh-Hans", False)]


class TestStarting:
    def test_begins_with_what_the_story_says(self):
        writer = make_user("wang", "reporter")
        company = make_company("Zephyr")
        source = make_article(
            "Two towers open", slug="towers", body="<p>They opened.</p>", dateline="BEIJING", kind="feature",
            tags=[company, "towers"], credits=["Wang Yifei"], seo_title="Towers", ai_note="Drawn by a machine.",
        )  # fmt: skip
        made = translations.start(source, "zh-Hans", by=writer)
        made = Article.objects.get(pk=made.pk)
        for name in ("headline", "standfirst", "body", "dateline", "kind", "section_id"):
            assert getattr(made, name) == getattr(source, name)
        assert (made.language, made.stage, made.slug) == ("zh-Hans", "draft", "towers-zh")
        assert (made.seo_title, made.ai_note) == ("", "")
        assert {tag.name for tag in made.tags.all()} == {"Zephyr", "towers"}
        assert [credit.name for credit in made.credits.all()] == ["Wang Yifei"]
        assert made.created_by == writer
        assert group_of(source) == [("en", True), ("zh-Hans", False)]

    def test_keeps_an_embargo_that_is_on_and_none_that_is_over(self):
        end = timezone.now() + timedelta(days=1)
        source = make_article("Two towers open", embargoed_until=end)
        assert translations.start(source, "zh-Hans", by=None).embargoed_until == end
        with time_machine.travel(end + timedelta(hours=1)):
            assert translations.start(source, "zh-Hant", by=None).embargoed_until is None

    def test_not_twice_in_one_language(self, english):
        translations.start(english, "zh-Hans", by=None)
        with pytest.raises(workflow.StepRefused, match="in Chinese, simplified already: “Two towers open”. Go on"):
            translations.start(english, "zh-Hans", by=None)
        with pytest.raises(workflow.StepRefused, match="in English already"):
            translations.start(english, "en", by=None)
        assert Article.objects.count() == 2


class TestWhatTheOthersDid:
    @pytest.fixture
    def pair(self):
        """(English, Chinese), both live since an hour."""
        with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
            english = make_edition("Two towers open").article
            chinese = make_article("双塔启用", language="zh-Hans")
            translations.relate(chinese, english)
            publish(chinese)
        english.refresh_from_db()
        chinese.refresh_from_db()
        return english, chinese

    def change(self, article, take):
        article.standfirst += " More."
        workflow.save(article)
        workflow.approve(article)
        take(article)

    def test_nothing_while_nothing_is_told(self, pair):
        english, chinese = pair
        self.change(english, lambda story: workflow.publish(story, change="minor"))
        (other,) = translations.others(chinese)
        assert (other.article, other.is_original, other.is_live, other.changed_at) == (english, True, True, None)

    def test_a_correction_is_told_until_this_one_was_published_after_it(self, pair):
        english, chinese = pair
        self.change(english, lambda story: workflow.correct(story, text="There are two."))
        (other,) = translations.others(chinese)
        at = Correction.objects.get().at
        assert (other.what, other.told, other.changed_at) == ("corrected", "There are two.", at)
        assert translations.others(english)[0].changed_at is None
        self.change(chinese, lambda story: workflow.publish(story, change="update"))
        assert translations.others(chinese)[0].changed_at is None

    def test_a_draft_is_behind_what_was_told_since_it_was_begun(self, pair):
        english, _ = pair
        draft = translations.start(english, "zh-Hant", by=None)
        assert translations.others(draft)[0].changed_at is None
        self.change(english, lambda story: workflow.correct(story, text="There are two."))
        other = translations.others(draft)[0]
        assert (other.what, other.since) == ("corrected", "begun")

    def test_an_update_and_a_withdrawal_are_told_too(self, pair):
        english, chinese = pair
        self.change(english, lambda story: workflow.publish(story, change="update", note="A third is planned."))
        assert [(other.what, other.told) for other in translations.others(chinese)] == [
            ("updated", "A third is planned.")
        ]
        workflow.withdraw(english, reason="It was wrong.")
        (other,) = translations.others(chinese)
        assert (other.what, other.told, other.is_live) == ("withdrawn", "It was wrong.", False)
        workflow.reinstate(english, reason="It was right.")
        assert translations.others(chinese)[0].what == "updated"

    def test_its_writers_get_a_mail_and_nobody_for_a_minor_change(self, pair, settings):
        settings.MAIL_IS_ON = True
        english, chinese = pair
        writer, editor = make_user("wang", "reporter"), make_user("li", "managing editor")
        Article.objects.filter(pk=chinese.pk).update(created_by=writer, edited_by=editor)
        self.change(english, lambda story: workflow.publish(story, change="minor"))
        assert not Delivery.objects.filter(event__verb="updated").exists()
        self.change(english, lambda story: workflow.correct(story, text="There are two.", by=editor))
        (delivery,) = Delivery.objects.filter(event__verb="corrected")  # not to the one who did it
        assert delivery.target == writer.email
        assert outbox.attempt(delivery) == outbox.Outcome.DELIVERED
        (sent,) = mail.outbox
        assert "Corrected, and translated by you: Two towers open" in sent.subject
        assert "> There are two." in sent.body
        assert [person.pk for person in mails.people_told("withdraw", english)] == [writer.pk, editor.pk]

    def test_an_update_by_the_clock_is_told_to_its_writers_too(self, pair, settings):
        settings.MAIL_IS_ON = True
        english, chinese = pair
        writer, editor = make_user("wang", "reporter"), make_user("li", "managing editor")
        Article.objects.filter(pk=chinese.pk).update(created_by=writer, edited_by=editor)
        moment = timezone.now() + timedelta(hours=1)
        self.change(english, lambda story: workflow.schedule(story, at=moment, change="minor", by=editor))
        with time_machine.travel(moment + timedelta(minutes=1), tick=False):
            tick.run()
            assert not Delivery.objects.filter(kind=mails.TO_TRANSLATORS).exists()
            moment += timedelta(hours=1)
            english.refresh_from_db()
            told = {"change": "update", "note": "A third is planned."}
            self.change(english, lambda story: workflow.schedule(story, at=moment, by=editor, **told))
        mail.outbox.clear()
        with time_machine.travel(moment + timedelta(minutes=1), tick=False):
            assert "Would note" in tick.run(is_dry=True).lines[0]
            tick.run()
            assert not tick.run().lines
        by_reader = {message.to[0]: message for message in mail.outbox}
        assert by_reader.keys() == {writer.email, editor.email}
        assert "Live now: Two towers open" in by_reader[editor.email].subject  # who scheduled it is told once
        assert "Updated, and translated by you: Two towers open" in by_reader[writer.email].subject
        assert "> A third is planned." in by_reader[writer.email].body
        assert [story.pk for story in translations.behind(Article.objects.all())] == []
        with time_machine.travel(moment + timedelta(minutes=1), tick=False):
            assert [story.pk for story in translations.behind(Article.objects.all())] == [chinese.pk]

    def test_an_update_without_a_review_is_told_to_its_writers_too(self, pair, settings):
        settings.MAIL_IS_ON = True
        english, chinese = pair
        writer, editor = make_user("wang", "reporter"), make_user("li", "managing editor")
        signs_off = make_user("zhao", "managing editor")
        Article.objects.filter(pk=chinese.pk).update(created_by=writer, edited_by=editor, submitted_by=signs_off)
        fresh = make_article("A first time")
        translations.relate(make_article("第一次", language="zh-Hans", by=writer), fresh)
        workflow.emergency(fresh, reason="Nobody has read of it before.", by=editor)
        assert not Delivery.objects.filter(kind=mails.TO_TRANSLATORS).exists()
        english.standfirst += " More."
        workflow.save(english)
        workflow.emergency(english, reason="The towers close at noon.", by=editor)
        (delivery,) = Delivery.objects.filter(kind=mails.TO_TRANSLATORS)
        assert delivery.target == writer.email  # not who did it, nor who is asked to sign it off
        assert {writer, signs_off} == set(mails.people_told("emergency", english, by=editor.pk))
        mail.outbox.clear()
        assert outbox.attempt(delivery) == outbox.Outcome.DELIVERED
        (sent,) = mail.outbox
        assert "Updated, and translated by you: Two towers open" in sent.subject
        assert "published an update without a review" in sent.body
        assert "> The towers close at noon." in sent.body


class TestBehind:
    """What the list of stories and the first page show of it is what the form of each says."""

    @pytest.fixture
    def behind(self):
        def found(**options):
            shown = {story.pk for story in translations.behind(Article.objects.all(), **options)}
            if not options:
                told = {
                    story.pk for story in Article.objects.exclude(stage="withdrawn")
                    if any(other.changed_at for other in translations.others(story))
                }  # fmt: skip
                assert shown == told
            return shown

        return found

    def group(self, hours=1):
        with time_machine.travel(timezone.now() - timedelta(hours=hours), tick=False):
            english = make_edition("Two towers open").article
            chinese = make_article("双塔启用", language="zh-Hans")
            translations.relate(chinese, english)
            publish(chinese)
        return english, chinese

    def tell(self, article, take):
        article.refresh_from_db()
        article.standfirst += " More."
        workflow.save(article)
        workflow.approve(article)
        take(article)

    def test_from_a_change_until_it_is_published_again(self, behind):
        english, chinese = self.group()
        self.group()
        draft = translations.start(english, "zh-Hant", by=None)
        assert behind() == set()
        self.tell(english, lambda story: workflow.publish(story, change="minor"))
        assert behind() == set()
        self.tell(english, lambda story: workflow.correct(story, text="There are two."))
        assert behind() == {chinese.pk, draft.pk}
        self.tell(chinese, lambda story: workflow.publish(story, change="minor"))
        assert behind() == {draft.pk}
        self.tell(chinese, lambda story: workflow.correct(story, text="有两座。"))
        assert behind() == {draft.pk, english.pk}
        told = Article.objects.annotate(told=translations.last_told()).get(pk=draft.pk).told
        assert told == Correction.objects.latest("at").at

    def test_after_a_withdrawal_until_it_is_taken_back(self, behind):
        english, chinese = self.group()
        workflow.withdraw(english, reason="It was wrong.")
        assert behind() == {chinese.pk}
        english.refresh_from_db()
        workflow.reinstate(english, reason="It was right.")
        assert behind() == set()
        for story in (english, chinese):
            story.refresh_from_db()
            workflow.withdraw(story, reason="It was wrong.")
        assert behind() == set()

    def test_only_as_far_back_as_is_asked(self, behind):
        english, chinese = self.group(hours=9)
        with time_machine.travel(timezone.now() - timedelta(hours=5), tick=False):
            self.tell(english, lambda story: workflow.correct(story, text="There are two."))
        assert behind() == {chinese.pk}
        assert behind(told_after=timezone.now() - timedelta(hours=6)) == {chinese.pk}
        assert behind(told_after=timezone.now() - timedelta(hours=4)) == set()

    def test_withdrawals_are_found_by_their_moment(self):
        asked = translations.behind(Article.objects.all(), told_after=timezone.now())
        if connection.vendor == "postgresql":  # which joins tables that are nearly empty in any order
            asked = Withdrawal.objects.filter(at__gt=timezone.now()).order_by()
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
        assert "withdrawal_by_moment" in asked.explain()
