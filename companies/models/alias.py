from django.db import models


class Alias(models.Model):
    """Another name that a company or a person goes by, and how strictly a text must spell it."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        SIMPLIFIED = "zh-Hans", "Chinese, simplified"
        TRADITIONAL = "zh-Hant", "Chinese, traditional"
        PINYIN = "pinyin", "Pinyin"

    class Kind(models.TextChoices):
        OFFICIAL = "official", "official name"
        SHORT = "short", "short name"
        FORMER = "former", "former name"
        ACRONYM = "acronym", "acronym"
        BRAND = "brand", "brand or product"
        PINYIN = "pinyin", "pinyin"
        MISSPELLING = "misspelling", "common misspelling"

    class Match(models.TextChoices):
        EXACT = "exact", "exactly as written"
        ANY = "any", "in capital or small letters"
        AFTER_FULL = "after_full", "only after the full name"
        NEVER = "never", "never"

    text = models.CharField("name", max_length=200)
    language = models.CharField(max_length=7, choices=Language, default=Language.ENGLISH)
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.SHORT)
    match = models.CharField(
        "counts in a text",
        max_length=10,
        choices=Match,
        default=Match.EXACT,
        help_text="When the name stands in a story.",
    )

    class Meta:
        abstract = True
        ordering = ["kind", "text"]
        verbose_name_plural = "aliases"

    def __str__(self):
        return self.text


class CompanyAlias(Alias):
    company = models.ForeignKey("companies.Company", on_delete=models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        constraints = [
            models.UniqueConstraint(fields=["company", "text", "language"], name="company_alias_once"),
        ]
