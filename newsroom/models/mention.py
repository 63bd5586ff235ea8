from django.conf import settings
from django.db import models
from django.db.models import Q

from companies.models import Tag
from newsroom.models.article import Article


class Place(models.Model):
    """A stretch of a story's text where a known name stands, and the sentence around it.

    `start` and `end` count characters of the plain text of `field`, the end exclusive: of the body, the words that
    newsroom.story_words gives for its HTML. `nth` tells apart the places where one sentence says one name twice.
    """

    class Field(models.TextChoices):
        HEADLINE = "headline", "headline"
        STANDFIRST = "standfirst", "standfirst"
        BODY = "body", "text"

    class Role(models.TextChoices):
        ABOUT = "about", "what the story is about"
        MENTIONED = "mentioned", "mentioned"

    field = models.CharField(max_length=10, choices=Field)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    surface = models.CharField(max_length=300)
    sentence = models.TextField()
    sentence_hash = models.CharField(max_length=16)
    nth = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(max_length=9, choices=Role, default=Role.MENTIONED)
    is_unlinked = models.BooleanField("no link in the text", default=False)

    class Meta:
        abstract = True

    def __str__(self):
        return self.surface

    @property
    def identity(self) -> tuple:
        """What makes this the same place when the text around it moves: it lasts until its sentence changes."""
        return self.field, self.sentence_hash, self.surface, self.nth


class MentionQuerySet(models.QuerySet):
    def suggested(self):
        """What nobody has decided yet."""
        return self.filter(status=Mention.Status.SUGGESTED)

    def confirmed(self):
        return self.filter(status=Mention.Status.CONFIRMED)

    def shown(self):
        """Suggestions that are shown open; the weak ones stay folded away until somebody asks for them."""
        return self.suggested().exclude(tier=Mention.Tier.WEAK)

    def in_order(self):
        """As one reads the story."""
        place = models.Case(
            *(models.When(field=name, then=at) for at, name in enumerate(Place.Field.values)), default=9
        )
        return self.order_by("article", place, "start", "pk")


class Mention(Place):
    """A place in a working copy where the matcher reads the name of a company or person, and what people said to it.

    Stale is a place that somebody had decided and whose sentence has gone; `former_status` keeps what they said, and
    holds again when the sentence comes back. No mention tags a story: only a decision does (newsroom.desk.tagging).
    """

    class Tier(models.TextChoices):
        SURE = "sure", "sure"
        LIKELY = "likely", "likely"
        WEAK = "weak", "weak"

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "suggested"
        CONFIRMED = "confirmed", "confirmed"
        REJECTED = "rejected", "rejected"
        STALE = "stale", "no longer in the text"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="mentions")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="mentions")
    name = models.CharField("name used", max_length=300)
    tier = models.CharField(max_length=6, choices=Tier)
    score = models.FloatField()
    reasons = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.SUGGESTED)
    former_status = models.CharField(max_length=9, choices=Status, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    matcher = models.CharField("matcher’s version", max_length=20)
    # Somebody has it before them until then; others are offered other mentions meanwhile.
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "tag", "field", "sentence_hash", "surface", "nth"], name="mention_once"
            ),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="mention_has_a_length"),
        ]
        indexes = [
            # With the status at the end, though it is always the same: else SQLite looks each row up to be sure of it.
            models.Index(
                fields=["tag", "name", "tier", "article", "status"],
                condition=Q(status="suggested"),
                name="mention_waiting_by_name",
            ),
            models.Index(
                fields=["article", "tier", "tag", "status"],
                condition=Q(status="suggested"),
                name="mention_waiting_by_story",
            ),
            models.Index(fields=["tag", "status", "article"], name="mention_by_tag"),
        ]
