"""Beside the text of a story: whom it may be about, as one writes. What is decided there is saved with the story."""

from dataclasses import dataclass, field
from functools import cached_property

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.template.response import TemplateResponse

from companies.admin.base import require
from companies.models import Tag
from newsroom.desk import body
from newsroom.desk.admin.tagging.find import named, which
from newsroom.desk.admin.tagging.rows import Row, key_of, rows_of, tags_with_profiles
from newsroom.desk.tagging import decisions, suggestions
from newsroom.desk.tagging.directory import current_names
from newsroom.desk.tagging.story_text import StoryText
from newsroom.models import Article, ArticleTag, Mention

LONGEST = 300_000  # characters that are read while somebody types
FIELDS = ("headline", "standfirst", "body")
SAID = ("verdict-", "role-", "not-", "unlinked-", "was-")  # what the names of its controls begin with


def panel_context(fields: dict, article_id: int | None, post=None) -> dict:
    """The rows for a text as it stands in the form, saved or not; in four queries, however long it is.

    `post` is what came with a form that comes again: what was said there is still said.
    """
    headline, standfirst, markup = (str(fields.get(name) or "") for name in FIELDS)
    text = StoryText(" ".join(headline.split()), standfirst.strip(), body.to_html(markup[:LONGEST]))
    memory = suggestions.memory_of([article_id])[article_id] if article_id else suggestions.Memory()
    found = suggestions.read(text, current_names())
    mentions = suggestions.seen(found, memory, lambda: text, article_id=article_id)
    rows = _rows(mentions, article_id) if mentions else []
    said = Said.of(post or {})
    for row in rows:
        row.instead = said.typed.get(row.tag.pk, "")
        row.said_unlinked = said.unlinked.get(row.tag.pk)
        row.said = "accept" if row.tag.pk in said.accepted else "reject" if row.tag.pk in said.rejected else ""
    waiting = [row for row in rows if row.waiting]
    return {
        "open_rows": [row for row in waiting if row.tier != Mention.Tier.WEAK],
        "weak_rows": [row for row in waiting if row.tier == Mention.Tier.WEAK],
        "decided_rows": [row for row in rows if not row.waiting],
    }


def _rows(mentions: list[Mention], article_id: int | None) -> list[Row]:
    theirs = ArticleTag.objects.filter(content_object=article_id, tag=OuterRef("pk"))
    tags = tags_with_profiles({mention.tag_id for mention in mentions}, is_tagged=Exists(theirs))
    return rows_of(mentions, tags, {tag.pk for tag in tags.values() if tag.is_tagged})


class Panel(admin.ModelAdmin):
    def panel_view(self, request):
        """The panel for the text that is sent. Nothing is written."""
        pk = request.POST.get("article", "")
        article = Article.objects.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
        stories = self.admin_site.get_model_admin(Article)
        may = stories.has_change_permission(request, article) if article else stories.has_add_permission(request)
        require(request.method == "POST" and may)
        context = panel_context(request.POST, article.pk if article else None)
        return TemplateResponse(request, "admin/newsroom/tagging/_panel_rows.html", context)


@dataclass
class Said:
    """What somebody said in the panel: who is meant, who is not, and which places are not theirs.

    `typed` is whom an accepted row means instead, in the words of whoever typed it; `instead` who that is. `unclear`
    says of which of them nobody knows who is meant. `unlinked` is whose name is to lead nowhere, or is to again;
    `relinked` those of them who were decided before and stood otherwise.
    """

    accepted: set[int] = field(default_factory=set)
    rejected: set[int] = field(default_factory=set)
    exceptions: set[str] = field(default_factory=set)
    roles: dict[int, str] = field(default_factory=dict)
    typed: dict[int, str] = field(default_factory=dict)
    unlinked: dict[int, bool] = field(default_factory=dict)
    relinked: dict[int, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, post) -> "Said":
        said = cls(relinked=relinked(post))
        said.unlinked |= said.relinked
        for name, value in post.items():
            kind, _, key = name.partition("-")
            if kind == "not":
                said.exceptions.add(key)
            elif kind == "verdict" and key.isdecimal() and len(key) < 19:
                is_about = post.get(f"role-{key}") == Mention.Role.ABOUT
                said.unlinked[int(key)] = f"unlinked-{key}" in post
                said.roles[int(key)] = Mention.Role.ABOUT if is_about else Mention.Role.MENTIONED
                if value in ("accept", "reject"):
                    (said.accepted if value == "accept" else said.rejected).add(int(key))
        for tag in said.accepted:
            if typed := " ".join(post.get(f"instead-{tag}", "")[:200].split()):
                said.typed[tag] = typed
        return said

    @cached_property
    def _meant(self) -> dict[int, list[Tag]]:
        return {tag: named(typed) for tag, typed in self.typed.items()}

    @property
    def instead(self) -> dict[int, Tag]:
        return {tag: found[0] for tag, found in self._meant.items() if len(found) == 1}

    @property
    def unclear(self) -> list[str]:
        return [which(self.typed[tag], found) for tag, found in self._meant.items() if len(found) != 1]

    def tags(self) -> list[Tag]:
        """Whom the story is tagged with because of it."""
        meant = self.instead
        tags = tags_with_profiles(self.accepted - meant.keys()) if self.accepted else {}
        return list(dict.fromkeys([*(tag for tag in tags.values() if tag.profile is not None), *meant.values()]))


def relinked(post) -> dict[int, bool]:
    """Of those decided before whose name was said to lead nowhere, or to be a link again: by tag, which of the two."""
    said = {}
    for name, was in post.items():
        key = name.removeprefix("was-unlinked-")
        if key != name and key.isdecimal() and len(key) < 19 and (now := f"unlinked-{key}" in post) != bool(was):
            said[int(key)] = now
    return said


def keep(article: Article, said: Said, had: set[int], now: set[int], *, by) -> None:
    """After a save of the story, which had the tags `had` and has `now`: read it again, and keep what was said."""
    suggestions.refresh(article)
    decisions.decide_with_save(
        article,
        accepted=said.accepted,
        instead=said.instead,
        rejected=said.rejected,
        is_exception=lambda mention: key_of(mention) in said.exceptions,
        roles=said.roles,
        unlinked=said.unlinked,
        relinked=said.relinked,
        added=now - had,
        removed=had - now,
        by=by,
    )
