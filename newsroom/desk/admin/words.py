"""How the desk says where a story stands: one place, so that list, form and front page agree."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.html import format_html, format_html_join

from companies.admin.base import moment
from newsroom.models import Article, Stage

__all__ = ["Chip", "chips", "moment", "office_zone", "plain_state", "state"]


def office_zone() -> str:
    """The office's zone by name and distance: Asia/Shanghai, UTC+08:00."""
    offset = f"{timezone.localtime():%z}"
    return f"{timezone.get_current_timezone_name()}, UTC{offset[:3]}:{offset[3:]}"


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
    said = [Chip("live", "live")] if is_live else []
    if stage == Stage.SCHEDULED:
        what = "next version goes live" if is_live else "goes live"
        said.append(Chip("scheduled", f"{what} {moment(article.scheduled_for)}"))
    elif stage == Stage.PUBLISHED:
        if not is_live:
            said.append(Chip("ended", "ended"))
    else:
        said.append(Chip(stage.value.replace("_", "-"), stage.label))
    return said


def state(article: Article, *, is_live: bool) -> str:
    """The chips in a row, as HTML."""
    return format_html_join(" ", "{}", ((chip.__html__(),) for chip in chips(article, is_live=is_live)))


def plain_state(article: Article, *, is_live: bool) -> str:
    """The chips as words: “live · draft”."""
    return " · ".join(chip.text for chip in chips(article, is_live=is_live))
