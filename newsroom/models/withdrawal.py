from django.db import models

from newsroom.models.edition import Edition


class Withdrawal(models.Model):
    """Why an edition was taken back, for the readers who come to its address."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField(help_text="Shown to readers who come to the address.")
    is_gone = models.BooleanField(
        "gone entirely", default=False, help_text="The address answers 410 Gone and names neither headline nor reason."
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["at"], name="withdrawal_by_moment")]

    def __str__(self):
        return f"Withdrawal of “{self.edition}”"
