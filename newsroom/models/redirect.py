from django.db import models


class Redirect(models.Model):
    """An old address and where it leads now. Addresses of stories need none: their past editions remember them."""

    old_path = models.CharField(max_length=500, unique=True, help_text="From the first slash on: /companies/old-name/")
    new_path = models.CharField(max_length=500, help_text="From the first slash on, or a whole address.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(old_path=models.F("new_path")), name="redirect_leads_elsewhere"),
        ]

    def __str__(self):
        return f"{self.old_path} → {self.new_path}"
