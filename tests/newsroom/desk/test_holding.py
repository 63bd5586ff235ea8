"""What a restored site holds back, what of it still waits for a person, and what goes out when it is let go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.demo.make import make_article, make_edition, schedule
from newsroom.desk import claims, holding, sharing, tick, workflow
from newsroom.models import Article, Delivery, Edition, Event, Generation, Vital
from tests.newsroom.desk.letters import sent

pytestmark = pytest.mark.django_db

# Later than anything that a test publishes, and sooner than what it schedules.
MADE = timezone.now().replace(microsecond=0) + timedelta(hours=1)


def scheduled(headline: str, hours: int) -> Article:
    story = make_article(headline)
    schedule(story, at=MADE + timedelta(hours=hours))
    return story


def test_the_first_to_begin_is_named_first_and_each_has_the_moment_it_had():
    for headline, hours in (("Second", 5), ("First", 3), ("Third", 7)):
        scheduled(headline, hours)
    generation = Generation.objects.values().get()
    assert [story.headline for story in holding.hold(MADE)] == ["First", "Second", "Third"]
    assert not Edition.objects.exists()
    assert Generation.objects.values().get() != generation
    assert {story.headline: moment for story, moment in holding.held()} == {
        "First": MADE + timedelta(hours=3),
        "Second": MADE + timedelta(hours=5),
        "Third": MADE + timedelta(hours=7),
    }
    event = Event.objects.filter(article__headline="First").first()
    assert (event.verb, event.from_stage, event.to_stage, event.actor_name) == ("held", "scheduled", "approved", "")
    assert event.comment.startswith("It was scheduled for ")


def test_what_readers_saw_meanwhile_they_go_on_seeing():
    story = make_edition("Out").article
    story.headline = "Out, and better"
    workflow.save(story)
    workflow.approve(story)
    workflow.schedule(story, at=MADE + timedelta(hours=3))
    holding.hold(MADE)
    assert Edition.objects.get().live_until is None


def test_what_had_begun_when_the_backup_was_made_stays_though_nobody_had_noted_it():
    story = make_article("Begun")
    schedule(story, at=MADE - timedelta(minutes=30))
    assert holding.hold(MADE) == []
    assert (Article.objects.get().stage, Edition.objects.get().live_until) == ("scheduled", None)


def test_links_to_drafts_end():
    story = make_article("Plans")
    link, token = sharing.share(story, story.revisions.get(), by=None)
    assert sharing.follow(token) == link
    holding.hold(MADE)
    assert sharing.follow(token) is None
    assert story.events.first().verb == "link revoked"


def test_a_story_is_held_as_a_whole_and_a_second_try_holds_it(monkeypatch):
    def break_off(*args):
        raise OSError("killed")

    scheduled("Fair opens", 3)
    with monkeypatch.context() as patch:
        patch.setattr(holding, "tell_readers", break_off)
        with pytest.raises(OSError, match="killed"):
            holding.hold(MADE)
    assert (Article.objects.get().stage, Edition.objects.count()) == ("scheduled", 1)
    since = Vital.objects.read(Vital.HOLD)
    assert since.details == {"as_of": MADE.isoformat()}
    assert len(holding.hold(MADE + timedelta(hours=1))) == 1
    assert Vital.objects.read(Vital.HOLD).details == since.details, "held since the first try, mail of that moment too"


def test_one_that_moves_at_this_moment_keeps_no_other_from_being_held(monkeypatch):
    for headline, hours in (("Moves", 3), ("Stays", 5)):
        scheduled(headline, hours)

    def claim(articles, step, **changes):
        if articles[0].headline == "Moves":
            raise workflow.StepRefused("It has moved on.")
        claims.claim(articles, step, **changes)

    monkeypatch.setattr(holding, "claim", claim)
    assert [story.headline for story in holding.hold(MADE)] == ["Stays"]


def test_what_somebody_has_touched_or_thrown_away_waits_for_nobody_any_more():
    for headline in ("Waits", "Returned", "Touched", "Deleted"):
        scheduled(headline, 3)
    assert holding.held() == []
    holding.hold(MADE)
    assert {story.headline for story, _ in holding.held()} == {"Waits", "Returned", "Touched", "Deleted"}
    workflow.send_back(Article.objects.get(headline="Returned"), reason="Is it still meant?")
    touched = Article.objects.get(headline="Touched")
    workflow.schedule(touched, at=MADE + timedelta(hours=9))
    workflow.unschedule(touched)
    workflow.delete(Article.objects.get(headline="Deleted"))
    assert [story.headline for story, _ in holding.held()] == ["Waits"]
    Article.objects.filter(headline="Waits").update(stage="draft")
    assert holding.held() == []


def test_what_an_earlier_restore_held_is_not_listed_with_this_one():
    scheduled("Of an earlier restore", 3)
    holding.hold(MADE)
    Event.objects.update(at=MADE - timedelta(days=9))
    assert holding.held() == []


@pytest.fixture
def letters(people):
    """Mail that waited when the backup was made, mail that went out before it, and mail that was written since."""
    before = make_article("Before", by=people["ren"])
    workflow.submit(before, by=people["ren"])
    gone, *_ = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=gone.pk).update(next_at=None, delivered_at=MADE)
    Delivery.objects.update(made_at=MADE - timedelta(hours=1))
    holding.hold(MADE)
    workflow.submit(make_article("Since", by=people["ren"]), by=people["ren"])
    tick.run()
    assert sent() == []


def test_old_mail_is_dropped_and_what_was_written_since_goes_out(letters):
    assert holding.release(with_mail=False) == (3, 2)
    assert Delivery.objects.filter(error="Not sent: it waited when the backup was made.").count() == 2
    assert Vital.objects.read(Vital.HOLD).at is None
    tick.run()
    assert [subject.rpartition(": ")[2] for _, subject in sent()] == ["Since"] * 3
    assert Delivery.objects.filter(error="").count() == 4


def test_old_mail_goes_out_where_somebody_asks_for_it(letters):
    assert holding.release(with_mail=True) == (5, 0)
    tick.run()
    assert len(sent()) == 5


def test_mail_is_let_go_as_a_whole(letters, monkeypatch):
    def break_off(*args, **options):
        raise OSError("killed")

    monkeypatch.setattr(type(Vital.objects), "filter", break_off, raising=False)
    waiting = Delivery.objects.due().count()
    with pytest.raises(OSError, match="killed"):
        holding.release(with_mail=False)
    monkeypatch.undo()
    assert Delivery.objects.due().count() == waiting


def test_nothing_is_dropped_where_nothing_is_held(people):
    workflow.submit(make_article(by=people["ren"]), by=people["ren"])
    assert holding.release(with_mail=False) == (3, 0)
