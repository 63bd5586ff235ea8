"""Taking back one act, however many stories it touched."""

from collections import defaultdict
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from newsroom.desk import mentions, workflow
from newsroom.desk.history import name_of
from newsroom.desk.tagging import records
from newsroom.desk.tagging.decisions import MARKS, Outcome, Status, Verb, may_tag, new_batch, votes_of
from newsroom.desk.tagging.suggestions import hold
from newsroom.models import Article, Decision, Mention, NameRecord, Revision

_AFTER = {Verb.ACCEPT: Status.CONFIRMED, Verb.REJECT: Status.REJECTED}
# What was said in a story that was deleted since: a rule alone is about none.
_GONE = Q(article=None) & ~Q(verb=Verb.RULE)
_ONE_SAVE = timedelta(minutes=1)  # from its revision to what it says of the mentions
_DELETED = "The story was deleted since."


def standing(by):
    """The decisions of `by` that can be taken back, the newest first."""
    return Decision.objects.filter(by=by, undone_by=None).exclude(verb=Verb.UNDO).exclude(_GONE)


def has_its_story(decision: Decision) -> bool:
    """Whether what the decision is about is still there; a rule is about no story."""
    return decision.verb == Verb.RULE or decision.article_id is not None


def undo(batch: str, *, by) -> Outcome:
    """Take back all decisions of one act that still stand. What somebody has decided anew since then is left, and
    what was said in a story that was deleted.
    """
    if not may_tag(by):
        raise workflow.StepForbidden("Your role doesn’t let you tag stories. Nothing was changed.")
    outcome = Outcome(new_batch())
    by_story: dict[int | None, list[Decision]] = defaultdict(list)
    made = Decision.objects.filter(batch=batch, undone_by=None).exclude(verb=Verb.UNDO)
    for decision in made.exclude(_GONE).select_related("tag").order_by("article", "pk"):
        by_story[decision.article_id].append(decision)
    for story, decisions in by_story.items():
        try:
            with transaction.atomic():
                if story is None:
                    _undo_rules(decisions, by, outcome)
                else:
                    _undo_story(story, decisions, by, outcome)
        except workflow.StepRefused as refusal:
            outcome.refused |= {decision.mention_id or 0: str(refusal) for decision in decisions}
        except IntegrityError:
            outcome.refused |= {decision.mention_id or 0: "Somebody else took it back." for decision in decisions}
        except Article.DoesNotExist:
            outcome.refused[0] = _DELETED
    if made.filter(_GONE).exists():
        outcome.refused[0] = _DELETED
    return outcome


def _undo_story(story: int, decisions: list[Decision], by, outcome: Outcome) -> None:
    hold([story])
    article = Article.objects.get(pk=story)
    rows = Mention.objects.in_bulk([decision.mention_id for decision in decisions if decision.mention_id])
    undone, add, remove, touched = [], [], [], []
    mentioned = []  # those of the undone that spoke of a place
    for decision in decisions:
        if decision.tag is not None:
            touched.append(decision.tag)
        if decision.verb in MARKS:
            column, before = MARKS[decision.verb]
            for pk, value in decision.details["before"][before].items():
                Mention.objects.filter(pk=pk).update(**{column: value})
            undone.append(decision)
            continue
        if not decision.name and decision.tag is not None:  # a tag by hand
            if _by_hand_since(decision).exists():
                outcome.refused[0] = "The tag was put on the story, or taken off it, anew."
                continue
            (add if decision.details.get("removed") else remove).append(decision.tag)
            undone.append(decision)
            continue
        row = rows.get(decision.mention_id)
        if row is None or row.status != _AFTER[decision.verb]:
            outcome.refused[decision.mention_id or 0] = "It was decided anew, or its sentence has changed."
            continue
        before = decision.details["before"]
        row.status, row.role = before["status"], before["role"]
        row.is_unlinked = before.get("is_unlinked", False)  # decisions are older than the choice
        row.decided_by, row.decided_by_name, row.decided_at = None, "", None
        row.save(update_fields=["status", "role", "is_unlinked", "decided_by", "decided_by_name", "decided_at"])
        undone.append(decision)
        mentioned.append(decision)
        if decision.details.get("added") and decision.tag is not None:
            remove.append(decision.tag)
    if not undone:
        return
    still = set(Mention.objects.confirmed().filter(article=article, tag__in=remove).values_list("tag_id", flat=True))
    gone = [tag for tag in dict.fromkeys(remove) if tag.pk not in still]
    workflow.retag(article, add=add, remove=gone, marks=dict.fromkeys(touched), by=by)
    _write(undone, by, outcome)
    records.count(votes_of([one for one in mentioned if not _was_taken_off(one)], is_undone=True))
    outcome.stories.add(story)
    if add or gone:
        outcome.tagged.add(story)


def _by_hand_since(decision: Decision):
    """Later decisions by hand about this tag of this story that stand: what they made of it stays."""
    by_hand = Decision.objects.filter(article=decision.article_id, tag=decision.tag_id, name="", undone_by=None)
    return by_hand.filter(pk__gt=decision.pk, verb__in=[Verb.ACCEPT, Verb.REJECT])


def _was_taken_off(decision: Decision) -> bool:
    """Whether it followed from a tag that was taken off its story, which was no vote on its name. Decisions say so
    themselves (`no_vote`), but for those that are older: of them the act tells, or the save that it was part of.
    """
    if decision.scope != Decision.Scope.STORY:
        return False
    if Decision.objects.filter(
        batch=decision.batch, article=decision.article_id, tag=decision.tag_id, name="", details__removed=True
    ).exists():
        return True
    saved = list(Revision.objects.filter(article=decision.article_id, at__lte=decision.at)[:2])
    had = [any(tag["id"] == decision.tag_id for tag in revision.content["tags"]) for revision in saved]
    return had == [False, True] and saved[0].author_id == decision.by_id and decision.at - saved[0].at < _ONE_SAVE


def _undo_rules(decisions: list[Decision], by, outcome: Outcome) -> None:
    undone = []
    named = Q()
    for decision in decisions:
        named |= Q(tag=decision.tag_id, name=decision.name, status__in=[Status.SUGGESTED, Status.REJECTED])
    hold(Mention.objects.filter(named).values("article"))
    for decision in decisions:
        name = {"tag": decision.tag_id, "name": decision.name}
        # Held before later rules are looked for: whoever is making one writes this row before the rule is there.
        record = NameRecord.objects.select_for_update().filter(**name).first()
        if record is not None:
            rules = Decision.objects.filter(**name, verb=Verb.RULE, undone_by=None)
            if later := rules.filter(pk__gt=decision.pk).order_by("-pk").first():
                said = f"{later.by_name} has ruled on “{decision.name}” since then"
                outcome.refused[0] = f"{said}; that stands until it is undone."
                continue
            _lift(record, decision, by)
        undone.append(decision)
    _write(undone, by, outcome)


def _lift(record: NameRecord, decision: Decision, by) -> None:
    """Let the name count as it did before the rule, and suggest again what the rule had rejected. What was voted since
    then counts on, and what somebody has said of a place since then stands.
    """
    details = decision.details
    before, recent = details["before"], record.recent
    if details["after"] == "" and before["match"] == records.AFTER_FULL:  # it began anew
        recent = (before["recent"] + recent)[-NameRecord.KEPT :]
    records.rule(record, before["match"], by=by if before["by"] else None)
    NameRecord.objects.filter(pk=record.pk).update(recent=recent, match_by_name=before["by"], instead=before["instead"])
    later = Decision.objects.filter(mention=OuterRef("pk"), pk__gt=decision.pk, undone_by=None).exclude(verb=Verb.UNDO)
    Mention.objects.filter(~Exists(later), pk__in=details["rejected"], status=Status.REJECTED).update(
        status=Status.SUGGESTED, decided_by=None, decided_by_name="", decided_at=None
    )


def _write(undone: list[Decision], by, outcome: Outcome) -> None:
    now = timezone.now()
    Decision.objects.bulk_create(
        Decision(
            verb=Verb.UNDO,
            scope=decision.scope,
            batch=outcome.batch,
            article_id=decision.article_id,
            mention_id=decision.mention_id,
            tag_id=decision.tag_id,
            tag_name=decision.tag_name,
            name=decision.name,
            tier=decision.tier,
            by=by,
            by_name=name_of(by),
            at=now,
            matcher=mentions.VERSION,
            undoes=decision,
        )
        for decision in undone
    )
    outcome.done += len(undone)
