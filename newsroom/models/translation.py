import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import models
from django.db.models.functions import JSONObject
from django.utils import timezone

from newsroom.models.article import Article
from newsroom.models.content import Content
from newsroom.models.edition import Edition
from newsroom.models.json_rows import TextOfAll, moment


@dataclass(frozen=True)
class Version:
    """A story in one of its languages, as readers see it."""

    language: str
    slug: str
    headline: str
    public_id: str
    first_published_at: datetime
    is_original: bool

    @cached_property
    def path(self) -> str:
        return f"/news/{timezone.localtime(self.first_published_at).year}/{self.slug}/"

    def order(self) -> tuple:
        """The original first, then by language."""
        return not self.is_original, self.language, self.slug


class TranslationQuerySet(models.QuerySet):
    def beside(self, article):
        """All stories of the group in which `article` is, itself among them."""
        return self.filter(group__in=Translation.objects.filter(article=article).values("group"))

    def with_version(self, at):
        """Each with `version`, what readers see of it at the moment; None where they see nothing.

        From here to the editions and not the other way, or SQLite looks at every edition for the few that belong here.
        """
        said = JSONObject(
            language="language",
            slug="slug",
            headline="headline",
            public_id="public_id",
            first_published_at="first_published_at",
            is_original=models.OuterRef("is_original"),
        )
        live = Edition.objects.live(at).filter(article=models.OuterRef("article")).order_by()
        return self.annotate(version=models.Subquery(live.annotate(said=said).values("said")[:1]))

    def live_versions(self, at):
        """For a query on editions: all languages in which readers see the story of each, as one text for `from_text`.

        Nearly no story was ever translated, so this costs less than a question of its own.
        """
        group = Translation.objects.filter(article=models.OuterRef(models.OuterRef("article"))).values("group")
        rows = self.filter(group__in=group).with_version(at)
        return models.Subquery(rows.annotate(all=TextOfAll("version")).values("all"))


class Translation(models.Model):
    """That a story says in its language what the other stories of its group say in theirs.

    Says nothing of who may see it: readers are shown those of a group that are live, and no trace of the others. At
    most one of a group is the original; where none is, nobody said which was first, or it left the group.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="translation")
    group = models.UUIDField(default=uuid.uuid4, editable=False)
    language = models.CharField(max_length=7, choices=Content.Language)  # of the working copy
    is_original = models.BooleanField(default=False)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "language"], name="translation_one_per_language"),
            models.UniqueConstraint(
                fields=["group"], condition=models.Q(is_original=True), name="translation_of_one_original"
            ),
        ]

    def __str__(self):
        return f"“{self.article}” in {self.get_language_display()}"

    @classmethod
    def from_text(cls, text: str | None) -> list[Version]:
        """The versions that `live_versions` told of, in order."""
        return cls.in_order(json.loads(text or "[]"))

    @staticmethod
    def in_order(versions) -> list[Version]:
        """The versions of one group of which there are any, made of what `with_version` gave."""
        made = [
            Version(
                **version
                | {
                    "first_published_at": moment(version["first_published_at"]),
                    "is_original": bool(version["is_original"]),
                }
            )
            for version in versions
            if version
        ]
        return sorted(made, key=Version.order)
