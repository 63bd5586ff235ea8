"""What is known of somebody at work on a story: text kept aside, which form became a story, and that they are there."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from newsroom.models.article import Article


class EditBuffer(models.Model):
    """Text that was typed into the form of a story and is not saved yet.

    It belongs to whoever typed it, nobody else sees it, and it is never a revision. `token` names the page it was
    typed on, so that two tabs do not write over each other; a story that is not saved yet has no `article`.
    """

    MOST = 2_000_000  # characters of one payload

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    token = models.CharField(max_length=32)
    # The form as the browser would send it: {name: [value, …]}. It has the story's version that it was typed over.
    payload = models.JSONField()
    saved_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)  # first shown to its owner as it stands

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="edit_buffer_once_a_page")]

    def __str__(self):
        return f"{self.headline} ({timezone.localtime(self.saved_at):%Y-%m-%d %H:%M})"

    @property
    def headline(self) -> str:
        return " ".join((self.payload.get("headline") or [""])[0].split())


class SavedForm(models.Model):
    """That the form of a new story, which `token` names, has become one: a button pressed twice makes no second."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=32)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="form_saved_once")]

    def __str__(self):
        return self.token


class PresenceQuerySet(models.QuerySet):
    def of_others(self, article_id: int, user_id: int):
        """Those who have the story open now, besides the user, who was there last first."""
        since = timezone.now() - Presence.GONE_AFTER
        others = self.filter(article=article_id, seen_at__gt=since).exclude(user=user_id)
        return others.select_related("user").order_by("-seen_at")

    def note(self, article_id: int, user_id: int, *, changed_at=None) -> None:
        """Write down that the user has the story open, and when they last typed; one short statement as a rule."""
        now = timezone.now()
        values = {"seen_at": now} | ({"changed_at": changed_at} if changed_at else {})
        if self.filter(article=article_id, user=user_id).update(**values):
            return
        self.filter(seen_at__lt=now - timedelta(days=1)).delete()
        row = Presence(article_id=article_id, user_id=user_id, **values)
        self.bulk_create([row], ignore_conflicts=True)


class Presence(models.Model):
    """That somebody has the form of a story open. Kept out of the story's own row, since it is written every moment."""

    GONE_AFTER = timedelta(seconds=45)  # three pulses of a browser that is still there

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField(null=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="presence_once")]

    def __str__(self):
        return f"{self.user} at {timezone.localtime(self.seen_at):%H:%M}"
