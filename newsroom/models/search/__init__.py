"""What readers can find, and by which words. The desk writes it with each step, the public side asks it."""

from newsroom.models.search.drafts import find_stories, forget_drafts, index_drafts, rebuild_drafts
from newsroom.models.search.engines import engine
from newsroom.models.search.entries import SearchEntry, empty, facet, index, mend, plain_text, rebuild, tidy
from newsroom.models.search.names import SearchName, index_names, rebuild_names
from newsroom.models.search.questions import Answer, Bounds, Hit, Question, Term, Unit

__all__ = [
    "Answer",
    "Bounds",
    "Hit",
    "Question",
    "SearchEntry",
    "SearchName",
    "Term",
    "Unit",
    "empty",
    "engine",
    "facet",
    "find_stories",
    "forget_drafts",
    "index",
    "index_drafts",
    "index_names",
    "mend",
    "plain_text",
    "rebuild",
    "rebuild_drafts",
    "rebuild_names",
    "tidy",
]
