import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from companies.models import Tag
from newsroom.models.content import Content
from newsroom.models.credit import Credit

_STORIES = uuid.UUID("5c0c33b0-2b5d-4f0e-9b1e-6a5b1f6f2d11")  # drawn once; another would rename every story


class Stage(models.TextChoices):
    """Where the working copy stands. Whether readers see an edition of the story is another question."""

    DRAFT = "draft", "draft"
    IN_REVIEW = "in_review", "in review"
    APPROVED = "approved", "approved"
    SCHEDULED = "scheduled", "scheduled"
    PUBLISHED = "published", "published"
    WITHDRAWN = "withdrawn", "withdrawn"

    @property
    def after_is(self) -> str:
        """How a sentence goes on after “it is”: “a draft”, “in review”."""
        return "a draft" if self == Stage.DRAFT else self.label


def new_source_id() -> str:
    """A name for a story that stays with it through exports and moves to another database."""
    return uuid.uuid4().hex


def public_id_of(source: str, source_id: str) -> str:
    """The name of a story for readers' machines, 32 hexadecimal digits: feeds, ninjs and its social card bear it.

    Made of what an export takes along and nothing ever changes, so it stands in whatever database the story moves to.
    """
    return uuid.uuid5(_STORIES, f"{source}\n{source_id}").hex


def _person():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )


class ArticleTag(ItemBase):
    content_object = models.ForeignKey("newsroom.Article", on_delete=models.CASCADE, related_name="tag_items")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="article_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="article_tag_once")]


class ArticleQuerySet(models.QuerySet):
    def scheduled(self):
        """Stories with an edition that is yet to appear."""
        return self.filter(stage=Stage.SCHEDULED, scheduled_for__gt=timezone.now())

    def from_source(self, source: str, ids):
        """Stories that an earlier import brought in under these ids."""
        return self.filter(source=source, source_id__in=list(ids))


class Article(Content):
    """The desk's working copy of a story: the one row that editors edit.

    Only newsroom.desk.workflow changes `stage` and `version`; readers never see this table.
    """

    stage = models.CharField(max_length=9, choices=Stage, default=Stage.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    scheduled_for = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)  # the number of the newest one
    approved_revision = models.PositiveIntegerField(null=True, blank=True, editable=False)
    backdated_to = models.DateTimeField(
        "first appeared",
        null=True,
        blank=True,
        help_text="Only for a story that appeared elsewhere before it came here. Empty: the moment of publishing.",
    )
    backdated_update = models.DateTimeField(
        "updated there", null=True, blank=True, help_text="Its last update at the place where it appeared before."
    )
    embargoed_until = models.DateTimeField(
        null=True, blank=True, help_text="Publishing is refused before this moment (office time)."
    )
    planned_for = models.DateField(
        null=True,
        blank=True,
        db_index=True,
        help_text="The day on which colleagues may expect it, for the calendar. It publishes nothing.",
    )
    editor_note = models.TextField("note for colleagues", blank=True, help_text="Never shown to readers.")
    tags = TaggableManager(through=ArticleTag, blank=True, related_name="articles_about")

    # Where an import found the story, empty for our own; a second import of the same file finds it again by these.
    source = models.CharField(max_length=60, blank=True, editable=False)
    source_id = models.CharField(max_length=200, default=new_source_id, editable=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    source_revision = models.PositiveIntegerField(null=True, blank=True, editable=False)

    words = models.PositiveIntegerField(default=0, editable=False)  # of the text, a Han character counting as one

    # An emergency publication stays flagged until somebody else has looked at it.
    needs_sign_off = models.BooleanField(default=False, editable=False)
    created_by = _person()
    edited_by = _person()
    submitted_by = _person()
    emergency_by = _person()
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        ordering = ["-changed_at", "-pk"]
        permissions = [
            ("submit_article", "Can submit stories for review"),
            ("review_article", "Can return and approve what others wrote, and change it"),
            ("publish_article", "Can publish, schedule and unschedule approved stories"),
            ("correct_article", "Can publish corrections that readers are told of"),
            ("withdraw_article", "Can withdraw and reinstate stories"),
            ("emergency_article", "Can publish without a review, to be signed off by somebody else"),
            ("share_article", "Can show unpublished stories by link to people without an account"),
            ("tag_article", "Can change the companies, people and topics of any story"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="article_slug_once"),
            models.UniqueConstraint(fields=["source", "source_id"], name="article_once_per_source"),
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="article_stage_known"),
            models.CheckConstraint(
                condition=~models.Q(stage=Stage.SCHEDULED) | models.Q(scheduled_for__isnull=False),
                name="article_scheduled_has_a_time",
            ),
            # Approval is of a revision: whatever changes the text has to void it.
            models.CheckConstraint(
                condition=~models.Q(stage__in=[Stage.APPROVED, Stage.SCHEDULED])
                | models.Q(approved_revision=models.F("revision")),
                name="article_approved_as_it_stands",
            ),
        ]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="article_by_change"),
            models.Index(fields=["stage", "-changed_at"], name="article_by_stage"),
            # For the desk's list, which is ordered by change and narrowed down by these.
            models.Index(fields=["section", "-changed_at", "-id"], name="article_by_section"),
            models.Index(fields=["language", "-changed_at", "-id"], name="article_by_language"),
            models.Index(fields=["-changed_at"], condition=models.Q(needs_sign_off=True), name="article_to_sign_off"),
        ]

    @property
    def public_id(self) -> str:
        return public_id_of(self.source, self.source_id)

    @property
    def is_due(self) -> bool:
        """Scheduled, and the moment has come: readers see the edition though the row still says scheduled."""
        return self.stage == Stage.SCHEDULED and self.scheduled_for <= timezone.now()

    @property
    def is_locked(self) -> bool:
        """A scheduled story is not edited under the feet of the one who scheduled it."""
        return self.stage == Stage.SCHEDULED and not self.is_due


class ArticleCredit(Credit):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="credits")
