from newsroom.models.article import Article, ArticleCredit, ArticleTag, Stage
from newsroom.models.content import Content
from newsroom.models.correction import Correction
from newsroom.models.credit import Credit
from newsroom.models.edition import Edition, EditionCredit, EditionTag
from newsroom.models.event import Event
from newsroom.models.generation import Generation, raise_generation
from newsroom.models.redirect import Redirect
from newsroom.models.revision import Revision
from newsroom.models.search import SearchEntry, SearchName
from newsroom.models.section import Section
from newsroom.models.withdrawal import Withdrawal

__all__ = [
    "Article",
    "ArticleCredit",
    "ArticleTag",
    "Content",
    "Correction",
    "Credit",
    "Edition",
    "EditionCredit",
    "EditionTag",
    "Event",
    "Generation",
    "Redirect",
    "Revision",
    "SearchEntry",
    "SearchName",
    "Section",
    "Stage",
    "Withdrawal",
    "raise_generation",
]
