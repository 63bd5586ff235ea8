"""What a merge would do, counted before anybody says yes."""

from dataclasses import dataclass, field

from companies.models import Tag
from newsroom.desk.merging.relations import APART, relations_to
from newsroom.desk.merging.sides import Choice, Thing, choices, names_of, objections, tag_of, warnings

# How the desk calls what a table holds.
WORDS = {
    "newsroom.ArticleTag.tag": "stories at the desk",
    "newsroom.EditionTag.tag": "editions, those readers saw earlier included",
    "companies.CompanyTopic.tag": "companies that have it as a topic",
    "people.PersonTopic.tag": "people who have it as a topic",
    "companies.CompanyTopic.content_object": "topics",
    "people.PersonTopic.content_object": "topics",
    "companies.CompanyAlias.company": "other names",
    "people.PersonAlias.person": "other names",
    "people.Role.person": "titles",
    "people.Role.company": "titles of people there",
    "companies.Company.successor": "companies it follows",
    "newsroom.ArticleCredit.person": "bylines at the desk",
    "newsroom.EditionCredit.person": "bylines that readers saw",
    "newsroom.Mention.tag": "places in stories at the desk",
    "newsroom.EditionMention.tag": "places in editions",
    "newsroom.Decision.tag": "decisions about names",
    "newsroom.Decision.other_tag": "decisions that it was another",
    "newsroom.NameRecord.tag": "names and how often they were right",
    "companies.TagAlias.tag": "earlier names of the tag",
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of one table come over, and how many are there twice and go."""

    what: str
    moved: int
    twice: int


@dataclass
class Preview:
    """What would become of `gone` if it were merged into `kept`."""

    kept: Thing
    gone: Thing
    objections: list[str] = field(init=False)
    warnings: list[str] = field(init=False)
    choices: list[Choice] = field(init=False)

    def __post_init__(self):
        self.objections = objections(self.kept, self.gone)
        comparable = type(self.kept) is type(self.gone) or isinstance(self.gone, Tag)
        self.warnings = warnings(self.kept, self.gone) if comparable else []
        self.choices = choices(self.kept, self.gone) if comparable else []

    def counts(self) -> list[Count]:
        found = []
        pairs = {Tag: (tag_of(self.gone).pk, tag_of(self.kept).pk)}
        if type(self.kept) is type(self.gone):
            pairs[type(self.gone)] = (self.gone.pk, self.kept.pk)
        for model, (gone, kept) in pairs.items():
            for relation in relations_to(model):
                if relation.label in APART or not (rows := relation.rows(gone).count()):
                    continue
                twice = len(dict(relation.clashes(gone, kept)))
                name = relation.model._meta.verbose_name_plural
                found.append(Count(WORDS.get(relation.label, str(name)), rows - twice, twice))
        return found

    def names_kept(self) -> list[str]:
        """Names of the one that goes, by which the one that stays will be known too."""
        text = "name" if isinstance(self.kept, Tag) else "text"
        own = names_of(self.kept) | set(self.kept.aliases.values_list(text, flat=True))
        return sorted(names_of(self.gone) - own)
