import hashlib
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from companies import pictures


def _share():
    return [MinValueValidator(0), MaxValueValidator(1)]


def _folder(photo, name: str) -> str:
    # 256 folders keep each short.
    return f"photos/{name[:2]}/{name}"


class PhotoQuerySet(models.QuerySet):
    def without_alt_text(self):
        """Photos that a screen reader would pass over in silence though they are not meant to be silent."""
        return self.filter(alt_text="", is_decorative=False)

    def with_digest_of(self, data: bytes):
        """The photo that was made from exactly this upload."""
        return self.filter(digest=hashlib.sha256(data).hexdigest())


class Photo(models.Model):
    """A picture in the library. The file and its renditions are made once, by companies.pictures, and never change."""

    # Not an ImageField: its check would let Pillow open every format it knows; companies.pictures looks instead.
    file = models.FileField("picture", upload_to=_folder, max_length=200, unique=True)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt_text = models.CharField(
        max_length=300,
        blank=True,
        help_text="What one would say of the picture on the telephone. Required before a story with it is published.",
    )
    is_decorative = models.BooleanField(
        "decorative", default=False, help_text="The picture says nothing that the text does not; readers hear nothing."
    )
    caption = models.CharField(
        max_length=500, blank=True, help_text="Shown under the picture unless a story has its own."
    )
    credit = models.CharField(
        max_length=200, blank=True, help_text="As printed, for example “Photo: Li Na / Park News”."
    )
    licence = models.CharField(max_length=200, blank=True, help_text="Whoever may use it, and until when.")
    focal_x = models.FloatField("focal point, from the left", default=0.5, validators=_share())
    focal_y = models.FloatField("focal point, from the top", default=0.5, validators=_share())
    renditions = models.JSONField(
        default=list, editable=False, help_text="Smaller copies, narrowest first: [{name, width, height}]."
    )
    digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__range=(0, 1), focal_y__range=(0, 1)), name="photo_focal_point_inside"
            ),
        ]

    def __str__(self):
        return self.alt_text or self.caption or PurePosixPath(self.file.name).name

    def save(self, *args, **kwargs):
        """Stores an upload as its own encoding with its copies; raises PictureRefused for what is no picture."""
        if picture := self._read_upload():
            stem = pictures.new_stem()
            storage, folder = self.file.storage, f"photos/{stem[:2]}"
            self.renditions = [
                {
                    "name": storage.save(f"{folder}/{stem}-{copy.width}.{copy.suffix}", ContentFile(copy.data)),
                    "width": copy.width,
                    "height": copy.height,
                }
                for copy in picture.copies
            ]
            self.file.save(f"{stem}.{picture.main.suffix}", ContentFile(picture.main.data), save=False)
            self.width, self.height = picture.main.width, picture.main.height
            self._upload = None
        super().save(*args, **kwargs)

    def clean(self):
        try:
            self._read_upload()
        except pictures.PictureRefused as refusal:
            raise ValidationError({"file": str(refusal)}) from refusal

    def _read_upload(self) -> pictures.Picture | None:
        """The file as it came from outside, read once; None where the stored one is unchanged."""
        if not self.file or self.file._committed:
            return None
        if getattr(self, "_upload", None) is None:
            self.file.seek(0)
            data = self.file.read(pictures.LARGEST_FILE + 1)
            self._upload = pictures.read(data)
            self.digest = hashlib.sha256(data).hexdigest()
        return self._upload

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def srcset(self) -> str:
        """The renditions and the picture itself as an img element's srcset."""
        storage = self.file.storage
        parts = [f"{storage.url(r['name'])} {r['width']}w" for r in self.renditions]
        return ", ".join([*parts, f"{self.file.url} {self.width}w"])

    @property
    def small(self) -> dict:
        """The rendition for a card: {url, width, height}; the picture itself where there is none."""
        for rendition in self.renditions:
            if rendition["width"] >= 480:
                return {**rendition, "url": self.file.storage.url(rendition["name"])}
        return {"url": self.file.url, "width": self.width, "height": self.height}
