"""Media in an S3-compatible store, for several machines that share no disk.

Readers never meet the store: the address of a picture is one of ours all the same, so that the gate in
newsroom.public.media decides about each, and the bucket needs no public access at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class StoreAway(OSError):
    """The store did not answer, or refused. What was asked of it was not done."""


@dataclass(frozen=True, slots=True)
class Stored:
    name: str
    size: int
    modified: datetime


class S3Media(S3Storage):
    """A folder of a bucket. `base_url` is where the site serves it; None where nobody may be served it."""

    def __init__(self, *, base_url: str | None = None, endpoint_url: str | None = None, **options):
        # With an endpoint of one's own, buckets are mostly no names of hosts. Requests have to wait for the answer,
        # so there is little time for one: an S3 in the same building takes milliseconds.
        style = "path" if endpoint_url else "auto"
        config = Config(
            s3={"addressing_style": style}, signature_version="s3v4",
            connect_timeout=3, read_timeout=20, retries={"max_attempts": 2},
            # Older stores know nothing of the checksums that boto sends unasked since 2025.
            request_checksum_calculation="when_required", response_checksum_validation="when_required",
        )  # fmt: skip
        super().__init__(
            endpoint_url=endpoint_url, client_config=config, default_acl=None, file_overwrite=False, **options
        )
        self.base_url = base_url

    def url(self, name, *args, **kwargs):
        if self.base_url is None:
            raise ValueError("This file is served to nobody.")
        return self.base_url + filepath_to_uri(name)

    def files(self) -> Iterator[Stored]:
        """Everything in the folder, in the order of the names."""
        prefix = f"{self.location.strip('/')}/"
        with _told():
            for entry in self.bucket.objects.filter(Prefix=prefix):
                if not entry.key.endswith("/"):
                    yield Stored(entry.key.removeprefix(prefix), entry.size, entry.last_modified)

    def _open(self, name, mode="rb"):
        with _told():
            file = super()._open(name, mode)
            if "r" in mode:
                file.file  # noqa: B018  fetched now, while a failure can still be told as one
            return file

    def _save(self, name, content):
        with _told():
            return super()._save(name, content)

    def delete(self, name):
        with _told():
            super().delete(name)

    def exists(self, name):
        with _told():
            return super().exists(name)

    def get_modified_time(self, name):
        with _told():
            try:
                return super().get_modified_time(name)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    raise FileNotFoundError(f"File does not exist: {name}") from error  # as of a disk
                raise


@contextmanager
def _told():
    """What the store's library raises, as the error of files that callers know."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StoreAway(f"The store of the media failed: {error}") from error
