"""The one door: what each step does, what it refuses, and that a refusal leaves nothing behind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from companies.models import Photo, Tag
from newsroom.demo.make import make_article, make_company, make_edition, make_person, publish, schedule
from newsroom.desk import workflow
from newsroom.desk.workflow import StaleStory, StepRefused
from newsroom.models import Article, ArticleCredit, Edition, EditionTag, Event, Revision, Stage, Withdrawal

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def live(article: Article, at=None) -> Edition | None:
    return Edition.objects.live(at).filter(article=article).first()


def verbs(article: Article) -> list[str]:
    return list(article.events.order_by("pk").values_list("verb", flat=True))


class TestPublish:
    def test_makes_the_first_edition_with_everything_the_story_has(self, django_user_model):
        editor = django_user_model.objects.create_superuser("edda", first_name="Edda", last_name="Tor")
        xiaomi, guo = make_company("Xiaomi"), make_person("Guo Hong")
        article = make_article(
            "Phones sell fast",
            tags=[xiaomi, guo, "smartphones"],
            credits=["Wang Yifei", {"name": "Niva Whyman", "role": "editor"}],
        )

        edition = publish(article, by=editor)

        assert live(article) == edition
        assert edition.number == 1
        assert edition.change == Edition.Change.FIRST
        assert edition.headline == "Phones sell fast"
        assert {tag.name for tag in edition.tags.all()} == {"Xiaomi", "Guo Hong", "smartphones"}
        assert [(credit.name, credit.role) for credit in edition.credits.all()] == [
            ("Wang Yifei", "writer"),
            ("Niva Whyman", "editor"),
        ]
        assert edition.first_published_at == edition.updated_at == edition.live_from
        assert fresh(article).stage == article.stage == Stage.PUBLISHED
        assert verbs(article) == ["created", "approved", "published"]
        assert article.events.first().actor_name == "Edda Tor"

    def test_leaves_the_edition_alone_when_the_working_copy_changes(self):
        edition = make_edition("As readers know it")
        article = fresh(edition.article)
        article.headline = "Half-finished thought"
        workflow.save(article)
        assert fresh(article).stage == Stage.DRAFT
        assert live(article).headline == "As readers know it"

    def test_replaces_the_edition_before_at_the_same_moment(self):
        first = make_edition("One")
        article = fresh(first.article)
        article.headline = "Two"
        workflow.save(article)
        second = publish(article)
        first.refresh_from_db()
        assert first.live_until == second.live_from
        assert (second.number, second.change) == (2, Edition.Change.MINOR)
        assert live(article) == second

    def test_moves_updated_only_when_readers_should_notice(self):
        edition = make_edition()
        article = fresh(edition.article)
        for text, change, moves in (("a", "minor", False), ("b", "update", True), ("c", "correction", True)):
            before = live(article).updated_at
            article.standfirst = text
            workflow.save(article)
            after = publish(article, change=change)
            assert (after.updated_at > before) is moves, change
            assert after.first_published_at == edition.first_published_at

    def test_is_refused_when_nothing_changed_since(self):
        article = fresh(make_edition().article)
        with pytest.raises(StepRefused, match="while it is published"):
            publish(article)

    def test_is_refused_with_every_reason_at_once_and_changes_nothing(self):
        article = make_article(section=None, body="", standfirst="")
        workflow.approve(article)
        with pytest.raises(StepRefused, match=r"section.*no text"):
            workflow.publish(article)
        assert fresh(article).stage == article.stage == Stage.APPROVED
        assert fresh(article).version == article.version == 2
        assert not article.editions.exists()

    def test_is_refused_before_the_embargo_ends(self):
        article = make_article(embargoed_until=timezone.now() + HOUR)
        with pytest.raises(StepRefused, match="embargo"):
            workflow.emergency(article, reason="Now!")
        workflow.approve(article)
        with pytest.raises(StepRefused, match="embargo"):
            workflow.publish(article)
        with pytest.raises(StepRefused, match="embargo"):
            workflow.schedule(article, at=timezone.now() + HOUR / 2)
        workflow.schedule(article, at=timezone.now() + 2 * HOUR)

    def test_is_refused_for_a_picture_without_alternative_text(self):
        photo = Photo(file="photos/x.jpg", width=10, height=10)
        photo.save()
        with pytest.raises(StepRefused, match="alternative text"):
            publish(make_article(lead_photo=photo))
        photo.is_decorative = True
        photo.save()
        make_edition(lead_photo=photo)

    def test_keeps_the_date_of_a_story_that_appeared_elsewhere(self):
        long_ago = timezone.now() - timedelta(days=4000)
        edition = make_edition(backdated_to=long_ago, backdated_update=long_ago + HOUR)
        assert edition.first_published_at == long_ago
        assert edition.updated_at == long_ago + HOUR
        assert edition.live_from > long_ago

    def test_takes_out_what_does_not_belong_in_a_page(self):
        edition = make_edition(
            body='<p onclick="x()">A<script>alert(1)</script></p><img src="https://elsewhere.example/x.png">'
            '<p><a href="javascript:x()">b</a></p>'
        )
        for bad in ("onclick", "script", "alert", "elsewhere", "javascript"):
            assert bad not in edition.body_html

    def test_of_many_is_all_or_none(self):
        good, bad = make_article(), make_article(section=None)
        with pytest.raises(StepRefused):
            workflow.bring_in([good, bad])
        assert fresh(good).stage == Stage.DRAFT
        assert not Edition.objects.exists()

    def test_links_related_lines_to_the_stories_they_name(self):
        make_edition("An older story")
        known = make_edition(body='<p>x</p><p class="related">An older story</p><p class="related">Unknown</p>')
        assert f'<a href="/news/{timezone.localtime().year}/an-older-story/">An older story</a>' in known.body_html
        assert '<p class="related">Unknown</p>' in known.body_html


class TestStaleCallers:
    def test_second_publisher_is_told_who_was_faster(self, django_user_model):
        editor = django_user_model.objects.create_superuser("edda", first_name="Edda", last_name="Tor")
        article = make_article()
        workflow.approve(article)
        other = fresh(article)
        workflow.publish(article, by=editor)
        with pytest.raises(StaleStory, match="published by Edda Tor"):
            workflow.publish(other)
        assert article.editions.count() == 1

    def test_stale_save_changes_nothing(self):
        article = make_article("First")
        mine, theirs = fresh(article), fresh(article)
        theirs.headline = "Theirs"
        workflow.save(theirs)
        mine.headline = "Mine"
        with pytest.raises(StaleStory):
            workflow.save(mine)
        assert fresh(article).headline == "Theirs"
        assert mine.headline == "Mine"

    def test_every_step_refuses_a_stale_caller(self):
        edition = make_edition()
        stale = fresh(edition.article)
        workflow.retag(fresh(edition.article), add=[make_company().tag])
        for step in (
            lambda: workflow.submit(stale),
            lambda: workflow.approve(stale),
            lambda: workflow.publish(stale),
            lambda: workflow.schedule(stale, at=timezone.now() + HOUR),
            lambda: workflow.withdraw(stale, reason="x"),
            lambda: workflow.retag(stale, add=[make_company().tag]),
            lambda: workflow.save(stale),
        ):
            with pytest.raises(StepRefused):
                step()
        assert Edition.objects.get() == edition

    def test_deleted_story_is_said_to_be_deleted(self):
        article = make_article("Gone")
        stale = fresh(article)
        Event.objects.all().delete()
        article.delete()
        with pytest.raises(StaleStory, match="deleted"):
            publish(stale)


class TestSchedule:
    def test_edition_begins_by_the_clock_alone(self, time_machine):
        article = make_article()
        nine = timezone.now() + HOUR
        schedule(article, at=nine)
        assert live(article) is None
        assert live(article, at=nine) is not None
        time_machine.move_to(nine)
        assert live(article) is not None
        assert fresh(article).is_due

    def test_replaces_and_ends_by_the_clock_alone(self):
        first = make_edition("One")
        article = fresh(first.article)
        article.headline = "Two"
        workflow.save(article)
        nine, noon = timezone.now() + HOUR, timezone.now() + 4 * HOUR
        schedule(article, at=nine, until=noon)
        assert live(article).headline == "One"
        assert live(article, at=nine - timedelta(microseconds=1)).headline == "One"
        assert live(article, at=nine).headline == "Two"
        assert live(article, at=noon - timedelta(microseconds=1)).headline == "Two"
        assert live(article, at=noon) is None

    def test_is_refused_for_a_past_moment_and_an_end_before_the_beginning(self):
        article = make_article()
        workflow.approve(article)
        with pytest.raises(StepRefused, match="past"):
            workflow.schedule(article, at=timezone.now() - HOUR)
        with pytest.raises(StepRefused, match="before"):
            workflow.schedule(article, at=timezone.now() + 2 * HOUR, until=timezone.now() + HOUR)
        assert not article.editions.exists()

    def test_locks_the_working_copy_until_unscheduled(self):
        article = make_article()
        schedule(article, at=timezone.now() + HOUR)
        article.headline = "Changed underneath"
        with pytest.raises(StepRefused, match="while it is scheduled"):
            workflow.save(article)
        workflow.unschedule(article)
        workflow.save(article)
        assert fresh(article).headline == "Changed underneath"

    def test_unscheduling_leaves_no_trace_for_readers(self):
        first = make_edition("One", until=timezone.now() + 9 * HOUR)
        end = first.live_until
        article = fresh(first.article)
        article.headline = "Two"
        workflow.save(article)
        schedule(article, at=timezone.now() + HOUR)
        workflow.unschedule(article)
        first.refresh_from_db()
        assert list(article.editions.all()) == [first]
        assert first.live_until == end
        assert fresh(article).stage == Stage.APPROVED

    def test_unscheduling_comes_too_late_once_the_moment_has_passed(self, time_machine):
        article = make_article()
        schedule(article, at=timezone.now() + HOUR)
        time_machine.move_to(timezone.now() + 2 * HOUR)
        late = {
            "unschedule": workflow.unschedule,
            "publish": workflow.publish,
            "correct": lambda story: workflow.correct(story, text="It is two."),
            "discard": workflow.discard,
        }
        for take in late.values():
            with pytest.raises(StepRefused, match="while it is published. Nothing was changed."):
                take(fresh(article))
        assert live(article) is not None
        assert verbs(fresh(article))[-1] == "scheduled"

    def test_story_that_went_live_can_be_edited_and_the_history_says_when(self, time_machine):
        article = make_article("One")
        nine = timezone.now() + HOUR
        schedule(article, at=nine)
        time_machine.move_to(timezone.now() + 2 * HOUR)
        article = fresh(article)
        article.headline = "Two"
        workflow.save(article)
        assert verbs(article) == ["created", "approved", "scheduled", "went_live", "edited"]
        assert article.events.get(verb="went_live").at == nine
        assert live(article).headline == "One"


class TestWithdraw:
    def test_takes_the_story_from_readers_at_once_and_keeps_the_reason(self):
        article = fresh(make_edition().article)
        withdrawal = workflow.withdraw(article, reason="The figures were wrong.")
        assert live(article) is None
        assert Withdrawal.objects.get() == withdrawal
        assert fresh(article).stage == Stage.WITHDRAWN

    def test_needs_a_reason_and_something_to_withdraw(self):
        article = fresh(make_edition().article)
        with pytest.raises(StepRefused, match="reason"):
            workflow.withdraw(article, reason="  ")
        draft = make_article()
        with pytest.raises(StepRefused, match="don’t see it now"):
            workflow.withdraw(draft, reason="x")
        assert fresh(draft).stage == Stage.DRAFT
        assert fresh(draft).version == draft.version

    def test_withdrawn_story_can_come_back_with_its_first_date(self):
        first = make_edition()
        article = fresh(first.article)
        workflow.withdraw(article, reason="x")
        again = workflow.reinstate(article, reason="It was right after all.")
        assert again.number == 2
        assert again.first_published_at == first.first_published_at
        assert live(article) == again


class TestRetag:
    def test_is_live_at_once_without_an_edition_and_without_updated(self):
        edition = make_edition(tags=["policy"])
        article = fresh(edition.article)
        company = make_company()
        workflow.retag(article, add=[company.tag], remove=[Tag.objects.named("policy")])
        assert [tag.name for tag in edition.tags.all()] == [company.name]
        assert [tag.name for tag in article.tags.all()] == [company.name]
        assert EditionTag.objects.get().first_published_at == edition.first_published_at
        assert article.editions.count() == 1
        assert Edition.objects.get().updated_at == edition.updated_at
        assert fresh(article).stage == Stage.PUBLISHED

    def test_leaves_the_tags_of_a_draft_in_progress_in_the_draft(self):
        edition = make_edition(tags=["policy"])
        article = fresh(edition.article)
        secret, company = make_company("Secret"), make_company("Open")
        workflow.save(article, tags=[*article.tags.all(), secret.tag])
        workflow.retag(article, add=[company.tag])
        assert {tag.name for tag in edition.tags.all()} == {"policy", "Open"}
        assert {tag.name for tag in article.tags.all()} == {"policy", "Open", "Secret"}

    def test_reaches_an_edition_that_waits_for_its_moment(self):
        article = make_article()
        edition = schedule(article, at=timezone.now() + HOUR)
        workflow.retag(article, add=[make_company("Xiaomi").tag])
        assert [tag.name for tag in edition.tags.all()] == ["Xiaomi"]

    def test_records_who_changed_what_and_carries_an_approval_over(self):
        article = make_article()
        Article.objects.filter(pk=article.pk).update(approved_revision=1)
        article = fresh(article)
        event = workflow.retag(article, add=[make_company("Xiaomi").tag])
        assert event.details == {"added": ["Xiaomi"], "removed": []}
        assert article.events.first() == event
        assert fresh(article).approved_revision == fresh(article).revision == 2

    def test_approves_nothing_that_nobody_approved(self):
        article = make_article()
        workflow.retag(article, add=[make_company("Xiaomi").tag])
        assert (fresh(article).revision, fresh(article).approved_revision) == (2, None)

    def test_leaves_the_editions_that_readers_saw_earlier_as_they_were(self):
        first = make_edition(tags=["policy"])
        article = fresh(first.article)
        article.headline = "Better"
        workflow.save(article)
        workflow.approve(article)
        second = workflow.publish(article)
        workflow.retag(article, add=[make_company("Xiaomi").tag], remove=[Tag.objects.named("policy")])
        assert [[tag.name for tag in edition.tags.all()] for edition in (first, second)] == [["policy"], ["Xiaomi"]]

    def test_is_refused_to_a_stale_caller_also_where_it_would_change_nothing(self):
        article, tag = make_article(), make_company("Xiaomi").tag
        stale = fresh(article)
        workflow.retag(article, add=[tag])
        with pytest.raises(StaleStory):
            workflow.retag(stale, add=[tag])

    @pytest.mark.parametrize("step", ["retagged", "withdrawn"])
    def test_as_any_step_it_writes_down_first_that_a_story_went_live(self, step, time_machine):
        article = make_article()
        schedule(article, at=timezone.now() + HOUR)
        time_machine.move_to(timezone.now() + 2 * HOUR)
        article = fresh(article)
        if step == "retagged":
            workflow.retag(article, add=[make_company("Xiaomi").tag])
        else:
            workflow.withdraw(article, reason="Wrong.")
        assert fresh(article).stage == (Stage.PUBLISHED if step == "retagged" else Stage.WITHDRAWN)
        assert verbs(article) == ["created", "approved", "scheduled", "went_live", step]

    def test_that_changes_nothing_leaves_nothing(self):
        article = fresh(make_edition(tags=["policy"]).article)
        assert workflow.retag(article, add=[Tag.objects.named("policy")]) is None
        assert fresh(article).version == article.version
        assert verbs(article) == ["created", "approved", "published"]


class TestRevisions:
    def test_every_changed_save_appends_one_and_an_unchanged_save_none(self):
        article = make_article("One", tags=["policy"], credits=["Wang Yifei"])
        assert workflow.save(article) is None
        article.headline = "Two"
        assert workflow.save(article).number == 2
        assert workflow.save(article, tags=[]).number == 3
        assert workflow.save(article, credits=[ArticleCredit(name="Li Na")]).number == 4
        assert [revision.content["headline"] for revision in Revision.objects.order_by("number")][:2] == ["One", "Two"]
        assert Revision.objects.get(number=1).content["tags"][0]["name"] == "policy"
        assert Revision.objects.get(number=4).content["credits"][0]["name"] == "Li Na"

    def test_a_save_writes_what_the_story_says_and_nothing_else(self, django_user_model):
        article, ren = make_article(credits=["Wang Yifei"]), django_user_model.objects.create_superuser("ren")
        article.standfirst, article.submitted_by, article.needs_sign_off = "More.", ren, True
        workflow.save(article, by=ren, credits=[])
        row = fresh(article)
        assert (row.standfirst, row.edited_by, row.credits.count()) == ("More.", ren, 0)
        assert (row.submitted_by, row.needs_sign_off) == (None, False)

    def test_history_outlives_the_account(self, django_user_model):
        user = django_user_model.objects.create_user("ren", first_name="Ren", last_name="Porter")
        article = make_article(by=user)
        user.delete()
        assert Revision.objects.get(article=article).author_name == "Ren Porter"
        assert Event.objects.get(article=article).actor_name == "Ren Porter"


class TestAddresses:
    def test_same_headline_gets_a_number(self):
        assert [make_article("Weekly notice").slug for _ in range(3)] == [
            "weekly-notice",
            "weekly-notice-2",
            "weekly-notice-3",
        ]

    def test_address_that_readers_have_seen_is_not_given_to_another_story(self):
        edition = make_edition("Old address")
        article = fresh(edition.article)
        article.slug = "new-address"
        workflow.save(article)
        publish(article)
        assert make_article("Old address").slug == "old-address-2"

    def test_chinese_headline_keeps_its_characters(self):
        assert make_article("中关村发布新政策").slug == "中关村发布新政策"

    def test_of_many_made_at_once_one_gets_the_number_that_another_is_called_by(self):
        drafts = [workflow.Draft(Article(headline=headline)) for headline in ("Trams", "Trams", "Trams 2")]
        made = workflow.create_many(drafts)
        assert [article.slug for article in made] == ["trams", "trams-2", "trams-2-2"]


class TestTheDatabaseItself:
    def test_refuses_two_editions_without_an_end(self):
        edition = make_edition()
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.create(
                article=edition.article,
                number=2,
                headline="x",
                live_from=timezone.now(),
                first_published_at=timezone.now(),
                updated_at=timezone.now(),
                change="minor",
                body_html="",
            )

    def test_refuses_an_edition_that_ends_before_it_begins(self):
        edition = make_edition()
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(live_until=edition.live_from - HOUR)

    def test_refuses_a_scheduled_story_without_a_time(self):
        article = make_article()
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.filter(pk=article.pk).update(stage=Stage.SCHEDULED)


def test_headline_of_digits_is_no_month():
    assert make_article("10").slug == "story-10"
