"""Writes story records through the workflow: the one saver behind every reader.

Harmless to repeat: a story is found again by its source and id, and left alone when the record is the same, or
when somebody edited the story here since.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import chain

from django.db import transaction

from companies.models import Photo, Tag
from newsroom.desk import checks, workflow
from newsroom.desk.importers import old_addresses, translations
from newsroom.desk.importers.exchange import Unreadable
from newsroom.desk.importers.filling import Filler, waits_until
from newsroom.desk.importers.record import PhotoRecord, StoryRecord
from newsroom.desk.importers.same_story import OwnIds, own_key
from newsroom.desk.steps import stage_now
from newsroom.models import Article, SourceName, Stage
from newsroom.running import trouble

BATCH = 50  # stories a transaction, for whose end whoever saves waits
BATCH_TEXT = 1_000_000  # characters of them
_NEVER_PUBLISHED = {"draft", "in_review", "approved", "private", "withdrawn"}
_PUBLISHED = {"", "published", "scheduled"}
_TO_CHANGE = {Stage.DRAFT, Stage.PUBLISHED}  # in any other somebody here is at work with it, or has taken it back
_LATER = ("about", "more", "corrections", "attachments", "names_unlinked")
_NOT_CONTENT = ("warnings", "addresses", "is_claim", "translation_of", "mark")  # their change makes no changed story


@dataclass(slots=True)
class Outcome:
    """What became of one record. `action` is created, updated, published, unchanged, kept (edited here) or failed.

    `proposed` are the names of companies and people that the source gives and somebody here has to decide on.
    """

    where: str
    headline: str
    action: str
    is_published: bool = False
    is_scheduled: bool = False
    is_related: bool = False  # to what it was translated from
    article_id: int | None = None
    proposed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    outcomes: list[Outcome] = field(default_factory=list)
    new_people: list[str] = field(default_factory=list)
    new_companies: list[str] = field(default_factory=list)
    new_sections: list[str] = field(default_factory=list)
    # Translations of which more was said after their batch was settled: their original came later, or never.
    late: list[Outcome] = field(default_factory=list)

    @property
    def counts(self) -> Counter:
        return Counter(outcome.action for outcome in self.outcomes)

    @property
    def published(self) -> int:
        return sum(outcome.is_published for outcome in self.outcomes)

    @property
    def scheduled(self) -> int:
        return sum(outcome.is_scheduled for outcome in self.outcomes)

    @property
    def related(self) -> int:
        return sum(outcome.is_related for outcome in self.outcomes)


def save_all(
    records: Iterable[StoryRecord | Unreadable],
    *,
    publish: bool = False,
    dry_run: bool = False,
    by=None,
    find_photo: Callable[[PhotoRecord], Photo | None] = lambda photo: None,
    tag_names: bool = False,
    progress: Callable[[int], None] | None = None,
    settled: Callable[[list["Outcome"]], None] | None = None,
    alive: Callable[[], None] = lambda: None,
) -> Report:
    """Bring in every record, a batch a transaction, and say what became of each.

    Nothing is published unless `publish` is set, and never what its source calls a draft or private; what it calls
    scheduled is scheduled for the same moment, and left as a draft where that has passed.
    `dry_run` writes nothing. `find_photo` gives the library's picture for a record's, or None; where it has a method
    `has`, a dry run asks that instead. Companies and people that a foreign source names are proposed, and tagged at
    once only where `tag_names` is set. `settled` is told what became of each batch once it is in for good, `progress`
    how many records are done. `alive` is called before each picture, since those of one batch may take minutes.

    A story that the database refuses is said to have failed. Where the machine fails (`running.trouble` has a sentence
    for it) its error is raised; the batches before it are in, and saving the same again goes on there.
    """
    return _Import(publish, dry_run, by, find_photo, tag_names, alive).run(
        records, progress or (lambda done: None), settled or (lambda outcomes: None)
    )


class _Import:
    def __init__(self, publish, dry_run, by, find_photo, tag_names, alive):
        self.publish, self.dry_run, self.by, self.find_photo = publish, dry_run, by, find_photo
        self.tag_names, self.alive = tag_names, alive
        self.report = Report()
        self.brought: set[tuple[str, str]] = set()  # what this import has saved already
        self.proposals: list[tuple[Article, SourceName]] = []
        # Those whose original is not here yet, by the source and id of that.
        self.unrelated: dict[tuple[str, str], list[translations.Told]] = {}
        self.own_ids = OwnIds(_digest)
        self.numbered: list[translations.Told] = []  # those whose original is a number that may yet come
        self._read_directory()

    def _read_directory(self) -> None:
        self.filler = Filler(self.find_photo, dry_run=self.dry_run, tag_names=self.tag_names)

    def run(self, records, progress, settled) -> Report:
        done = 0
        for batch in _batches(records):
            mark = len(self.report.outcomes)
            self.own_ids.settle(record for record in batch if isinstance(record, StoryRecord))
            self._look_for_pictures(batch)
            self._save_batch(batch)
            self._relate(batch, self.report.outcomes[mark:])
            settled(self.report.outcomes[mark:])
            done += len(batch)
            progress(done)
        self._relate_numbered()
        for record, made in chain.from_iterable(self.unrelated.values()):
            made.notes.append(
                f"Its original, {record.translation_of[1]}, is not here, so it is related to no other story."
            )
            self.report.late.append(made)
        return self.report

    def _look_for_pictures(self, batch) -> None:
        """Decode and store what the batch will need: pictures take seconds, and nobody shall wait for them."""
        with_pictures = [
            r for r in batch if isinstance(r, StoryRecord) and (r.photo or r.attachments or "<img" in r.body)
        ]
        known = self._known(iter(with_pictures))
        for record in with_pictures:
            article = known.get((record.source, record.id))
            if article is None or (
                article.source_digest != _digest(record) and article.revision == article.source_revision
            ):
                notes: list[str] = []
                self.filler.look_for_pictures(record, notes, self.alive)
                record.warnings += [note for note in notes if note not in record.warnings]

    def _save_batch(self, batch) -> None:
        mark = len(self.report.outcomes)
        try:
            with transaction.atomic():
                self._save_records(batch)
            self.brought.update((record.source, record.id) for record in batch if isinstance(record, StoryRecord))
            self.report.new_people += self.filler.directories.people.take_added()
            self.report.new_companies += self.filler.directories.companies.take_added()
            self.report.new_sections += self.filler.take_added_sections()
        except Exception as error:
            # One story that the database refuses must not cost the others of its batch: go one by one to find it.
            del self.report.outcomes[mark:]
            self.proposals = []
            self._read_directory()
            if len(batch) == 1:
                if _is_of_the_machine(error):
                    raise
                record = batch[0]
                self.report.outcomes.append(Outcome(record.id, record.headline, "failed", notes=[str(error)]))
                return
            for record in batch:
                self._save_batch((record,))

    def _save_records(self, batch) -> None:
        known = self._known(record for record in batch if isinstance(record, StoryRecord))
        fresh: list[tuple[StoryRecord, workflow.Draft, Outcome]] = []
        publishable: list[tuple[StoryRecord, Article, Outcome]] = []
        here: list[tuple[StoryRecord, Article, list[str]]] = []  # the stories that stand in the database afterwards
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
            if article is not None:
                here.append((record, article, outcome.notes))
                outcome.article_id = article.pk
            if article is None:
                known[record.source, record.id] = article = Article(source_digest=digest, source_revision=1)
                fresh.append((record, self._draft(record, article, outcome), outcome))
            elif article.revision != article.source_revision:
                outcome.action = "unchanged" if article.source_digest == digest else "kept"
                if outcome.action == "kept":
                    outcome.notes.append("Edited here since it was imported, so the story was left as it is.")
                continue
            elif article.source_digest == digest:
                outcome.action = "unchanged"
            elif (stage := stage_now(article)) not in _TO_CHANGE:
                outcome.action = "kept"
                outcome.notes.append(f"It is {stage.label} here, so the story was left as it is.")
                continue
            else:
                outcome.action = "updated"
                self._update(record, article, digest, outcome)
            if self._may_publish(record, article, outcome):
                publishable.append((record, article, outcome))
        if not self.dry_run:
            workflow.create_many([draft for _, draft, _ in fresh], by=self.by)
            here += [(record, draft.article, outcome.notes) for record, draft, outcome in fresh]
            for _, draft, outcome in fresh:
                outcome.article_id = draft.article.pk
            old_addresses.keep(here)
            self._keep_proposals()
        if publishable:
            self._publish(publishable)

    def _relate(self, batch, outcomes: list[Outcome]) -> None:
        """Relate what is a translation to its original, whichever of the two came first."""
        told = [(record, made) for record, made in zip(batch, outcomes, strict=True) if _is_translation(record)]
        told = [pair for pair in told if self._has_come(*pair)]
        came = dict.fromkeys((record.source, record.id) for record in batch if isinstance(record, StoryRecord))
        # Of those that wait only the ones whose original came now: of an archive thousands may wait in vain.
        waited = [pair for name in came for pair in self.unrelated.pop(name, ())]
        self.report.late += [made for _, made in waited]
        if (told := [*waited, *told]) and not self.dry_run:
            for pair in translations.relate(told):
                self.unrelated.setdefault(pair[0].translation_of, []).append(pair)

    def _has_come(self, record: StoryRecord, made: Outcome) -> bool:
        """Whether one may say which story its original is: a number is of its own table, if that has it at all."""
        if record.mark:
            own = own_key(record.translation_of, record.mark)
            if own in self.brought:
                record.translation_of = own
            elif record.translation_of not in self.brought:
                self.numbered.append((replace(record, body=""), made))
                return False
        return True

    def _relate_numbered(self) -> None:
        """Relate those whose original did not come in time: to one of an earlier import, their own table's first."""
        if self.dry_run or not self.numbered:
            return
        for record, _ in self.numbered:
            source, own = own_key(record.translation_of, record.mark)
            if Article.objects.from_source(source, [own]).exists():
                record.translation_of = (source, own)
        missing = translations.relate(self.numbered)
        self.report.late += [made for _, made in self.numbered if made.is_related or made.notes]
        for pair in missing:
            self.unrelated.setdefault(pair[0].translation_of, []).append(pair)

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
        self.filler.fill(record, article, outcome.notes)
        article.source, article.source_id = record.source, record.id
        return workflow.Draft(article, self._tags(record, article, outcome), self.filler.credits(record))

    def _update(self, record: StoryRecord, article: Article, digest: str, outcome: Outcome) -> None:
        self.filler.fill(record, article, outcome.notes)
        tags, credits = self._tags(record, article, outcome), self.filler.credits(record)
        if self.dry_run:
            return
        # What somebody accepted of an earlier import's names stays, though the source still only claims it.
        accepted = SourceName.Status.ACCEPTED
        tags += Tag.objects.filter(source_names__article=article, source_names__status=accepted)
        workflow.save(article, by=self.by, tags=tags, credits=credits)
        article.source_digest, article.source_revision = digest, article.revision
        Article.objects.filter(pk=article.pk).update(source_digest=digest, source_revision=article.revision)

    def _tags(self, record: StoryRecord, article: Article, outcome: Outcome) -> list[Tag]:
        tags, proposed = self.filler.tags(record, outcome.notes)
        outcome.proposed = [name.name for name in proposed]
        self.proposals += [(article, name) for name in proposed]
        return tags

    def _keep_proposals(self) -> None:
        """Write down what the sources of this batch's stories propose; what was decided before stays decided."""
        for article, name in self.proposals:
            name.article = article
        SourceName.objects.bulk_create([name for _, name in self.proposals], ignore_conflicts=True)
        self.proposals = []

    def _may_publish(self, record: StoryRecord, article: Article, outcome: Outcome) -> bool:
        if not self.publish or record.status in _NEVER_PUBLISHED:
            return False
        if record.status not in _PUBLISHED:
            outcome.notes.append(f"Left as a draft: “{record.status[:40]}” is no status that is known here.")
            return False
        if record.status == "scheduled" and waits_until(record) is None:
            outcome.notes.append("Left as a draft: the moment for which it was scheduled has passed, or is not known.")
            return False
        if outcome.action == "unchanged":
            # Imported as a draft before and untouched since: now it is asked to go out.
            return article.stage == "draft" and not article.editions.exists()
        return True

    def _publish(self, stories: list[tuple[StoryRecord, Article, Outcome]]) -> None:
        ready, later, told = [], [], {}
        for record, article, outcome in stories:
            findings = checks.before_publishing(article, is_archive=True)
            if self.dry_run and article.section is not None:  # one that the import would make has no id yet
                findings = [finding for finding in findings if finding.field != "section"]
            if reasons := checks.errors(findings):
                outcome.notes.append("Left as a draft. " + " ".join(reasons))
            elif due := waits_until(record):
                later.append((article, due))
                outcome.is_scheduled = True
            else:
                ready.append(article)
                told[article.pk] = workflow.Told(
                    record.more.get("note", "")[:300], [(c.kind, c.text, c.at) for c in record.corrections]
                )
                outcome.is_published = True
                if outcome.action == "unchanged":
                    outcome.action = "published"
        if self.dry_run:
            return
        if ready:
            workflow.bring_in(ready, by=self.by, told=told)
        for article, due in later:
            workflow.bring_in_later(article, at=due, by=self.by)


def _is_of_the_machine(error: Exception) -> bool:
    """Whether the next story would fare no better: a disk that is full, a database that is away."""
    took_too_long = getattr(error.__cause__, "sqlstate", None) == "57014"  # and the next may be shorter
    return bool(trouble.in_words(error)) and not took_too_long


def _is_translation(record: StoryRecord | Unreadable) -> bool:
    return isinstance(record, StoryRecord) and record.translation_of is not None


def _batches(records: Iterable[StoryRecord | Unreadable]) -> Iterator[tuple]:
    """Records in groups for a transaction each, none of which takes much memory however long its stories are."""
    batch, size = [], 0
    for record in records:
        batch.append(record)
        size += len(record.body) if isinstance(record, StoryRecord) else 0
        if len(batch) >= BATCH or size > BATCH_TEXT:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


def _digest(record: StoryRecord) -> str:
    values = asdict(record)
    for name in _NOT_CONTENT:
        values.pop(name)
    # Left out where empty, so that what was imported before there were such fields is still known as unchanged.
    for name in _LATER:
        if not values[name]:
            values.pop(name)
    if values["photo"] and not values["photo"]["licence"]:
        values["photo"].pop("licence")
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()
