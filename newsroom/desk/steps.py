"""The table of stages and steps: who may move a story from where to where, and what it takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from newsroom.models import Article, Stage

S = Stage  # the table below stays readable with a short name


@dataclass(frozen=True, slots=True)
class Step:
    """One way to move a story.

    `moves` says from which stages it can be taken and where it leads. `is_live` is True where readers must see the
    story now, False where they must not, None where it does not matter. `four_eyes` bars whoever submitted the story
    or wrote its newest text. `only_own` bars whoever may not review from the stories of others.
    """

    name: str
    label: str
    done: str
    permission: str
    moves: Mapping[Stage, Stage]
    is_live: bool | None = None
    four_eyes: bool = False
    needs_comment: bool = False
    only_own: bool = False


def _to(target: Stage, *sources: Stage) -> dict[Stage, Stage]:
    return dict.fromkeys(sources, target)


def _stay(*sources: Stage) -> dict[Stage, Stage]:
    return {source: source for source in sources}


_OPEN = (S.DRAFT, S.IN_REVIEW, S.APPROVED)


def _may(name: str) -> str:
    return f"newsroom.{name}_article"


# fmt: off
STEPS: dict[str, Step] = {step.name: step for step in (
    # Writing. A save that changes anything voids an approval; during review the story stays in the queue.
    Step("edit", "Save", "edited", _may("change"),
         _stay(S.DRAFT, S.IN_REVIEW) | _to(S.DRAFT, S.APPROVED, S.PUBLISHED, S.WITHDRAWN), only_own=True),
    Step("submit", "Submit for review", "submitted", _may("submit"), _to(S.IN_REVIEW, S.DRAFT), only_own=True),
    Step("discard", "Discard changes", "discarded", _may("change"),
         _to(S.PUBLISHED, *_OPEN), is_live=True, only_own=True),
    # Review
    Step("return", "Return to the writer", "returned", _may("review"),
         _to(S.DRAFT, S.IN_REVIEW, S.APPROVED), needs_comment=True),
    Step("approve", "Approve", "approved", _may("review"), _to(S.APPROVED, S.IN_REVIEW, S.DRAFT), four_eyes=True),
    # To readers
    Step("publish", "Publish", "published", _may("publish"), _to(S.PUBLISHED, S.APPROVED), is_live=False),
    Step("update", "Publish the update", "updated", _may("publish"), _to(S.PUBLISHED, S.APPROVED), is_live=True),
    Step("correct", "Publish as a correction", "corrected", _may("correct"),
         _to(S.PUBLISHED, S.APPROVED), is_live=True, needs_comment=True),
    Step("schedule", "Schedule", "scheduled", _may("publish"), _to(S.SCHEDULED, S.APPROVED)),
    Step("unschedule", "Unschedule", "unscheduled", _may("publish"), _to(S.APPROVED, S.SCHEDULED)),
    Step("emergency", "Publish without review", "published without review", _may("emergency"),
         _to(S.PUBLISHED, S.DRAFT, S.IN_REVIEW), needs_comment=True),
    Step("sign_off", "Sign off", "signed off", _may("review"), _stay(*S), four_eyes=True),
    Step("retag", "Change tags", "retagged", _may("tag"), _stay(*S)),
    # From readers. The working copy of a live story may be in any stage; only a clean one becomes “withdrawn”.
    Step("withdraw", "Withdraw", "withdrawn", _may("withdraw"),
         _stay(*_OPEN) | _to(S.WITHDRAWN, S.PUBLISHED), is_live=True, needs_comment=True),
    Step("reinstate", "Reinstate", "reinstated", _may("withdraw"),
         _to(S.PUBLISHED, S.WITHDRAWN), is_live=False, needs_comment=True),
    # What an import brings in was published or scheduled elsewhere, and reviewed there; no screen offers these steps.
    Step("bring_in", "Publish as imported", "published", "", _to(S.PUBLISHED, S.DRAFT)),
    Step("bring_in_later", "Schedule as imported", "scheduled", "", _to(S.SCHEDULED, S.DRAFT), is_live=False),
)}
# fmt: on


def stage_now(article: Article) -> Stage:
    """The stage as the clock has it: a scheduled story whose moment has come is published."""
    return Stage.PUBLISHED if article.is_due else Stage(article.stage)


def barred(article: Article, step: Step) -> set[int]:
    """The ids of those who cannot be the second pair of eyes for `step`."""
    if step.name == "sign_off":
        return {article.emergency_by_id} - {None}
    return {article.submitted_by_id, article.edited_by_id} - {None}


def objection(article: Article, step: Step, by, *, is_live: bool) -> str:
    """Why `by` cannot take `step` with the story as it stands, in a sentence; empty where they can.

    `by` is None for the system itself, which has every permission and no eyes. Whether the story passes the checks
    is asked when the step is taken.
    """
    stage = stage_now(article)
    what = f"{step.label.lower()} “{article.headline}”"
    if stage not in step.moves:
        return f"You can’t {what} while it is {stage.after_is}."
    if step.is_live is True and not is_live:
        return f"You can’t {what}: readers don’t see it now."
    if step.is_live is False and is_live:
        return f"You can’t {what}: readers see it already."
    if step.name == "approve" and stage == Stage.DRAFT and article.edited_by_id:
        return f"You can’t {what} before its writer has submitted it."
    if step.name == "sign_off" and not article.needs_sign_off:
        return f"“{article.headline}” was published with a review, so there is nothing to sign off."
    if by is None or not step.permission:
        return ""
    if not by.has_perm(step.permission):  # which whoever was switched off has none of
        return f"Your role doesn’t let you {what}."
    if step.only_own and not owns(article, by) and not by.has_perm(_may("review")):
        return f"You can’t {what}: it is somebody else’s story."
    if step.four_eyes and by.pk in barred(article, step):
        return f"“{article.headline}” needs a second pair of eyes: you wrote it or sent it on yourself."
    return ""


def owns(article: Article, by) -> bool:
    """Whether the story is `by`'s own: begun or last written by them, or not begun yet."""
    return article.pk is None or by.pk in {article.created_by_id, article.edited_by_id}
