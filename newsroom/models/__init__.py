from newsroom.models.account_event import AccountEvent
from newsroom.models.article import Article, ArticleCredit, ArticleTag, Stage
from newsroom.models.attachment import Attachment, EditionAttachment
from newsroom.models.cards import StoryCard, TagCard
from newsroom.models.content import Content
from newsroom.models.correction import Correction
from newsroom.models.credit import Credit
from newsroom.models.decision import Decision
from newsroom.models.delivery import Delivery
from newsroom.models.edition import Edition, EditionCredit, EditionTag
from newsroom.models.edition_mention import EditionMention
from newsroom.models.event import Event
from newsroom.models.generation import Generation, raise_generation
from newsroom.models.import_run import ImportLine, ImportRun
from newsroom.models.mention import Mention, Place
from newsroom.models.merge_record import MergeRecord
from newsroom.models.name_record import NameRecord
from newsroom.models.names_version import NamesVersion, names_version, raise_names_version
from newsroom.models.old_address import OldAddress
from newsroom.models.redirect import Redirect
from newsroom.models.revision import Revision
from newsroom.models.search import SearchEntry, SearchName
from newsroom.models.section import Section
from newsroom.models.share_link import ShareLink
from newsroom.models.slot import Slot
from newsroom.models.source_name import SourceName
from newsroom.models.story_scan import StoryScan
from newsroom.models.translation import Translation
from newsroom.models.twins import Twins
from newsroom.models.vital import Vital
from newsroom.models.withdrawal import Withdrawal
from newsroom.models.writing import EditBuffer, Presence, SavedForm

__all__ = [
    "AccountEvent",
    "Article",
    "ArticleCredit",
    "ArticleTag",
    "Attachment",
    "Content",
    "Correction",
    "Credit",
    "Decision",
    "Delivery",
    "EditBuffer",
    "Edition",
    "EditionAttachment",
    "EditionCredit",
    "EditionMention",
    "EditionTag",
    "Event",
    "Generation",
    "ImportLine",
    "ImportRun",
    "Mention",
    "NameRecord",
    "NamesVersion",
    "Place",
    "Presence",
    "OldAddress",
    "MergeRecord",
    "Redirect",
    "Revision",
    "SavedForm",
    "SearchEntry",
    "SearchName",
    "Section",
    "ShareLink",
    "Slot",
    "SourceName",
    "Stage",
    "StoryCard",
    "StoryScan",
    "TagCard",
    "Translation",
    "Twins",
    "Vital",
    "Withdrawal",
    "names_version",
    "raise_generation",
    "raise_names_version",
]
