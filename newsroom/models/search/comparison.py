"""BM25 of stories by the places where their terms stand: all by what stands above their texts, the best by all of it.

Pure, but for the texts of the best, which it is handed a way to read.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter

from newsroom.models.search.questions import Hit, Term
from newsroom.models.search.ranking import K1, LEAST, WEIGHTS, padded, saturation, score
from newsroom.models.search.words import FACET

READ_WHOLE = 20  # stories, those of the first page by what stands above their texts
_HEADLINE, _NAMES, _STANDFIRST, _ = WEIGHTS.values()
_as_hit = partial(tuple.__new__, Hit)  # as Hit._make, for hundreds of rows

# Ids and terms; gives by id how often a story has each term, by weight.
type Reader = Callable[[Sequence[int], Sequence[Term]], dict[int, Sequence[float]]]


class Comparison:
    """Of stories that have terms of such rarities, where a text has so many tokens as is `usual`."""

    def __init__(self, rarities: dict[Term, float], usual: float, read: Reader):
        self.usual, self.read = max(1, usual), read
        # What most stories have tells nothing beside what few have.
        telling = [term for term, rarity in rarities.items() if rarity > LEAST] or list(rarities)
        self.terms = telling
        self.rarities = [rarities[term] for term in telling]
        self.padded = [padded(" ".join(term)) for term in telling]
        # A word that stands neither in the headline nor the names nor the standfirst is in the text; a facet isn't.
        self.in_text = [0 if term[0].startswith(FACET) else 1 for term in telling]
        self.lengths: dict[int, int] = {}

    def scored(self, rows: list[tuple]) -> list[Hit]:
        """The stories by the best place above their texts in which each term stands.

        Rows are (kind, id, edition, facets, length, Text.above); where that is None, the score is 0.
        """
        self.lengths |= {row[1]: row[4] for row in rows}
        hits, terms = [], list(zip(self.padded, self.in_text, self.rarities, strict=True))
        least = saturation(0, self.usual)
        longer = saturation(1, self.usual) - least
        for _, pk, edition, facets, length, above, _ in rows:
            if above is None:
                hits.append(_as_hit((pk, edition, facets, 0.0)))
                continue
            enough, total, names = least + length * longer, 0.0, 0
            for term, in_text, weight in terms:
                place = above.find(term)
                if place < 0:
                    often = in_text
                else:
                    if not names:
                        names = above.find("  ") + 1
                        standfirst = above.find("  ", names + 1)
                    often = _HEADLINE if place < names else _NAMES if place < standfirst else _STANDFIRST
                total += weight * often / (often + enough)
            hits.append(_as_hit((pk, edition, facets, (K1 + 1) * total)))
        return hits

    def read_whole(self, compared: list[list[Hit]]) -> None:
        """Score those that will come first by their texts as well; of one list all come before the next."""
        best = chain.from_iterable(sorted(hits, key=itemgetter(3), reverse=True)[:READ_WHOLE] for hits in compared)
        ids = list(dict.fromkeys(hit.id for hit in best))[:READ_WHOLE]
        if not ids:
            return
        exact = {
            pk: score(often, self.rarities, saturation(self.lengths[pk], self.usual))
            for pk, often in self.read(ids, self.terms).items()
        }
        for hits in compared:
            for place, hit in enumerate(hits):
                if hit.id in exact:
                    hits[place] = _as_hit((*hit[:3], exact[hit.id]))
