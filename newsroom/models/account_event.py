from django.conf import settings
from django.db import models


class AccountEvent(models.Model):
    """What happened at the door: who signed in or failed to, whose role changed, who took a list away.

    Rows are only added. They name the account as it was called then, so they outlive it.
    """

    class Verb(models.TextChoices):
        SIGNED_IN = "signed in", "signed in"
        FAILED = "failed", "sign-in failed"
        HELD_OFF = "held off", "held off after many failures"
        SIGNED_OUT = "signed out", "signed out"
        SESSIONS_ENDED = "sessions ended", "sessions ended"
        PASSWORD_CHANGED = "password changed", "password changed"  # noqa: S105  a word, not a secret
        PASSWORD_ASKED = "password asked", "password reset asked for"  # noqa: S105
        FACTOR_ADDED = "factor added", "second factor added"
        FACTOR_REMOVED = "factor removed", "second factor removed"
        FACTOR_FAILED = "factor failed", "second factor failed"
        ACCOUNT_CHANGED = "account changed", "account or roles changed"
        EXPORTED = "exported", "list exported"

    verb = models.CharField(max_length=20, choices=Verb)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    account_name = models.CharField(max_length=150, blank=True, help_text="As typed, where no account has that name.")
    actor_name = models.CharField(max_length=150, blank=True, help_text="Who did it, where it was somebody else.")
    address = models.GenericIPAddressField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at"], name="account_event_newest"),
            models.Index(fields=["account", "-at"], name="account_event_by_account"),
        ]

    def __str__(self):
        return f"{self.account_name}: {self.get_verb_display()}"
