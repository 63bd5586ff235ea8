"""Writes story records through the workflow: the one saver behind every reader.

Harmless to repeat: a story is found again by its source and id, and left alone when the record is the same, or
when somebody edited the story here since.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from itertools import batched

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from companies.models import Photo, Tag
from newsroom.desk import checks, workflow
from newsroom.desk.importers.directory import Directories, Namesakes
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.html_clean import place_pictures
from newsroom.desk.importers.languages import language_of
from newsroom.desk.importers.record import PhotoRecord, StoryRecord
from newsroom.models import Article, ArticleCredit, Content, Credit, Section

BATCH = 500  # stories a transaction
_NEVER_PUBLISHED = {"draft", "in_review", "approved", "private", "scheduled", "withdrawn"}
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


@dataclass(slots=True)
class Outcome:
    """What became of one record. `action` is created, updated, published, unchanged, kept (edited here) or failed."""

    where: str
    headline: str
    action: str
    is_published: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    outcomes: list[Outcome] = field(default_factory=list)
    new_people: list[str] = field(default_factory=list)
    new_companies: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter:
        return Counter(outcome.action for outcome in self.outcomes)

    @property
    def published(self) -> int:
        return sum(outcome.is_published for outcome in self.outcomes)


def save_all(
    records: Iterable[StoryRecord | Unreadable],
    *,
    publish: bool = False,
    dry_run: bool = False,
    by=None,
    find_photo: Callable[[PhotoRecord], Photo | None] = lambda photo: None,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Bring in every record, a batch a transaction, and say what became of each.

    Nothing is published unless `publish` is set, and never what its source calls a draft, private or scheduled.
    `dry_run` writes nothing. `find_photo` gives the library's picture for a record's, or None.
    """
    return _Import(publish, dry_run, by, find_photo).run(records, progress)


class _Import:
    def __init__(self, publish, dry_run, by, find_photo):
        self.publish, self.dry_run, self.by, self.find_photo = publish, dry_run, by, find_photo
        self.report = Report()
        self.brought: set[tuple[str, str]] = set()  # what this import has saved already
        self._read_directory()

    def _read_directory(self) -> None:
        self.directories = Directories()
        self.sections = {section.name.casefold(): section for section in Section.objects.all()}
        self.topics: dict[str, Tag] = {}
        self.tag_names: dict[int, str] = {}

    def run(self, records, progress) -> Report:
        done = 0
        for batch in batched(records, BATCH, strict=False):
            self._save_batch(batch)
            done += len(batch)
            progress(done)
        return self.report

    def _save_batch(self, batch) -> None:
        mark = len(self.report.outcomes)
        try:
            with transaction.atomic():
                self._save_records(batch)
            self.brought.update((record.source, record.id) for record in batch if isinstance(record, StoryRecord))
            self.report.new_people += self.directories.people.take_added()
            self.report.new_companies += self.directories.companies.take_added()
        except Exception as error:
            # One story that the database refuses must not cost the others of its batch: go one by one to find it.
            del self.report.outcomes[mark:]
            self._read_directory()
            if len(batch) == 1:
                record = batch[0]
                self.report.outcomes.append(Outcome(record.id, record.headline, "failed", notes=[str(error)]))
                return
            for record in batch:
                self._save_batch((record,))

    def _save_records(self, batch) -> None:
        known = self._known(record for record in batch if isinstance(record, StoryRecord))
        fresh: list[tuple[StoryRecord, workflow.Draft, Outcome]] = []
        publishable: list[tuple[Article, Outcome]] = []
        for record in batch:
            if isinstance(record, Unreadable):
                self.report.outcomes.append(Outcome(record.where, "", "failed", notes=[record.reason]))
                continue
            outcome = Outcome(record.id, record.headline, "created", notes=list(record.warnings))
            self.report.outcomes.append(outcome)
            digest = _digest(record)
            article = known.get((record.source, record.id))
            if (record.source, record.id) in self.brought or (article is not None and article.pk is None):
                outcome.action = "failed"
                outcome.notes.append("Another story before it in the file has the same id.")
                continue
            if article is None:
                known[record.source, record.id] = article = Article(source_digest=digest, source_revision=1)
                if not self.dry_run:
                    fresh.append((record, self._draft(record, article, outcome), outcome))
            elif article.revision != article.source_revision:
                outcome.action = "unchanged" if article.source_digest == digest else "kept"
                if outcome.action == "kept":
                    outcome.notes.append("Edited here since it was imported, so the story was left as it is.")
                continue
            elif article.source_digest == digest:
                outcome.action = "unchanged"
            else:
                outcome.action = "updated"
                if not self.dry_run:
                    self._update(record, article, digest, outcome)
            if self._may_publish(record, article, outcome):
                publishable.append((article, outcome))
        workflow.create_many([draft for _, draft, _ in fresh], by=self.by)
        if publishable:
            self._publish(publishable)

    def _known(self, records: Iterator[StoryRecord]) -> dict[tuple[str, str], Article]:
        wanted: dict[str, list[str]] = {}
        for record in records:
            wanted.setdefault(record.source, []).append(record.id)
        return {
            (article.source, article.source_id): article
            for source, ids in wanted.items()
            for article in Article.objects.from_source(source, ids)
        }

    def _draft(self, record: StoryRecord, article: Article, outcome: Outcome) -> workflow.Draft:
        self._fill(record, article, outcome)
        article.source, article.source_id = record.source, record.id
        return workflow.Draft(article, self._tags(record, outcome), self._credits(record))

    def _update(self, record: StoryRecord, article: Article, digest: str, outcome: Outcome) -> None:
        self._fill(record, article, outcome)
        workflow.save(article, by=self.by, tags=self._tags(record, outcome), credits=self._credits(record))
        article.source_digest, article.source_revision = digest, article.revision
        Article.objects.filter(pk=article.pk).update(source_digest=digest, source_revision=article.revision)

    def _fill(self, record: StoryRecord, article: Article, outcome: Outcome) -> None:
        headline = _clean(record.headline)
        if len(headline) > 300:
            outcome.notes.append("The headline was longer than 300 characters and was cut.")
        article.headline = headline[:300]
        article.slug = article.slug or _clean(record.slug)[:110]
        article.standfirst = _clean(record.standfirst)
        article.body = self._with_pictures(record, outcome)
        article.dateline = _clean(record.dateline)[:100]
        article.section = self._section(record.section or "News")
        article.kind = record.kind if record.kind in Content.Kind.values else Content.Kind.NEWS
        article.language = language_of(f"{record.headline} {record.body}", record.language) or Content.Language.ENGLISH
        if article.language not in Content.Language.values:
            article.language = Content.Language.ENGLISH
        article.source_url = record.source_url if len(record.source_url) <= 500 else ""
        article.backdated_to = moment(record.published or record.updated)
        article.backdated_update = moment(record.updated)
        if record.photo:
            article.lead_photo = self.find_photo(record.photo)
            article.lead_caption = _clean(record.photo.caption)[:500]
            if article.lead_photo is None:
                outcome.notes.append(f"The picture {record.photo.file} was not found.")

    def _with_pictures(self, record: StoryRecord, outcome: Outcome) -> str:
        """The text with its pictures at their addresses here; those that were not found go, and are named."""
        if "<img" not in record.body:
            return record.body.translate(_CONTROL)

        def address(photo: PhotoRecord) -> str | None:
            if photo.file.startswith(settings.MEDIA_URL):
                return photo.file
            found = self.find_photo(photo)
            return found.url if found else None

        body, missing = place_pictures(record.body, address)
        if missing:
            outcome.notes.append(f"Pictures that were not found: {', '.join(missing[:5])}.")
        return body.translate(_CONTROL)

    def _section(self, name: str) -> Section:
        name = _clean(name)[:60]
        if name.casefold() not in self.sections:
            last = max((section.order for section in self.sections.values()), default=0)
            self.sections[name.casefold()] = Section.objects.create(name=name, order=last + 1)
        return self.sections[name.casefold()]

    def _tags(self, record: StoryRecord, outcome: Outcome) -> list[Tag]:
        ids = []
        for person in record.people:
            ids.append(self._named(self.directories.person_tag, person, outcome))
        for name in record.companies:
            ids.append(self._named(self.directories.company_tag, name, outcome))
        names = [_clean(name)[:200] for name in record.tags]
        self.topics |= Tag.objects.get_or_make([name for name in names if name not in self.topics])
        ids += [self.topics[name].pk for name in names if name in self.topics]
        kept = list(dict.fromkeys(pk for pk in ids if pk))
        found = Tag.objects.in_bulk([pk for pk in kept if pk not in self.tag_names])
        self.tag_names |= {pk: tag.name for pk, tag in found.items()}
        return [Tag(pk=pk, name=self.tag_names[pk]) for pk in kept]

    @staticmethod
    def _named(find, name, outcome: Outcome) -> int | None:
        try:
            return find(name)
        except Namesakes as several:
            outcome.notes.append(str(several))
            return None

    def _credits(self, record: StoryRecord) -> list[ArticleCredit]:
        return [
            ArticleCredit(
                name=_clean(credit.name)[:200],
                role=credit.role if credit.role in Credit.Role.values else Credit.Role.WRITER,
                outlet=_clean(credit.outlet)[:200],
                person_id=self.directories.credited(credit.name),
            )
            for credit in record.credits
            if credit.name.strip()
        ]

    def _may_publish(self, record: StoryRecord, article: Article, outcome: Outcome) -> bool:
        if not self.publish or record.status in _NEVER_PUBLISHED:
            return False
        if outcome.action == "unchanged":
            # Imported as a draft before and untouched since: now it is asked to go out.
            return article.stage == "draft" and not article.editions.exists()
        return True

    def _publish(self, stories: list[tuple[Article, Outcome]]) -> None:
        ready = []
        for article, outcome in stories:
            if self.dry_run and article.pk is None:
                outcome.is_published = True
                continue
            if reasons := checks.errors(checks.before_publishing(article, is_archive=True)):
                outcome.notes.append("Left as a draft. " + " ".join(reasons))
            else:
                ready.append(article)
                outcome.is_published = True
                if outcome.action == "unchanged":
                    outcome.action = "published"
        if ready and not self.dry_run:
            workflow.bring_in(ready, by=self.by)


def moment(value: datetime | date | None) -> datetime | None:
    """A point in time: a date begins its day, and what has no zone is meant in the office's."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return value if value.tzinfo else timezone.make_aware(value)


def _clean(text: str) -> str:
    return " ".join(text.translate(_CONTROL).split())


def _digest(record: StoryRecord) -> str:
    values = asdict(record)
    values.pop("warnings")
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()
