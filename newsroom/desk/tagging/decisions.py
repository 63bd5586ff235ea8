"""What a person says to a suggestion, how far it reaches, and what it does to the story."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from companies.models import Tag
from newsroom.desk import mentions, workflow
from newsroom.desk.history import name_of
from newsroom.desk.tagging import records
from newsroom.desk.tagging.suggestions import hold
from newsroom.models import Article, Decision, Event, Mention, NameRecord

Status, Scope, Verb = Mention.Status, Decision.Scope, Decision.Verb
_SAID = {True: Status.CONFIRMED, False: Status.REJECTED}
_NOT_THERE = "It no longer stands in the text."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one mention. `seen` is how it stood on the screen of whoever says it.

    `instead` is whom the name means here, where it was taken for another. `scope` says how far a rejection reaches:
    here, or this name in the whole story.
    """

    mention: int
    accept: bool
    seen: str = Status.SUGGESTED
    instead: Tag | None = None
    scope: str = Scope.MENTION
    role: str = ""
    is_unlinked: bool | None = None  # None: as it is


@dataclass(slots=True)
class Outcome:
    """What became of an act: how many mentions were decided, what was refused and why, and which names fell."""

    batch: str
    done: int = 0
    stories: set[int] = field(default_factory=set)
    tagged: set[int] = field(default_factory=set)  # stories that have other tags now
    refused: dict[int, str] = field(default_factory=dict)  # mention → why
    dropped: list[NameRecord] = field(default_factory=list)
    event: Event | None = None  # of one story that was tagged by hand


def new_batch() -> str:
    return uuid.uuid4().hex


def may_tag(by) -> bool:
    return by is not None and by.has_perm("newsroom.tag_article")


def decide(verdicts: Sequence[Verdict], *, by, batch: str = "") -> Outcome:
    """Say something of many mentions; each story is one transaction, so what is refused in one stops no other.

    Harmless to repeat: what already stands as it is said counts as done and is not written again. Tags of stories
    that readers see change at once, through the step of the workflow.
    """
    if not may_tag(by):
        raise workflow.StepForbidden("Your role doesn’t let you tag stories. Nothing was changed.")
    outcome = Outcome(batch or new_batch())
    stories = dict(Mention.objects.filter(pk__in=[v.mention for v in verdicts]).values_list("pk", "article"))
    by_story: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.mention in stories:
            by_story[stories[verdict.mention]].append(verdict)
        else:
            outcome.refused[verdict.mention] = _NOT_THERE
    for story in sorted(by_story):  # in one order, so that two who decide at once never wait for each other
        try:
            _decide_story(story, by_story[story], by, outcome)
        except workflow.StepRefused as refusal:
            outcome.refused |= {verdict.mention: str(refusal) for verdict in by_story[story]}
        except Article.DoesNotExist:  # deleted at this moment
            outcome.refused |= {verdict.mention: _NOT_THERE for verdict in by_story[story]}
    return outcome


def _decide_story(story: int, verdicts: list[Verdict], by, outcome: Outcome) -> None:
    refused: dict[int, str] = {}
    with transaction.atomic():
        hold([story])
        article = Article.objects.get(pk=story)
        rows = Mention.objects.select_related("tag").in_bulk([verdict.mention for verdict in verdicts])
        now = timezone.now()
        decisions, add = [], []
        for verdict in verdicts:
            row = rows.get(verdict.mention)
            if row is None:
                refused[verdict.mention] = _NOT_THERE
            elif row.status != verdict.seen:
                if row.status != _SAID[verdict.accept] or verdict.instead:
                    refused[verdict.mention] = _meanwhile(row)
            else:
                decisions += _apply(article, row, verdict, by, now, outcome.batch, rows)
                if verdict.accept or verdict.instead:
                    add.append(verdict.instead or row.tag)
        _tag(article, decisions, add, by, outcome)
        Decision.objects.bulk_create(decisions)
        outcome.dropped += records.count(votes_of(decisions))
    outcome.refused |= refused
    outcome.done += len({decision.mention_id for decision in decisions})
    outcome.stories.add(story)


def votes_of(decisions: Iterable[Decision], *, is_undone: bool = False) -> list[records.Vote]:
    """What decisions on one story’s suggestions say of its names: one vote a name, however often it stands there."""
    votes = (
        records.Vote(decision.tag_id, decision.name, decision.verb == Verb.ACCEPT, is_undone)
        for decision in decisions
        if decision.tag_id and decision.name and decision.details["before"]["status"] == Status.SUGGESTED
        if not decision.details.get("no_vote")
    )
    return list(dict.fromkeys(votes))


def _apply(
    article: Article, row: Mention, verdict: Verdict, by, now, batch: str, rows: dict[int, Mention]
) -> list[Decision]:
    """Write what is said of one mention; the decisions of it are not saved yet. `rows` are all that are spoken of."""
    instead = verdict.instead if verdict.instead != row.tag else None
    accept = verdict.accept and instead is None
    marks = {"role": verdict.role, "is_unlinked": verdict.is_unlinked}
    made = [_set(row, _SAID[accept], by, now, batch, **(marks if accept else {}))]
    if verdict.scope == Scope.STORY and not accept:
        made[0].scope = Scope.STORY
        alike = Mention.objects.suggested().filter(article=article, tag=row.tag_id, name=row.name)
        for other in alike.select_related("tag"):
            # The same object where it is spoken of too, so that nothing is said of it twice.
            made.append(_set(rows.setdefault(other.pk, other), Status.REJECTED, by, now, batch))
    if instead is not None:
        made[0].other_tag = instead
        made[0].scope = Scope.PAIR
        made.append(_set(_as_another(row, instead), Status.CONFIRMED, by, now, batch, **marks))
    return made


def _set(
    row: Mention, status: str, by, now, batch: str, *, role: str = "", is_unlinked: bool | None = None
) -> Decision:
    before = {"status": row.status, "role": row.role, "is_unlinked": row.is_unlinked}
    row.status, row.decided_by, row.decided_by_name, row.decided_at = status, by, name_of(by), now
    row.role, row.claimed_by, row.claimed_until = role or row.role, None, None
    if is_unlinked is not None:
        row.is_unlinked = is_unlinked
    if row.pk is None:
        row.save()
    else:
        row.save(
            update_fields=["status", "role", "is_unlinked", "decided_by", "decided_by_name", "decided_at"]
            + ["claimed_by", "claimed_until"]
        )
    return Decision(
        verb=Verb.ACCEPT if status == Status.CONFIRMED else Verb.REJECT,
        batch=batch,
        article_id=row.article_id,
        mention=row,
        tag=row.tag,
        tag_name=row.tag.name,
        name=row.name,
        tier=row.tier,
        by=by,
        by_name=name_of(by),
        at=now,
        matcher=row.matcher,
        details={"before": before},
    )


def _as_another(row: Mention, tag: Tag) -> Mention:
    """The same place, read as a mention of `tag`; the row that is there already, if there is one."""
    same = {name: getattr(row, name) for name in ("article_id", "field", "sentence_hash", "surface", "nth")}
    standing = Mention.objects.select_related("tag").filter(tag=tag, **same).first()
    return standing or Mention(
        **same,
        tag=tag,
        start=row.start,
        end=row.end,
        sentence=row.sentence,
        name=row.name,
        tier=Mention.Tier.SURE,
        score=1,
        reasons=["chosen by hand"],
        role=row.role,
        is_unlinked=row.is_unlinked,
        matcher=mentions.VERSION,
    )


def _tag(article: Article, decisions: list[Decision], add: list[Tag], by, outcome: Outcome) -> None:
    """Put the tags on the story that its confirmed mentions ask for, and let the editions' mentions follow."""
    if not decisions:
        return
    had = set(article.tag_items.values_list("tag_id", flat=True))
    new = [tag for tag in dict.fromkeys(add) if tag.pk not in had]
    touched = list(dict.fromkeys(decision.tag for decision in decisions))
    workflow.retag(article, add=dict.fromkeys(add), marks=touched, by=by)
    for tag in new:
        # With the first decision that brought it; undoing that takes the tag from the story again.
        next(one for one in decisions if one.tag == tag and one.verb == Verb.ACCEPT).details["added"] = True
        outcome.tagged.add(article.pk)


def _meanwhile(row: Mention) -> str:
    when = f" at {timezone.localtime(row.decided_at):%H:%M}" if row.decided_at else ""
    return f"Meanwhile {row.get_status_display()} by {row.decided_by_name or 'the system'}{when}."


# Rules


@transaction.atomic
def rule_name(tag: Tag, name: str, match: str, *, by, instead: Tag | None = None) -> Outcome:
    """Say how a name counts for one company or person from now on: after the full name, never, or as it says itself.

    Never, or as another's, rejects what is suggested under it; what was confirmed stays.
    """
    if not may_tag(by):
        raise workflow.StepForbidden("Your role doesn’t let you rule on names. Nothing was changed.")
    outcome = Outcome(new_batch())
    waiting = Mention.objects.suggested().filter(tag=tag, name=name)
    hold(waiting.values("article"))
    record = records.held(tag.pk, name)
    before = {"match": record.match, "instead": record.instead_id, "recent": record.recent}
    before["by"] = record.match_by_name
    records.rule(record, match, by=by, instead=instead)
    now = timezone.now()
    rejected = []
    if match == records.NEVER or instead:
        waiting.update(status=Status.REJECTED, decided_by=by, decided_by_name=name_of(by), decided_at=now)
        # Those that it was, to the microsecond: what a colleague rejects meanwhile is theirs.
        mine = Mention.objects.filter(tag=tag, name=name, status=Status.REJECTED, decided_by=by, decided_at=now)
        rejected = list(mine.values_list("pk", flat=True))
    Decision.objects.create(
        verb=Verb.RULE,
        scope=Scope.PAIR if instead else Scope.NAME,
        batch=outcome.batch,
        tag=tag,
        tag_name=tag.name,
        other_tag=instead,
        name=name,
        by=by,
        by_name=name_of(by),
        at=now,
        matcher=mentions.VERSION,
        details={"before": before, "after": match, "rejected": rejected},
    )
    outcome.done = len(rejected)
    return outcome


# What a story is about, and whose name is a link

# The column that such a decision changes, and what its details call the values before.
MARKS = {Verb.ROLE: ("role", "roles"), Verb.LINK: ("is_unlinked", "unlinked")}


def set_role(article: Article, tag: Tag, role: str, *, by) -> Outcome:
    """Say whether the story is about one of those it names."""
    return _mark_at_once(article, tag, Verb.ROLE, role, by)


def set_unlinked(article: Article, tag: Tag, is_unlinked: bool, *, by) -> Outcome:
    """Say whether the name of one whom the story names leads nowhere in its text, for readers at once."""
    return _mark_at_once(article, tag, Verb.LINK, is_unlinked, by)


def _mark_at_once(article: Article, tag: Tag, verb: str, value, by) -> Outcome:
    if not may_tag(by):
        raise workflow.StepForbidden("Your role doesn’t let you tag stories. Nothing was changed.")
    outcome = Outcome(new_batch())
    with transaction.atomic():
        hold([article.pk])
        article = Article.objects.get(pk=article.pk)
        outcome.done = _mark(article, tag, verb, value, by, outcome.batch)
        if outcome.done:
            workflow.retag(article, marks=[tag], by=by)
    return outcome


def _mark(article: Article, tag: Tag, verb: str, value, by, batch: str) -> int:
    """Say it of all places of this tag in the working copy, decided or not; gives how many said otherwise."""
    column, before = MARKS[verb]
    rows = Mention.objects.filter(article=article, tag=tag).exclude(**{column: value})
    values = {str(pk): was for pk, was in rows.values_list("pk", column)}
    if not values:
        return 0
    Mention.objects.filter(pk__in=values).update(**{column: value})
    Decision.objects.create(
        verb=verb,
        scope=Scope.STORY,
        batch=batch,
        article=article,
        tag=tag,
        tag_name=tag.name,
        by=by,
        by_name=name_of(by),
        at=timezone.now(),
        matcher=mentions.VERSION,
        details={"before": {before: values}, "after": value},
    )
    return len(values)


# Tags that were changed by hand


def retag_by_hand(
    article: Article, *, add: Iterable[Tag] = (), remove: Iterable[Tag] = (), by, comment: str = "", batch: str = ""
) -> Outcome:
    """Put tags on a story, or take them off, without asking the matcher; its mentions follow."""
    add, remove = list(add), list(remove)
    outcome = Outcome(batch or new_batch())
    with transaction.atomic():
        hold([article.pk])
        had = set(article.tag_items.values_list("tag_id", flat=True))
        new = [tag for tag in dict.fromkeys(add) if tag.pk not in had]
        gone = [tag for tag in dict.fromkeys(remove) if tag.pk in had]
        ids = [{tag.pk for tag in tags} for tags in (new, gone)]
        decide_with_save(article, added=ids[0], removed=ids[1], by=by, batch=outcome.batch)
        outcome.event = workflow.retag(article, add=add, remove=remove, by=by, comment=comment)
        if outcome.event:
            outcome.stories.add(article.pk)
            outcome.tagged.add(article.pk)
        now = timezone.now()
        Decision.objects.bulk_create(
            Decision(
                verb=Verb.ACCEPT if tag in new else Verb.REJECT,
                scope=Scope.STORY,
                batch=outcome.batch,
                article=article,
                tag=tag,
                tag_name=tag.name,
                by=by,
                by_name=name_of(by),
                at=now,
                matcher=mentions.VERSION,
                details={"added": tag in new, "removed": tag in gone},
            )
            for tag in [*new, *gone]
        )
    return outcome


def decide_with_save(
    article: Article,
    *,
    accepted: Iterable[int] = (),
    rejected: Iterable[int] = (),
    instead: Mapping[int, Tag] | None = None,
    is_exception: Callable[[Mention], bool] = lambda mention: False,
    roles: Mapping[int, str] | None = None,
    unlinked: Mapping[int, bool] | None = None,
    relinked: Mapping[int, bool] | None = None,
    added: Iterable[int] = (),
    removed: Iterable[int] = (),
    by,
    batch: str = "",
) -> None:
    """Say what follows for the mentions of a story from a change of its tags, and from what was said in its form.

    All are ids of tags; `instead` leads from one that was accepted to whom its names mean in truth, `unlinked` to
    whether its name is to lead nowhere, and `relinked` says that anew of one that was decided before. Who puts a
    company on a story says that its name there is right, and who takes it off says that it is not. The tags themselves
    are the caller's, and so is the question who may change them.
    """
    accepted, rejected, added, removed = set(accepted), set(rejected), set(added), set(removed)
    relinked = relinked or {}
    touched = accepted | rejected | added | removed
    if not touched and not relinked:
        return
    roles, unlinked, batch, now = roles or {}, unlinked or {}, batch or new_batch(), timezone.now()
    with transaction.atomic():
        hold([article.pk])
        made = _mean_others(article, instead or {}, is_exception, roles, unlinked, by, now, batch)
        accepted -= (instead or {}).keys()
        for row in Mention.objects.select_related("tag").filter(article=article, tag__in=touched).in_order():
            is_open = row.status == Status.SUGGESTED
            if (row.tag_id in rejected and is_open) or (
                row.tag_id in removed and row.status in {Status.SUGGESTED, Status.CONFIRMED}
            ):
                made.append(_set(row, Status.REJECTED, by, now, batch))
                made[-1].scope = Scope.STORY
            elif is_open and row.tag_id in accepted and is_exception(row):
                made.append(_set(row, Status.REJECTED, by, now, batch))
            elif is_open and (row.tag_id in accepted or (row.tag_id in added and row.tier != Mention.Tier.WEAK)):
                marks = {"role": roles.get(row.tag_id, ""), "is_unlinked": unlinked.get(row.tag_id)}
                made.append(_set(row, Status.CONFIRMED, by, now, batch, **marks))
        for one in made:
            if one.tag_id in removed:
                # Who takes a company off a story may do so though it is named there: that says nothing of its name.
                one.details["no_vote"] = True
        Decision.objects.bulk_create(made)
        for tag in Tag.objects.filter(pk__in=relinked):
            _mark(article, tag, Verb.LINK, relinked[tag.pk], by, batch)
        records.count(votes_of(made))


def _mean_others(
    article: Article, instead: Mapping[int, Tag], is_exception, roles, unlinked, by, now, batch
) -> list[Decision]:
    """Read what is suggested for each of these tags as mentions of another one."""
    rows = Mention.objects.suggested().select_related("tag").filter(article=article, tag__in=instead).in_order()
    open_ = {row.pk: row for row in rows}
    made = []
    for row in list(open_.values()):
        meant = None if is_exception(row) else instead[row.tag_id]
        marks = {"role": roles.get(row.tag_id, ""), "is_unlinked": unlinked.get(row.tag_id)}
        verdict = Verdict(row.pk, meant is not None, instead=meant, **marks)
        made += _apply(article, row, verdict, by, now, batch, open_)
    return made
