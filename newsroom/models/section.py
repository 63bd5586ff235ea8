from django.db import models

from companies.models.tag import address_part, free_slug


class Section(models.Model):
    """The one shelf a story stands on: News, Enterprises, Policy, People …"""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(
        "address",
        max_length=60,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text="Part of the section’s address.",
    )
    description = models.CharField(max_length=300, blank=True, help_text="One sentence under the section’s heading.")
    order = models.PositiveSmallIntegerField(default=0, help_text="The lowest number stands first in the menu.")

    class Meta:
        ordering = ["order", "name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = free_slug(Section, address_part(self.name, fallback="section"), max_length=60, pk=self.pk)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return f"/sections/{self.slug}/"
