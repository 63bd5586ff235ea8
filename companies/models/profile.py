from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Substr, Upper

from companies.models.photo import Photo
from companies.models.tag import Tag, address_part, free_slug, tag_key


class ProfileQuerySet(models.QuerySet):
    def listed(self):
        """Profiles that have a page of their own for readers."""
        return self.filter(is_listed=True)

    def matching(self, text: str):
        """Profiles that go by `text`, as name, Chinese name or alias, in capital or small letters."""
        return self.filter(
            models.Q(name__iexact=text) | models.Q(chinese_name=text) | models.Q(aliases__text__iexact=text)
        ).distinct()


class Profile(models.Model):
    """What a company and a person share: a page of their own, and the tag by which stories are about them."""

    tag = models.OneToOneField(Tag, on_delete=models.PROTECT, editable=False, related_name="%(class)s")
    name = models.CharField(max_length=200)
    initial = models.GeneratedField(
        expression=Upper(Substr("name", 1, 1)),
        output_field=models.CharField(max_length=4),
        db_persist=True,
        editable=False,
    )
    chinese_name = models.CharField("Chinese name", max_length=100, blank=True)
    slug = models.SlugField(
        "address",
        max_length=200,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text="The last part of the page’s address. The old address keeps working when it changes.",
    )
    summary = models.CharField(max_length=300, blank=True, help_text="One sentence for lists and search results.")
    body = models.TextField("description", blank=True, help_text="Paragraphs divided by an empty line, or HTML.")
    picture = models.ForeignKey(
        Photo, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)s_profiles"
    )
    is_listed = models.BooleanField(
        "listed", default=True, help_text="Has a public page. Stories keep their tag either way."
    )
    facts_as_of = models.DateField(
        "facts as of", null=True, blank=True, help_text="When somebody last looked whether all this is still so."
    )
    facts_source = models.CharField(
        "source of the facts", max_length=300, blank=True, help_text="Where they were taken from, for readers."
    )
    press_name = models.CharField("press contact", max_length=200, blank=True, help_text="Whom journalists ask for.")
    press_email = models.EmailField("press e-mail", blank=True, help_text="Readers see it.")
    press_phone = models.CharField("press telephone", max_length=60, blank=True, help_text="Readers see it.")
    external_id = models.CharField(
        max_length=200, null=True, blank=True, unique=True, help_text="Its number in the register it was imported from."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name", "pk"]

    def __str__(self):
        return f"{self.name} {self.chinese_name}".strip() if self.chinese_name != self.name else self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            fallback = type(self)._meta.model_name
            self.slug = free_slug(type(self), address_part(self.name, fallback=fallback), max_length=200, pk=self.pk)
        if self.tag_id is None:
            self.tag = self._claim_tag()
        self.external_id = self.external_id or None
        super().save(*args, **kwargs)

    def clean(self):
        if not tag_key(self.name):
            raise ValidationError({"name": "A name needs at least one letter."})

    @property
    def path(self) -> str:
        return self.get_absolute_url()

    def _claim_tag(self) -> Tag:
        """The topic of this name, now claimed; a new tag, with a number behind it, where a namesake has that one."""
        tag = Tag.objects.with_profiles().named(self.name)
        if tag is None:
            return Tag.objects.create(name=self.name)
        if tag.profile is None:
            return tag
        number = 2
        while Tag.objects.named(f"{self.name} ({number})"):
            number += 1
        return Tag.objects.create(name=f"{self.name} ({number})")
