from django.db import models
from django.utils import timezone
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from companies.models import Tag
from newsroom.models.article import Article
from newsroom.models.content import Content
from newsroom.models.credit import Credit
from newsroom.models.seals import Sealed


class LiveQuerySet(models.QuerySet):
    """Editions, and what carries their interval."""

    def live(self, at=None):
        """What readers see at the moment `at` (now, if not given). Everything public starts here."""
        at = at or timezone.now()
        # Said by what it is not, so that SQLite leaves the indexes on these moments alone: nearly every edition has
        # begun and has no end, and it would sort all of them where the caller's own index has the order ready.
        return self.exclude(live_from__gt=at).exclude(live_until__lte=at)


class EditionTagQuerySet(LiveQuerySet):
    def newest_first(self):
        return self.order_by("-first_published_at", "-content_object_id")


class EditionTag(ItemBase):
    """What an edition is about.

    Carries the edition's date and interval, so that a tag's newest live stories are read off one index. The database
    itself keeps the interval in step: whatever changes that of an edition changes its tags' (migration 0002).
    """

    content_object = models.ForeignKey("newsroom.Edition", on_delete=models.CASCADE, related_name="tag_items")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="edition_items")
    first_published_at = models.DateTimeField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)

    objects = EditionTagQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="edition_tag_once")]
        indexes = [
            models.Index(
                fields=["tag", "-first_published_at", "-content_object", "live_from", "live_until"],
                name="edition_tag_newest",
            )
        ]

    @classmethod
    def of(cls, edition: "Edition", tag_id: int) -> "EditionTag":
        """The row, not saved yet, that the edition is about the tag; it must be as it stands in the database."""
        return cls(
            content_object=edition,
            tag_id=tag_id,
            first_published_at=edition.first_published_at,
            live_from=edition.live_from,
            live_until=edition.live_until,
        )


class EditionQuerySet(LiveQuerySet):
    def seen(self, at=None):
        """What readers see or have seen: the addresses that must keep working."""
        return self.exclude(live_from__gt=at or timezone.now())

    def tellable(self, at=None):
        """What readers have seen and may be told of again: nothing of a story from before it was gone entirely."""
        of_story = self.model.objects.filter(article=models.OuterRef("article"))
        gone = of_story.filter(number__gte=models.OuterRef("number"), withdrawal__is_gone=True)
        return self.seen(at).filter(~models.Exists(gone))

    def newest_first(self):
        return self.order_by("-first_published_at", "-article_id")

    def about(self, tag):
        """Editions tagged with `tag`, newest first."""
        return self.filter(tag_items__tag=tag).order_by(
            "-tag_items__first_published_at", "-tag_items__content_object_id"
        )


class Edition(Content, Sealed):
    """A story as readers see it: a numbered copy of an Article that never changes, live for an interval."""

    class Change(models.TextChoices):
        FIRST = "first", "first publication"
        MINOR = "minor", "minor change"
        UPDATE = "update", "update"
        CORRECTION = "correction", "correction"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, blank=True)
    # What the edition before had as its end until this one was scheduled to replace it; unscheduling gives it back.
    predecessor_until = models.DateTimeField(null=True, blank=True)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    change = models.CharField(max_length=10, choices=Change)
    note = models.CharField(max_length=300, blank=True, help_text="What changed, for readers.")
    body_html = models.TextField()
    source_id = models.CharField(max_length=200, blank=True)
    public_id = models.CharField(max_length=32, default="", editable=False)  # its story's; see `public_id_of`
    tags = TaggableManager(through=EditionTag, blank=True, related_name="editions_about")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-first_published_at", "-article_id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(live_until=None), name="edition_one_open_end"
            ),
            models.CheckConstraint(
                condition=models.Q(live_until=None) | models.Q(live_until__gt=models.F("live_from")),
                name="edition_ends_after_it_begins",
            ),
        ]
        indexes = [
            # With the interval at the end, so that a page far down a list is counted off on the index alone. SQLite has
            # the primary key in every index, PostgreSQL where it is asked to.
            models.Index(
                fields=["-first_published_at", "-article", "live_from", "live_until"],
                include=["id"],
                name="edition_newest",
            ),
            models.Index(
                fields=["section", "-first_published_at", "-article", "live_from", "live_until"],
                include=["id"],
                name="edition_newest_in_section",
            ),
            models.Index(fields=["slug", "-live_from"], name="edition_by_slug"),
            models.Index(fields=["public_id"], name="edition_by_public_id"),
            models.Index(fields=["live_from"], name="edition_by_start"),
            models.Index(fields=["live_until"], name="edition_by_end"),
        ]

    def get_absolute_url(self):
        return f"/news/{timezone.localtime(self.first_published_at).year}/{self.slug}/"

    @classmethod
    def sealed_fields(cls) -> list[str]:
        own = ("article_id", "number", "first_published_at", "updated_at", "change", "note", "body_html")
        return [*cls.content_fields(), *own, "source_id", "public_id"]

    @property
    def was_updated(self) -> bool:
        """Whether readers should notice a change since the story first appeared."""
        return self.updated_at > self.first_published_at

    @property
    def caption(self) -> str:
        return self.lead_caption or (self.lead_photo.caption if self.lead_photo else "")


class EditionCredit(Credit):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="credits")
