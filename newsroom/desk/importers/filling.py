"""What a record says, put into the fields of a story here: section, pictures, credits, topics."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from companies.models import Photo, Tag
from newsroom.desk.importers.directory import Directories, Namesakes
from newsroom.desk.importers.html_clean import pictures_in, place_pictures
from newsroom.desk.importers.languages import language_of
from newsroom.desk.importers.record import AttachmentRecord, PhotoRecord, StoryRecord
from newsroom.models import Article, ArticleCredit, Attachment, Content, Credit, Section, SourceName
from newsroom.models.attachment import MOST

_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])

_WEB = URLValidator(schemes=["http", "https"])


class Filler:
    """Knows the sections, names and pictures here, read once for an import and kept up with what it adds."""

    def __init__(
        self, find_photo: Callable[[PhotoRecord], Photo | None], *, dry_run: bool = False, tag_names: bool = False
    ):
        self.find_photo, self.dry_run, self.tag_names = find_photo, dry_run, tag_names
        self.directories = Directories(dry_run=dry_run)
        self.documents: dict[str, Attachment | None] = {}
        self.photos: dict[str, Photo | None] = {}
        self.sections = {section.name.casefold(): section for section in Section.objects.all()}
        self.added_sections: list[str] = []
        self.topics: dict[str, Tag] = {}
        self.names_of_tags: dict[int, str] = {}

    def take_added_sections(self) -> list[str]:
        """The sections added since the last call."""
        added, self.added_sections = self.added_sections, []
        return added

    # Pictures, which are decoded before a transaction holds the database

    def look_for_pictures(self, record: StoryRecord, notes: list[str], alive: Callable[[], None]) -> None:
        """Take in the pictures that the record names, or, in a dry run, say which would be missed."""
        for each in record.attachments:
            alive()
            self._document(each)
            notes += self._why()
        missing = []
        for photo in _pictures_of(record):
            alive()
            found = self._photo(photo)
            notes += self._why()
            if found is None and self.dry_run and photo is not record.photo:
                missing.append(photo.file)
        if missing:
            notes.append(f"Pictures that were not found: {', '.join(missing[:5])}.")

    def _why(self) -> list[str]:
        said = getattr(self.find_photo, "notes", None)
        if not said:
            return []
        why, said[:] = [f"{note.rstrip('.')}." for note in said], []
        return why

    def _photo(self, photo: PhotoRecord) -> Photo | None:
        """The library's picture; in a dry run one that is not there yet, where there would be one."""
        if photo.file not in self.photos:
            if len(self.photos) > 20_000:
                self.photos.clear()
            has = getattr(self.find_photo, "has", None)
            if not self.dry_run:
                self.photos[photo.file] = self.find_photo(photo)
            else:
                is_there = has is not None and has(photo)
                self.photos[photo.file] = Photo(alt_text=photo.alt_text or photo.caption) if is_there else None
        return self.photos[photo.file]

    # Fields

    def fill(self, record: StoryRecord, article: Article, notes: list[str]) -> None:
        headline = clean_text(record.headline)
        if len(headline) > 300:
            notes.append("The headline was longer than 300 characters and was cut.")
        article.headline = headline[:300]
        article.slug = article.slug or clean_text(record.slug)[:110]
        article.standfirst = clean_text(record.standfirst)
        article.body = self._with_pictures(record, notes)
        article.dateline = clean_text(record.dateline)[:100]
        article.section = self._section(record.section or "News")
        article.kind = record.kind if record.kind in Content.Kind.values else Content.Kind.NEWS
        article.language = language_of(f"{record.headline} {record.body}", record.language) or Content.Language.ENGLISH
        if article.language not in Content.Language.values:
            article.language = Content.Language.ENGLISH
        article.source_url = _web_address(record.source_url, notes)
        for name, value in record.more.items():
            if name != "note":
                setattr(article, name, value[: Article._meta.get_field(name).max_length])
        article.names_unlinked = record.names_unlinked
        article.backdated_to = moment(record.published or record.updated)
        article.backdated_update = moment(record.updated)
        if due := waits_until(record):  # it has not appeared yet
            article.backdated_to = article.backdated_update = None
            article.planned_for = timezone.localtime(due).date()
        article.attachments = self._attachments(record, notes)
        if record.photo:
            article.lead_photo = self._photo(record.photo)
            article.lead_caption = clean_text(record.photo.caption)[:500]
            if article.lead_photo is None:
                notes.append(f"The picture {record.photo.file} was not found.")

    def _with_pictures(self, record: StoryRecord, notes: list[str]) -> str:
        """The text with its pictures at their addresses here; those that were not found go, and are named."""
        if "<img" not in record.body or self.dry_run:
            return record.body.translate(_CONTROL)

        def address(photo: PhotoRecord) -> str | None:
            found = self._photo(_by_stored_name(photo))
            if found is None and photo.file.startswith(settings.MEDIA_URL):
                return photo.file
            return found.url if found else None

        body, missing = place_pictures(record.body, address)
        if missing:
            notes.append(f"Pictures that were not found: {', '.join(missing[:5])}.")
        return body.translate(_CONTROL)

    def _attachments(self, record: StoryRecord, notes: list[str]) -> list[dict]:
        """What the story keeps of its documents; those that were not found are named."""
        found = [(each, self._document(each)) for each in record.attachments]
        if missing := [each.file for each, document in found if document is None]:
            notes.append(f"Documents that were not found: {', '.join(missing[:5])}.")
        kept = {
            document.pk: document.as_carried | ({"title": each.title[:200]} if each.title else {})
            for each, document in found
            if document is not None and document.pk
        }
        return list(kept.values())[:MOST]

    def _document(self, record: AttachmentRecord) -> Attachment | None:
        """The library's document; in a dry run one that is not there yet, where there would be one."""
        find = getattr(self.find_photo, "document", None)
        if record.file not in self.documents:
            self.documents[record.file] = find and find(record, dry_run=self.dry_run)
        return self.documents[record.file]

    def _section(self, name: str) -> Section:
        name = clean_text(name)[:60]
        if name.casefold() not in self.sections:
            last = max((section.order for section in self.sections.values()), default=0)
            self.sections[name.casefold()] = section = Section(name=name, order=last + 1)
            self.added_sections.append(name)
            if not self.dry_run:
                section.save()
        return self.sections[name.casefold()]

    def tags(self, record: StoryRecord, notes: list[str]) -> tuple[list[Tag], list[SourceName]]:
        """(the tags that the record gives the story, the names that it only proposes).

        What a desk of ours decided is a tag. What a source says of companies and people is proposed; its other tags
        are topics.
        """
        if record.is_claim and not self.tag_names:
            names = {name: self.directories.known(name) for name in map(clean_text, record.tags)}
            topics = [name for name, known in names.items() if known is None]
            return self._tags([], topics), self._proposed(record, names, notes)
        ids = [self._named(self.directories.person_tag, person, notes) for person in record.people]
        ids += [self._named(self.directories.company_tag, name, notes) for name in record.companies]
        tags = self._tags(ids, record.tags)
        place = {name: at for at, name in enumerate(record.about)}
        return sorted(tags, key=lambda tag: place.get(tag.name, len(place))), []

    def _tags(self, ids: list[int | None], names: list[str]) -> list[Tag]:
        names = [clean_text(name)[:200] for name in names]
        if self.dry_run:
            return []
        self.topics |= Tag.objects.get_or_make([name for name in names if name not in self.topics])
        ids = [*ids, *(self.topics[name].pk for name in names if name in self.topics)]
        kept = list(dict.fromkeys(pk for pk in ids if pk))
        found = Tag.objects.in_bulk([pk for pk in kept if pk not in self.names_of_tags])
        self.names_of_tags |= {pk: tag.name for pk, tag in found.items()}
        return [Tag(pk=pk, name=self.names_of_tags[pk]) for pk in kept]

    def _proposed(self, record: StoryRecord, tags: dict[str, int | None], notes: list[str]) -> list[SourceName]:
        given, people = SourceName.Given, {person.name: person for person in record.people}
        claimed_person = lambda name: self.directories.claimed_person(people[name], notes)  # noqa: E731
        claimed_company = lambda name: self.directories.claimed_company(name, notes)  # noqa: E731
        claims = [
            *((given.PERSON, name, self._named(claimed_person, name, notes)) for name in people),
            *((given.COMPANY, name, self._named(claimed_company, name, notes)) for name in record.companies),
            *((given.TAG, name, tag) for name, tag in tags.items()),
        ]
        found: dict[int, SourceName] = {}
        for kind, name, tag in claims:
            if tag is not None:
                found.setdefault(tag, SourceName(tag_id=tag, name=name[:200], given=kind))
        return list(found.values())

    @staticmethod
    def _named(find, name, notes: list[str]) -> int | None:
        try:
            return find(name)
        except Namesakes as several:
            notes.append(str(several))
            return None

    def credits(self, record: StoryRecord) -> list[ArticleCredit]:
        return [
            ArticleCredit(
                name=clean_text(credit.name)[:200],
                role=credit.role if credit.role in Credit.Role.values else Credit.Role.WRITER,
                outlet=clean_text(credit.outlet)[:200],
                person_id=self.directories.credited(credit.name),
            )
            for credit in record.credits
            if credit.name.strip()
        ]


def _web_address(address: str, notes: list[str]) -> str:
    """The address where a story stood, which readers are led to; empty where it is none of the web, or longer than 500
    characters, which is what the database keeps."""
    try:
        if address:
            _WEB(address)
    except ValidationError:
        notes.append(f"Where it was first published is {address[:80]!r}, no address of the web, and was left out.")
        return ""
    return address if len(address) <= 500 else ""


def _pictures_of(record: StoryRecord) -> list[PhotoRecord]:
    found = [record.photo] if record.photo else []
    if "<img" in record.body:
        found += [_by_stored_name(photo) for photo in pictures_in(record.body)]
    return found


def _by_stored_name(photo: PhotoRecord) -> PhotoRecord:
    """A picture that is named by its address here, as in our own exports, is known by its name in the storage."""
    name = photo.file.removeprefix(settings.MEDIA_URL)
    return photo if name == photo.file else replace(photo, file=name)


def waits_until(record: StoryRecord) -> datetime | None:
    """The moment at which the source would publish a scheduled story, where it lies ahead."""
    due = moment(record.published) if record.status == "scheduled" else None
    return due if due and due > timezone.now() else None


def moment(value: datetime | date | None) -> datetime | None:
    """A point in time: a date begins its day, and what has no zone is meant in the office's."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return value if value.tzinfo else timezone.make_aware(value)


def clean_text(text: str) -> str:
    return " ".join(text.translate(_CONTROL).split())
