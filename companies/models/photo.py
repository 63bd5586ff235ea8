import hashlib
from contextlib import suppress
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

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
    # After the copies come the cuts around the focal point, which have `cut` and `focus` as well.
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
        """Stores an upload as its own encoding with its renditions; raises PictureRefused for what is no picture.

        Where the focal point has moved, the cuts are made anew under new names, so that no cache shows the old ones.
        """
        if picture := self._read_upload():
            stem = pictures.new_stem()
            self.file.save(f"{stem}.{picture.main.suffix}", ContentFile(picture.main.data), save=False)
            self.width, self.height = picture.main.width, picture.main.height
            self.credit = self.credit or picture.credit
            try:
                self.renditions = self._store(picture.copies, picture.cuts)
            except OSError:
                self.file.storage.delete(self.file.name)
                raise
            self._upload = None
        elif any(entry["focus"] != self.focus for entry in self.renditions if "cut" in entry):
            self._cut_again()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "renditions"}
        super().save(*args, **kwargs)

    def make_renditions(self, *, anew: bool = False) -> bool:
        """Make what is missing of the renditions, or all of them anew; whether there was anything to make.

        Raises OSError where the picture itself is gone, and PictureRefused where it is broken.
        """
        storage = self.file.storage
        if not anew and self.has_all_renditions and all(storage.exists(entry["name"]) for entry in self.renditions):
            return False
        with storage.open(self.file.name) as file:
            image = pictures.open_again(file.read())
        before = self.renditions
        self.renditions = self._store(
            pictures.copies(image), pictures.cuts(image, (self.focal_x, self.focal_y), self.credit)
        )
        self.save(update_fields=["renditions"])
        self._forget(before)
        return True

    @property
    def has_all_renditions(self) -> bool:
        """Whether the list names every copy and cut that is made of a picture of this size today."""
        widths = [entry["width"] for entry in self.renditions if "cut" not in entry]
        cuts = {entry["cut"] for entry in self.renditions if entry.get("focus") == self.focus}
        largest = {
            name
            for name, (width, height) in pictures.CUTS.items()
            if width * height * min(1, self.width / width, self.height / height) ** 2 >= pictures.SMALLEST_CUT
        }
        return widths == [width for width in pictures.WIDTHS if width < self.width] and cuts >= largest

    def _cut_again(self) -> None:
        storage = self.file.storage
        try:
            with storage.open(self.file.name) as file:
                image = pictures.open_again(file.read())
        except (OSError, pictures.PictureRefused):
            return  # the cuts stay as they were; whoever rebuilds is told what is wrong
        before = [entry for entry in self.renditions if "cut" in entry]
        made = self._store([], pictures.cuts(image, (self.focal_x, self.focal_y), self.credit))
        self.renditions = [entry for entry in self.renditions if "cut" not in entry] + made
        transaction.on_commit(lambda: self._forget(before), robust=True)

    def _store(self, copies, cuts) -> list[dict]:
        """Store the files beside the picture, and say what there is of them: all of them, or none that is new."""
        path = PurePosixPath(self.file.name)
        before = {entry["name"] for entry in self.renditions}
        made = []
        try:
            for copy in copies:
                name = self._replace(path.with_name(f"{path.stem}-{copy.width}.{copy.suffix}"), copy.data)
                made.append({"name": name, "width": copy.width, "height": copy.height})
            for cut, file in cuts.items():
                name = path.with_name(f"{path.stem}-{file.width}x{file.height}-{self.focus}.{file.suffix}")
                entry = {"name": self._replace(name, file.data), "width": file.width, "height": file.height}
                made.append(entry | {"cut": cut, "focus": self.focus})
        except OSError:  # the disk is full, say, and would stay so with what nobody will ever ask for
            for entry in made:
                if entry["name"] not in before:
                    self.file.storage.delete(entry["name"])
            raise
        return made

    def _replace(self, name: PurePosixPath, data: bytes) -> str:
        """Store it under that name; what stood there comes back where the disk does not take the new one."""
        storage, name = self.file.storage, str(name)
        stood = self._stored(name) if any(entry["name"] == name for entry in self.renditions) else None
        if stood == data:
            return name
        storage.delete(name)
        try:
            return storage.save(name, ContentFile(data))
        except OSError:
            if stood:
                with suppress(OSError):
                    storage.save(name, ContentFile(stood))
            raise

    def _stored(self, name: str) -> bytes | None:
        try:
            with self.file.storage.open(name) as file:
                return file.read()
        except OSError:  # lost, or not to be read any more
            return None

    def _forget(self, before: list[dict]) -> None:
        """Delete the files of renditions that there are no more."""
        kept = {entry["name"] for entry in self.renditions}
        for entry in before:
            if entry["name"] not in kept:
                self.file.storage.delete(entry["name"])

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
            found = getattr(self.file.file, "found", None) or self._found_in(self.file, (self.focal_x, self.focal_y))
            if isinstance(found, pictures.PictureRefused):
                raise found
            self._upload, self.digest = found
        return self._upload

    @classmethod
    def look_through(cls, upload) -> None:
        """Read an upload before it comes with its form, and let it carry what was found: that takes seconds, for which
        the transaction of the form would keep everybody else from writing. A form that brings a file asks for no focal
        point yet, so it is cut around its middle.
        """
        upload.found = cls._found_in(upload, (0.5, 0.5))

    @staticmethod
    def _found_in(file, focus: tuple[float, float]) -> "tuple[pictures.Picture, str] | pictures.PictureRefused":
        """The picture and the digest of its file, or why it is none that we take."""
        file.seek(0)
        data = file.read(pictures.LARGEST_FILE + 1)
        try:
            return pictures.read(data, focus), hashlib.sha256(data).hexdigest()
        except pictures.PictureRefused as refusal:
            return refusal

    @property
    def focus(self) -> str:
        """The focal point in hundredths, as the names of cuts have it."""
        return f"{round(self.focal_x * 100)}x{round(self.focal_y * 100)}"

    @property
    def focus_class(self) -> str:
        """The classes that keep the focal point in sight where a page cuts the picture; empty for the middle."""
        x, y = round(self.focal_x * 10), round(self.focal_y * 10)
        return "" if (x, y) == (5, 5) else f"fx{x} fy{y}"

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def copies(self) -> list[dict]:
        """The smaller copies of the whole picture, narrowest first, each with its address."""
        return [self._with_url(entry) for entry in self.renditions if "cut" not in entry]

    @property
    def srcset(self) -> str:
        """The copies as an img element's srcset; the picture itself stands in where there are none."""
        parts = [f"{copy['url']} {copy['width']}w" for copy in self.copies]
        # The picture itself is a JPEG or PNG of several times the weight, so only those who gain by it are offered it.
        if not parts or self.width > 1.25 * pictures.WIDTHS[-1]:
            parts.append(f"{self.file.url} {self.width}w")
        return ", ".join(parts)

    @property
    def small(self) -> dict:
        """The copy for a card: {url, width, height}; the picture itself where there is none."""
        return self._copy_from(480)

    @property
    def thumb(self) -> dict:
        """The copy for a card on a narrow screen, where the picture stands small beside the text."""
        return self._copy_from(300)

    @property
    def tiny(self) -> dict:
        """The copy for a portrait beside a name."""
        return self._copy_from(150)

    @property
    def social(self) -> dict:
        """The cut that other sites show beside a link to us; the picture itself where there is none."""
        return self.cut("social") or self._itself()

    def cut(self, name: str) -> dict | None:
        return next((self._with_url(entry) for entry in self.renditions if entry.get("cut") == name), None)

    def _copy_from(self, width: int) -> dict:
        return next((copy for copy in self.copies if copy["width"] >= width), None) or self._itself()

    def _itself(self) -> dict:
        return {"url": self.file.url, "width": self.width, "height": self.height}

    def _with_url(self, entry: dict) -> dict:
        return {**entry, "url": self.file.storage.url(entry["name"])}
