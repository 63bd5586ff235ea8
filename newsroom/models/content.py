from django.db import models

from companies.models import Photo
from companies.text import web_address
from newsroom.models.section import Section


class Content(models.Model):
    """What a story says: the fields that the desk's Article and the readers' Edition share."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        SIMPLIFIED = "zh-Hans", "Chinese, simplified"
        TRADITIONAL = "zh-Hant", "Chinese, traditional"

    class Kind(models.TextChoices):
        NEWS = "news", "news"
        PRESS_RELEASE = "press_release", "press release"
        FEATURE = "feature", "feature"
        NOTICE = "notice", "notice"
        EVENT = "event", "event note"

    headline = models.CharField(max_length=300, help_text="Up to about 90 characters reads best in lists and search.")
    standfirst = models.TextField(
        blank=True, help_text="One or two sentences under the headline, also shown in lists, feeds and search results."
    )
    body = models.TextField(
        blank=True,
        help_text="Paragraphs divided by an empty line, or HTML. A related-story line is "
        '<p class="related">its headline</p>.',
    )
    language = models.CharField(max_length=7, choices=Language, default=Language.ENGLISH)
    kind = models.CharField(max_length=13, choices=Kind, default=Kind.NEWS)
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss")
    dateline = models.CharField(max_length=100, blank=True, help_text="The place the story is filed from: “Beijing”.")
    lead_photo = models.ForeignKey(
        Photo, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss_led"
    )
    lead_caption = models.CharField(
        max_length=500, blank=True, help_text="Under the lead picture in this story; empty: the picture’s own caption."
    )
    slug = models.SlugField(
        "address",
        max_length=120,
        allow_unicode=True,
        blank=True,
        help_text="The last part of the story’s address. An address that readers have seen keeps working.",
    )
    attachments = models.JSONField(
        default=list,
        blank=True,
        help_text="Documents for readers to take away: a report, a form, a table. Search the library by title.",
    )  # as Attachment.as_carried says of each, in the order in which readers see them
    contact = models.TextField(
        "press contact",
        blank=True,
        help_text="Whom a journalist calls about this story: name, telephone, mail. Empty: the press office.",
    )
    ai_note = models.CharField(
        "use of AI",
        max_length=300,
        blank=True,
        help_text="What a machine wrote, translated or drew here, and who looked it over. Readers see it under the "
        "story; empty where no machine had a part in it.",
    )
    # What older revisions lack counts as false, so it says what is unusual.
    names_unlinked = models.BooleanField(
        "no links at names",
        default=False,
        help_text="The companies and people named in the text lead nowhere. For a single name: “no link in the text” "
        "at its suggestion.",
    )
    seo_title = models.CharField("title for search engines", max_length=120, blank=True)
    seo_description = models.CharField("description for search engines", max_length=300, blank=True)
    source_url = models.URLField(
        "first published at", max_length=500, blank=True, help_text="Where the story stood before it came here."
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.headline or "No headline yet"

    @property
    def first_published_at_address(self) -> str:
        """`source_url` for whatever shows it: empty where what is stored is no address of the web."""
        return web_address(self.source_url)

    @classmethod
    def content_fields(cls) -> list[str]:
        """The attribute names of the fields declared here, foreign keys as their ids: what publishing copies."""
        return [field.attname for field in Content._meta.local_fields]
