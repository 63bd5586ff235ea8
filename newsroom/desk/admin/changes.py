"""What changed in a story since somebody last vouched for it, in words."""

from django.utils.functional import cached_property
from django.utils.html import format_html

from newsroom.desk.admin import words
from newsroom.desk.snapshot import content_of_edition
from newsroom.desk.steps import STEPS
from newsroom.models import Article, Edition, Section

# After these, the revision they name was approved or seen by readers.
_VOUCHED = [
    STEPS[name].done
    for name in ("approve", "publish", "update", "correct", "emergency", "sign_off", "reinstate", "discard")
]
_SHORT = 160


class Since:
    """The newest revision beside the last one that was approved or went to readers."""

    def __init__(self, article: Article):
        self.article = article
        self.event = (
            article.events.filter(verb__in=_VOUCHED, revision__lt=article.revision).order_by("-at", "-pk").first()
        )

    @cached_property
    def contents(self) -> dict[int, dict]:
        wanted = [self.article.revision, *([self.event.revision] if self.event else [])]
        return dict(self.article.revisions.filter(number__in=wanted).values_list("number", "content"))

    def told(self) -> tuple[str, list[str]]:
        """A sentence and a list for whoever is asked to vouch for the newest revision."""
        before = self.contents.get(self.event.revision) if self.event else None
        if before is None:
            return "Everything: no revision of it was approved before.", []
        since = f"revision {self.event.revision}, {self.event.verb} {words.moment(self.event.at)}"
        if changed := differences(before, self.contents[self.article.revision]):
            return f"Changed since {since}:", changed
        return f"Nothing has changed since {since}.", []


def from_readers(article: Article, edition: Edition) -> list[str]:
    """What the working copy says otherwise than the edition that readers see."""
    seen = content_of_edition(edition)
    saved = article.revisions.values_list("content", flat=True).first()
    return differences(seen, {name: saved.get(name) for name in seen})


def differences(before: dict, after: dict) -> list[str]:
    """Each field that differs, in words; the short ones with what they said."""
    return [
        _difference(name, before.get(name), after.get(name))
        for name in dict.fromkeys([*after, *before])
        if before.get(name) != after.get(name)
    ]


def _difference(name: str, old, new) -> str:
    label = _label(name)
    match name:
        case "tags":
            old, new = ({tag["name"] for tag in tags or ()} for tags in (old, new))
            parts = [
                f"{verb} {', '.join(sorted(names))}"
                for verb, names in (("with", new - old), ("without", old - new))
                if names
            ]
            return f"{label}: {'; '.join(parts) or 'in another order'}"
        case "credits":
            return f"{label}: {', '.join(credit['name'] for credit in new or ()) or 'none'}"
        case "body":
            return f"{label}: {_words(old)} words before, {_words(new)} now"
        case "section_id":
            names = Section.objects.in_bulk([pk for pk in (old, new) if pk])
            old, new = (str(names[pk]) if pk in names else "" for pk in (old, new))
    old, new = str(old or ""), str(new or "")
    if name.endswith("_id") and name != "section_id" or max(len(old), len(new)) > _SHORT:
        return label
    return format_html("{}: “{}”, before “{}”", label, new, old)


def _words(text) -> int:
    return len(str(text or "").split())


def _label(name: str) -> str:
    if name in {"tags", "credits"}:
        return "companies, people and topics" if name == "tags" else "credits"
    return str(Article._meta.get_field(name.removesuffix("_id")).verbose_name)
