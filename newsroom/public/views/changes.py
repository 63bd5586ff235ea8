"""What changed in a story since readers first saw it: the versions they were told of, compared word by word."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Subquery
from django.http import Http404

from newsroom import differences
from newsroom.models import Correction, Edition
from newsroom.public.markdown import text_from_html
from newsroom.public.redirects import Moved
from newsroom.public.views.base import Crumb, Head
from newsroom.public.views.story import StoryPage

MOST = 10  # versions compared, the newest


@dataclass(frozen=True, slots=True)
class Change:
    """What readers were told of a new version, and how its headline, standfirst and text differ from the last."""

    number: int
    at: datetime
    says: str
    stretches: list[differences.Stretch]


class StoryChanges(StoryPage):
    """Beside the page of the story, and there, moved or gone whenever that is."""

    suffix = "changes/"

    def get(self, request, year: int, slug: str):
        edition = self.find(slug)
        if edition is None:
            try:
                return self.instead(slug)
            except Moved as moved:
                raise Moved(f"{moved.path}{self.suffix}") from None
        path = f"{edition.get_absolute_url()}{self.suffix}"
        if path != request.path:
            raise Moved(path)
        changes, is_cut = self.changes(edition)
        if not changes:
            raise Http404
        return self.page(
            "newsroom/changes.html",
            Head(
                title=f"What changed: {edition.headline}",
                path=path,
                description=f"How “{edition.headline}” was updated and corrected since it first appeared.",
                is_indexed=False,
            ),
            crumbs=[Crumb(edition.headline, edition.get_absolute_url()), Crumb("What changed")],
            edition=edition,
            changes=changes,
            is_cut=is_cut,
        )

    def changes(self, edition: Edition) -> tuple[list[Change], bool]:
        """The newest first, and whether there are earlier ones. A minor change is shown with the next one that readers
        are told of, and not by itself.
        """
        shown = Edition.objects.tellable(self.now).filter(article=edition.article_id)
        first = shown.order_by("number").values("number")[:1]
        told = (
            shown.filter(~Q(change=Edition.Change.MINOR) | Q(number=Subquery(first)))
            .order_by("-number")
            .only("number", "headline", "standfirst", "body_html", "live_from", "change", "note")
        )
        found = list(told[: MOST + 2])
        versions, is_cut = found[: MOST + 1], len(found) > MOST + 1
        rows = Correction.objects.filter(edition__in=[version.pk for version in versions])
        corrections = {correction.edition_id: correction.text for correction in rows}
        changes = [
            Change(
                number=new.number,
                at=new.live_from,
                says=new.note or corrections.get(new.pk, ""),
                stretches=differences.folded(differences.of_texts(_text(old), _text(new))),
            )
            for new, old in zip(versions, versions[1:], strict=False)
        ]
        return changes, is_cut


def _text(edition: Edition) -> str:
    return "\n\n".join(
        part for part in (edition.headline, edition.standfirst, text_from_html(edition.body_html)) if part
    )
