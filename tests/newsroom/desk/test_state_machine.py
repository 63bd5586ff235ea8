"""Any order of steps, by anybody, with stale copies and a moving clock: what must always hold, holds."""

from copy import copy
from datetime import UTC, datetime, timedelta

import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from newsroom.demo.make import make_article, make_section
from newsroom.desk import tick, workflow
from newsroom.desk.workflow import StepRefused
from newsroom.models import Article, Delivery, Edition, EditionTag, Event, Stage

ROLES = {"ren": "reporter", "edda": "editor", "eli": "editor", "chen": "managing editor"}
USERS = {}
SELDOM = st.integers(0, 7).map(lambda number: number == 7)


class Desk(RuleBasedStateMachine):
    """One story. The model keeps what readers should see when, and who stood behind each text."""

    STEPS = frozenset(workflow.STEPS) - {"retag", "bring_in", "bring_in_later"}  # which move no text past a reader

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.clock = time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False)
        self.traveller = self.clock.start()
        make_section("News")
        self.texts = 1
        self.article = make_article("text 1 by ren", tags=["chips"], by=USERS["ren"])
        self.older = [self.fresh()]
        self.shown: list[tuple] = []  # (from, until or None, headline)
        self.before_waiting: list[tuple] = []
        self.approved: set[str] = set()  # texts that a second person approved
        self.emergencies: set[str] = set()
        self.sent_on_by = ""
        self.first_published = None
        self.events = self.version = 1
        self.checked: set[int] = set()
        self.was_put_back = False

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def fresh(self) -> Article:
        return Article.objects.get(pk=self.article.pk)

    # What happens

    @rule(pick=st.integers(0, 10**6), stale=SELDOM, hours=st.integers(1, 48), lasting=st.sampled_from([None, 5, 30]))
    def somebody_takes_a_step_that_is_theirs(self, pick, stale, hours, lasting):
        may: dict[str, list[str]] = {}
        for who in sorted(ROLES):
            for name, why in workflow.objections(self.fresh(), USERS[who]).items():
                if not why and name in self.STEPS:
                    may.setdefault(name, []).append(who)
        if len(may) > 2 and pick % 4:
            # Emergencies stay seldom, or no story would ever see a review.
            may.pop("emergency", None)
        if may:
            name = sorted(may)[pick % len(may)]
            self.take(may[name][pick // 100 % len(may[name])], name, stale, hours, lasting)

    @rule(who=st.sampled_from(sorted(ROLES)), pick=st.integers(0, 100), stale=SELDOM)
    def anybody_tries_any_step(self, who, pick, stale):
        self.take(who, sorted(self.STEPS)[pick % len(self.STEPS)], stale, 1, None)

    @rule(minutes=st.integers(1, 60 * 30))
    def time_passes(self, minutes):
        self.traveller.shift(timedelta(minutes=minutes))

    @rule(minutes=st.integers(1, 120))
    def the_clock_is_put_back(self, minutes):
        self.traveller.shift(-timedelta(minutes=minutes))
        self.was_put_back = True

    @rule(times=st.integers(1, 3))
    def the_tick_runs(self, times):
        """Readers see the same before and after, and the second run finds nothing that the first has left."""
        before, seen = self.rows()[1], list(Edition.objects.live())
        reports = [tick.run() for _ in range(times)]
        if reports[0].counts["withdrawn again"]:
            assert self.was_put_back
            self.take_from_readers()
        else:
            assert (self.rows()[1], list(Edition.objects.live())) == (before, seen)
        assert not any(report.lines for report in reports[1:])
        assert not Article.objects.filter(stage=Stage.SCHEDULED, scheduled_for__lte=timezone.now()).exists()
        # Told at the moment of the step, which may be to come again.
        assert self.was_put_back or not Delivery.objects.filter(delivered_at=None).exists()
        if reports[0].counts["settled"]:
            self.older.append(self.fresh())

    # How a step is taken, and what the model makes of it

    def take(self, who, name, stale, hours, lasting):
        self.traveller.shift(timedelta(seconds=1))
        by, now = USERS[who], timezone.now()
        text = self.fresh().headline
        at = now + timedelta(hours=hours)
        until = at + timedelta(hours=lasting) if lasting else None
        if name == "edit":
            self.texts += 1
        calls = {
            "edit": lambda article: self.write(article, by),
            "return": lambda article: workflow.send_back(article, reason="x", by=by),
            "correct": lambda article: workflow.correct(article, text="x", by=by),
            "emergency": lambda article: workflow.emergency(article, reason="x", by=by),
            "schedule": lambda article: workflow.schedule(article, at=at, until=until, by=by),
            "withdraw": lambda article: workflow.withdraw(article, reason="x", by=by),
            "reinstate": lambda article: workflow.reinstate(article, reason="x", by=by),
            "update": lambda article: workflow.publish(article, by=by),
        }
        call = calls.get(name) or (lambda article: getattr(workflow, name)(article, by=by))
        done = self.attempt(call, stale)
        if not done:
            return
        if name == "approve":
            assert not text.endswith(who), "somebody approved what they wrote"
            assert who != self.sent_on_by, "somebody approved what they sent on"
            self.approved.add(text)
        elif name == "submit":
            self.sent_on_by = who
        elif name == "emergency":
            self.emergencies.add(done.headline)
        elif name == "schedule":
            self.before_waiting = list(self.shown)
        elif name == "unschedule":
            self.shown = self.before_waiting
        elif name == "withdraw":
            self.take_from_readers()
        if isinstance(done, Edition):
            begin = done.live_from
            self.shown = [(a, begin if a < begin and (b is None or b > begin) else b, t) for a, b, t in self.shown]
            self.shown.append((begin, done.live_until, done.headline))

    def take_from_readers(self):
        now = timezone.now()
        self.shown = [(a, now if b is None or b > now else b, t) for a, b, t in self.shown if a <= now]

    def write(self, article, by):
        article.headline = f"text {self.texts} by {by.username}"
        return workflow.save(article, by=by)

    def attempt(self, call, stale: bool):
        """Take the step with the newest copy or an older one. None where it was refused; then nothing has changed."""
        now = self.fresh()
        seen = copy(self.older[len(self.older) // 2] if stale else now)
        version, before = seen.version, self.rows()
        try:
            with transaction.atomic():
                done = call(seen)
        except StepRefused:
            assert self.rows() == before
            return None
        assert version == now.version, "a stale copy won"
        self.older.append(self.fresh())
        return done if done is not None else True

    def rows(self):
        return (
            list(Article.objects.values()),
            list(Edition.objects.order_by("pk").values()),
            Event.objects.count(),
        )

    # What must hold after each

    @invariant()
    def readers_see_what_they_should(self):
        now = timezone.now()
        expected = [text for begin, end, text in self.shown if begin <= now and (end is None or now < end)]
        assert list(Edition.objects.live(now).values_list("headline", flat=True)) == expected
        # Lists about a tag ask the tags alone, which repeat when their edition is live.
        tagged = EditionTag.objects.live(now).values_list("content_object__headline", flat=True)
        assert list(tagged) == expected
        assert set(EditionTag.objects.values_list("content_object", "live_from", "live_until")) == set(
            Edition.objects.values_list("pk", "live_from", "live_until")
        )

    @invariant()
    def nothing_unread_gets_out(self):
        assert set(Edition.objects.values_list("headline", flat=True)) <= self.approved | self.emergencies

    @invariant()
    def intervals_never_overlap(self):
        editions = list(Edition.objects.order_by("live_from"))
        for one, other in zip(editions, editions[1:], strict=False):
            assert one.live_until is not None
            assert one.live_until <= other.live_from

    @invariant()
    def first_date_never_moves(self):
        dates = set(Edition.objects.seen().values_list("first_published_at", flat=True))
        if self.first_published is None and dates:
            self.first_published = min(dates)
        assert dates <= {self.first_published}

    @invariant()
    def every_change_left_an_event_and_the_version_grows(self):
        article, events = self.fresh(), Event.objects.count()
        assert (article.version > self.version) == (events > self.events)
        assert article.version >= self.version
        self.version, self.events = article.version, events
        assert article.stage != Stage.SCHEDULED or article.scheduled_for
        assert article.revision == article.revisions.count()

    @invariant()
    def who_is_to_be_told_is_written_down_with_each_event_and_once(self):
        """Nobody is told of their own doing, or of anything but the steps that wait for somebody."""
        for event in Event.objects.exclude(pk__in=self.checked).prefetch_related("deliveries"):
            told = sorted(delivery.target.partition("@")[0] for delivery in event.deliveries.all())
            article = self.fresh()
            assert len(told) == len(set(told))
            assert not event.actor_id or event.actor.username not in told
            if event.verb in ("submitted", "published without review"):
                barred = (
                    {article.emergency_by} if event.verb != "submitted" else {article.submitted_by, article.edited_by}
                )
                assert told == sorted({"edda", "eli", "chen"} - {user.username for user in barred if user})
            elif event.verb == "approved":
                assert {"edda", "eli", "chen"} - {event.actor.username} <= set(told)
            elif event.verb not in ("returned", "went_live"):
                assert told == []
            self.checked.add(event.pk)
        # What went live is one event a moment, whoever noted it: the tick or the next step.
        moments = list(Event.objects.filter(verb="went_live").values_list("at", flat=True))
        assert len(moments) == len(set(moments))


class AnyOrder(TestCase):
    def test_of_steps(self):
        for username, role in ROLES.items():
            USERS[username] = get_user_model().objects.create_user(username, f"{username}@example.org", is_staff=True)
            USERS[username].groups.add(Group.objects.get(name=role))
        run_state_machine_as_test(
            Desk,
            settings=settings(
                max_examples=25,
                stateful_step_count=30,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
