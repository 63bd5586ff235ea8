"""A word that stands nowhere else, in every field of text of everything that readers may not see.

The tables are asked which fields of text they have, so one that somebody adds next year is filled like the others. What
is not filled is named here, with its reason.
"""

import io
import itertools
from datetime import timedelta
from uuid import uuid4

from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from PIL import Image

from companies.models import Company, Photo, Tag
from newsroom.demo import make
from newsroom.desk import sharing, workflow
from newsroom.models import Article, Edition, ShareLink, Translation, raise_generation
from people.models import Person
from tests.newsroom.papers import PDF, make_attachment

WORD = "quokka"
_number = itertools.count(10_000)
LEFT_OUT = {
    "newsroom.StoryCard": "made of its edition",
    "newsroom.TagCard": "made of its tag",
    "newsroom.SearchEntry": "made of its edition",
    "newsroom.SearchName": "made of its tag",
    "newsroom.Generation": "a number",
    "newsroom.NamesVersion": "a number",
    "newsroom.Redirect": "says which public address leads to which",
    "newsroom.Vital": "when the office last did what it does",
}
# Fields of a closed list of words, or that say nothing of their own.
NO_TEXT = {
    "digest", "source_digest", "sentence_hash", "token_sha256", "key", "batch", "matcher", "form", "verb", "from_stage",
    "to_stage", "tier", "action", "field", "recent", "password", "renditions", "to_index", "initial", "source", "seal",
}  # fmt: skip


def canary(length: int = 0) -> str:
    word = f"{WORD}{next(_number)}"
    return word[:length] if length else word


def text_fields(model: type[models.Model]) -> list[models.Field]:
    kinds = models.CharField | models.TextField | models.JSONField
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, kinds) and not field.choices and field.name not in NO_TEXT and not field.generated
    ]


def value_for(field: models.Field):
    if isinstance(field, models.JSONField):
        return {canary(): canary()}
    if isinstance(field, models.URLField):
        return f"https://{canary()}.example/{canary()}"
    if isinstance(field, models.EmailField):
        return f"{canary()}@example.org"
    return canary() if (field.max_length or 99) >= 11 else WORD[: field.max_length]


def texts(model: type[models.Model], *but: str) -> dict:
    return {field.name: value_for(field) for field in text_fields(model) if field.name not in but}


def _paper() -> bytes:
    return PDF.replace(b"\n", f"\n%{canary()}\n".encode(), 1)


class Hidden:
    """Everything that readers may not see, with the files of it."""

    def __init__(self):
        buffer = io.BytesIO()
        Image.new("RGB", (640, 400), "teal").save(buffer, "PNG")
        self.photo = Photo.objects.create(
            file=ContentFile(buffer.getvalue(), name="x.png"),
            alt_text=f"A {canary()} at work",
            **texts(Photo, "file", "alt_text"),
        )
        self.paper = make_attachment(canary())
        self.user = User.objects.create_user(**texts(User), password="x", is_staff=True, is_superuser=True)  # noqa: S106
        self.company = make.make_company(is_listed=False, picture=self.photo, **texts(Company))
        self.person = make.make_person(
            is_listed=False,
            picture=self.photo,
            title=canary(),
            organisation=canary(),
            **texts(Person),
        )
        self.section = make.make_section(canary(), description=canary())
        self.stories = {stage: self._story(stage) for stage in STAGES}
        self.waiting = Edition.objects.get(article=self.stories["scheduled"])
        self.gone = Edition.objects.get(article=self.stories["withdrawn"])
        self.token = self._share()
        self.files = [self.photo.file.name, *(entry["name"] for entry in self.photo.renditions), self.paper.file.name]
        self._behind_the_scenes()
        raise_generation()

    def _story(self, stage: str) -> Article:
        papers = [
            self.paper.as_carried | {"title": canary()},
            make_attachment(canary(), data=_paper()).as_carried,
        ]
        writer = {"name": canary(), "outlet": canary(), "person": self.person}
        own = texts(Article, "attachments", "body", "source_id", "slug") | {"slug": canary()}
        story = make.make_article(
            tags=[canary(), self.company, self.person],
            credits=[writer, {"name": canary(), "role": "editor"}],
            body=f"<p>{canary()}</p>", lead_photo=self.photo, section=self.section, by=self.user, attachments=papers,
            **own,
        )  # fmt: skip
        {
            "draft": lambda: None,
            "in_review": lambda: workflow.submit(story, by=self.user),
            "approved": lambda: (workflow.submit(story), workflow.approve(story)),
            "scheduled": lambda: make.schedule(story, at=timezone.now() + timedelta(hours=3)),
            "withdrawn": lambda: (make.publish(story), workflow.withdraw(story, reason=canary(), gone=True)),
        }[stage]()
        return story

    @property
    def names(self) -> list[str]:
        """The parts of addresses that its things would have."""
        things = [*Article.objects.filter(slug__startswith=WORD), *Tag.objects.filter(slug__startswith=WORD)]
        named = {thing.slug for thing in (*things, self.company, self.person, self.section)}
        return sorted(named - {self.gone.slug})  # which readers have seen

    def _share(self) -> str:
        link, token = sharing.share(self.stories["draft"], self.stories["draft"].revisions.first(), by=self.user)
        ShareLink.objects.filter(pk=link.pk).update(given_to=canary())
        return token

    def next_version_of(self, live: Edition) -> None:
        """Work on a story that readers see, which they must not."""
        story = live.article
        for name, value in texts(Article, "attachments", "body", "source_id", "slug").items():
            setattr(story, name, value)
        story.body, story.slug, story.attachments = f"<p>{canary()}</p>", canary(), [self.paper.as_carried]
        workflow.save(story, by=self.user)

    def translations_of(self, lives: list[Edition]) -> None:
        """Let what is hidden be the translations of stories that readers see, in other languages than those."""
        places = [(live, language) for live in lives for language in ("zh-Hans", "zh-Hant")]
        groups = {live.pk: uuid4() for live in lives}
        rows = [Translation(article=live.article, group=groups[live.pk], language=live.language) for live in lives]
        for story, (live, language) in zip(self.stories.values(), places, strict=False):
            rows.append(Translation(article=story, group=groups[live.pk], language=language))
            for kept in (Article.objects.filter(pk=story.pk), Edition.objects.filter(article=story)):
                kept.update(language=language)
        Translation.objects.bulk_create(rows)
        raise_generation()

    def _behind_the_scenes(self) -> None:
        """A row of every other table, as far as it may be of something hidden, past every check and signal."""
        things = {
            Article: self.stories["draft"], Edition: self.waiting, User: self.user, Photo: self.photo,
            type(self.company): self.company, type(self.person): self.person, type(self.company.tag): self.company.tag,
            type(self.paper): self.paper, type(self.section): self.section,
        }  # fmt: skip
        made: dict[type, models.Model] = dict(things)
        for model in tables():
            if model in things or model._meta.label in LEFT_OUT or not text_fields(model):
                continue
            fields = texts(model)
            for field in model._meta.local_concrete_fields:
                if field.name in fields or (field.primary_key and not field.remote_field) or field.generated:
                    continue
                if field.remote_field:
                    if not field.null:
                        target = field.remote_field.model
                        if target not in made:
                            made[target] = target._default_manager.first()
                        fields[field.name] = made[target]
                elif isinstance(field, models.DateTimeField) and not field.null:
                    fields[field.name] = timezone.now()
                elif field.choices:
                    fields[field.name] = field.choices[0][0]
                elif not field.has_default() and not field.null and not field.blank:
                    number = isinstance(field, models.IntegerField | models.FloatField)
                    fields[field.name] = len(fields) + 1 if number else uuid4().hex[: field.max_length or 32]
            if model._meta.label == "newsroom.Twins":
                fields["second"] = self.person.tag
            if model._meta.label == "newsroom.Withdrawal":
                continue  # made with the withdrawn story
            if model._meta.label == "newsroom.OldAddress":
                fields["path"] = f"/{fields['path']}"
            model._default_manager.bulk_create([model(**fields)])
            made[model] = model._default_manager.order_by("-pk").first()
        for row in self.stories.values():
            Article.objects.filter(pk=row.pk).update(source_id=canary())
        for row in (self.waiting, self.gone):
            Edition.objects.filter(pk=row.pk).update(source_id=canary(), public_id=canary(), note=canary())


STAGES = ("draft", "in_review", "approved", "scheduled", "withdrawn")


def tables() -> list[type[models.Model]]:
    ours = ("companies", "people", "newsroom")
    return [model for app in ours for model in apps.get_app_config(app).get_models(include_auto_created=True)]


def fields_without_a_canary() -> list[str]:
    """Fields of text in which, by now, no row has the word."""
    missing = []
    for model in [*tables(), User]:
        if model._meta.label in LEFT_OUT:
            continue
        for field in text_fields(model):
            if isinstance(field, models.FileField) or (field.max_length or 99) < 11:
                continue
            values = model._default_manager.values_list(field.name, flat=True)
            if not any(WORD in str(value).lower() for value in values):
                missing.append(f"{model._meta.label}.{field.name}")
    return missing
