"""How the desk says where a story stands: one place, so that list, form and front page agree."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.html import format_html, format_html_join

from companies.admin.base import moment
from newsroom.models import Article, Event, Stage

__all__ = [
    "Chip",
    "Happening",
    "age",
    "ago",
    "chips",
    "coming",
    "distance",
    "happening",
    "moment",
    "office_zone",
    "plain_state",
    "state",
    "what_next",
]


def office_zone() -> str:
    """The office's zone by name and distance: Asia/Shanghai, UTC+08:00."""
    offset = f"{timezone.localtime():%z}"
    return f"{timezone.get_current_timezone_name()}, UTC{offset[:3]}:{offset[3:]}"


def coming(at) -> str:
    """A moment to come, and how far it is: 09:00 CST, in 3 h. The day is named where it is not today."""
    is_today = timezone.localdate(at) == timezone.localdate()
    return f"{timezone.localtime(at):%H:%M %Z}, in {distance(at)}" if is_today else f"{moment(at)}, in {distance(at)}"


def distance(at) -> str:
    """How far a moment to come is: 25 min, 3 h, 2 days."""
    return _span(max(0, int((at - timezone.now()).total_seconds() // 60)))


def ago(at, now) -> str:
    """How long past a moment is: 3 min ago."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 1:
        return "less than a minute ago"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{round(minutes / 60)} h ago" if minutes < 48 * 60 else f"{round(minutes / 60 / 24)} days ago"


def age(since) -> str:
    """How long ago something was, roughly: 5 min, 2 h, 3 days."""
    return _span(max(1, int((timezone.now() - since).total_seconds() // 60)))


def _span(minutes: int) -> str:
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{round(minutes / 60)} h"
    return f"{round(minutes / 60 / 24)} days"


@dataclass(frozen=True, slots=True)
class Chip:
    """A short word about a story, and the colour that helps to find it."""

    tone: str
    text: str

    def __html__(self) -> str:
        return format_html('<span class="chip chip-{}">{}</span>', self.tone, self.text)


def chips(article: Article, *, is_live: bool) -> list[Chip]:
    """What readers see of the story, and where the working copy stands."""
    stage = Stage.PUBLISHED if article.is_due else Stage(article.stage)
    said = [Chip("live", "Live")] if is_live else []
    if stage == Stage.SCHEDULED:
        what = "next version goes live" if is_live else "goes live"
        said.append(Chip("scheduled", f"{what} {moment(article.scheduled_for)}"))
    elif stage == Stage.PUBLISHED:
        if not is_live:
            said.append(Chip("ended", "ended"))
    elif stage == Stage.DRAFT and is_live:
        said.append(Chip("draft", f"draft {age(article.changed_at)} old"))
    else:
        said.append(Chip(stage.value.replace("_", "-"), stage.label))
    if article.needs_sign_off:
        said.append(Chip("missing", "to be signed off"))
    return said


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as a colleague would tell it."""

    at: str
    who: str
    what: str
    why: str
    revision: int | None


def happening(event: Event) -> Happening:
    """Who did what, why and when: “Edda Tor, returned, from in review to draft”."""
    what = event.verb.replace("_", " ")
    before, after = (Stage(stage).label if stage in Stage else stage for stage in (event.from_stage, event.to_stage))
    if before and before != after:
        what += f": {before} → {after}"
    for verb in ("added", "removed"):
        if names := event.details.get(verb):
            what += f"; {verb} {', '.join(names)}"
    if "planned_for" in event.details:
        day = event.details["planned_for"]
        what = f"planned for {day}" if day else "no longer planned for a day"
    if number := event.details.get("restored"):
        what = f"restored revision {number}"
    if lost := event.details.get("lost"):
        what += f", without {'; '.join(lost)}"
    if number := event.details.get("edition"):
        what += f"; edition {number}"
    return Happening(moment(event.at), event.actor_name or "the system", what, event.comment, event.revision)


def state(article: Article, *, is_live: bool) -> str:
    """The chips in a row, as HTML."""
    return format_html_join(" ", "{}", ((chip.__html__(),) for chip in chips(article, is_live=is_live)))


def what_next(article: Article) -> str:
    """What has to happen with the story, or will by itself, and when."""
    stage = Stage.PUBLISHED if article.is_due else Stage(article.stage)
    said = []
    if stage == Stage.SCHEDULED:
        said.append(f"in {distance(article.scheduled_for)}")  # the state says when
    elif stage == Stage.IN_REVIEW:
        said.append("somebody else reads it")
    elif stage == Stage.APPROVED:
        said.append("publish or schedule it")
    if article.needs_sign_off:
        said.append("somebody else signs it off")
    if stage not in (Stage.PUBLISHED, Stage.SCHEDULED, Stage.WITHDRAWN):
        if article.embargoed_until and article.embargoed_until > timezone.now():
            said.append(f"under embargo until {moment(article.embargoed_until)}")
        if article.planned_for:
            said.append(f"planned for {article.planned_for:%a} {article.planned_for.day} {article.planned_for:%b %Y}")
    return "; ".join(said)


def plain_state(article: Article, *, is_live: bool) -> str:
    """The chips as words: “Live · draft”."""
    return " · ".join(chip.text for chip in chips(article, is_live=is_live))
