import hashlib
import re
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models

from companies import pictures
from newsroom import documents
from newsroom.models.edition import Edition

FOLDER = "files"  # of the media, apart from the pictures
MOST = 20  # that a story may carry


def _place(attachment, name: str) -> str:
    return f"{FOLDER}/{name[:2]}/{name}"


class AttachmentQuerySet(models.QuerySet):
    def with_digest_of(self, data: bytes):
        """The attachment that was made from exactly this upload."""
        return self.filter(digest=hashlib.sha256(data).hexdigest())


class Attachment(models.Model):
    """A document in the library, for readers to take away. It comes in by newsroom.documents and never changes."""

    file = models.FileField(
        "document",
        upload_to=_place,
        max_length=200,
        unique=True,
        help_text="A PDF, or a Word, Excel, PowerPoint or OpenDocument file without macros and password. It goes out "
        "as it is, with its author’s name, comments and tracked changes, if it has such.",
    )
    title = models.CharField(
        max_length=200,
        blank=True,
        help_text="What readers see: “Annual report 2025”. Empty: the name of the file.",
    )
    kind = models.CharField(
        max_length=4, editable=False, choices=[(name, kind.label) for name, kind in documents.KINDS.items()]
    )
    size = models.PositiveIntegerField(editable=False)  # bytes
    digest = models.CharField(max_length=64, editable=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.title} ({self.kind})"

    def save(self, *args, **kwargs):
        """Stores an upload under a name that cannot be guessed; raises DocumentRefused for what is no document."""
        if document := self._read_upload():
            data, name = self._upload[1], PurePosixPath(self.file.name).stem
            self.title = self.title or " ".join(name.replace("_", " ").split())[:200] or "Document"
            self.kind, self.size, self.digest = document.kind, len(data), hashlib.sha256(data).hexdigest()
            self.file.save(f"{pictures.new_stem()}.{document.kind}", ContentFile(data), save=False)
            self._upload = None
        super().save(*args, **kwargs)

    def clean(self):
        try:
            self._read_upload()
        except documents.DocumentRefused as refusal:
            raise ValidationError({"file": str(refusal)}) from refusal

    def _read_upload(self) -> documents.Document | None:
        """The file as it came from outside, read once; None where the stored one is unchanged."""
        if not self.file or self.file._committed:
            return None
        if getattr(self, "_upload", None) is None:
            found = getattr(self.file.file, "found", None) or self._found_in(self.file)
            if isinstance(found, documents.DocumentRefused):
                raise found
            self._upload = found
        return self._upload[0]

    @classmethod
    def look_through(cls, upload) -> None:
        """As of a picture: before the transaction that it comes in."""
        upload.found = cls._found_in(upload)

    @staticmethod
    def _found_in(file) -> "tuple[documents.Document, bytes] | documents.DocumentRefused":
        file.seek(0)
        data = file.read(documents.LARGEST_FILE + 1)
        try:
            return documents.read(data), data
        except documents.DocumentRefused as refusal:
            return refusal

    @property
    def as_carried(self) -> dict:
        """What a story keeps of it: so that a later change here changes nothing that was approved or published."""
        return {"id": self.pk, "file": self.file.name, "title": self.title, "kind": self.kind, "size": self.size}


def described(carried: list[dict]) -> list[dict]:
    """What a story carries, as pages and formats say it: title, name of the kind, address, type, bytes."""
    return [
        {
            "title": each["title"],
            "label": documents.KINDS[each["kind"]].label,
            "type": documents.KINDS[each["kind"]].content_type,
            "url": f"{settings.MEDIA_URL}{each['file']}",
            "size": each["size"],
        }
        for each in carried
        if each["kind"] in documents.KINDS
    ]


def file_name(carried: dict) -> str:
    """What the document is called where somebody keeps it: its title, as far as every system takes that for a name."""
    words = re.sub(r'[\x00-\x1f\x7f"*/:<>?\\|\u202a-\u202e\u2066-\u2069]+', " ", carried["title"])
    return f"{' '.join(words.split())[:100].strip(' .') or 'document'}.{carried['kind']}"


class EditionAttachment(models.Model):
    """That an edition carries a document. What it says of it stands in the edition; this is for finding it by file."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="attachment_items")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="edition_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "attachment"], name="edition_attachment_once")]

    def __str__(self):
        return f"{self.attachment_id} in {self.edition_id}"
