import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from newsroom.models.article import Article
from newsroom.models.edition import Edition
from newsroom.models.revision import Revision
from newsroom.models.withdrawal import Withdrawal


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class ShareLinkQuerySet(models.QuerySet):
    def usable(self, at=None):
        """Links that open now: not revoked, not expired, and of a story that was neither published nor withdrawn since.

        That is asked of the clock, so that a link to a scheduled story ends at the moment at which readers see it.
        """
        at = at or timezone.now()
        return self.filter(revoked_at=None, expires_at__gt=at).exclude(self.published(at)).exclude(self.withdrawn(at))

    @staticmethod
    def published(at):
        return Exists(
            Edition.objects.filter(article=OuterRef("article"), live_from__gt=OuterRef("created_at"), live_from__lte=at)
        )

    @staticmethod
    def withdrawn(at):
        return Exists(
            Withdrawal.objects.filter(edition__article=OuterRef("article"), at__gt=OuterRef("created_at"), at__lte=at)
        )

    def with_token(self, token: str):
        return self.filter(token_sha256=digest(token))


class ShareLink(models.Model):
    """Shows one revision of a story, before readers see it, to whoever has the link. The token itself is not kept."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="share_links")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="share_links")
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    given_to = models.CharField(
        "for whom",
        max_length=100,
        blank=True,
        help_text="So that you know later whose link this was: “Li Na, the company’s press office”.",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_by_name = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    uses = models.PositiveIntegerField(default=0, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"link {self.pk}"

    def new_token(self) -> str:
        """Give the link a token that opens it; nobody can read it again afterwards."""
        token = secrets.token_urlsafe(32)
        self.token_sha256 = digest(token)
        return token
