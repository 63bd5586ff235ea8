"""Media on this machine's disk, where a file is whole or is not there, and stays when it was told stored."""

import os
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class DiskMedia(FileSystemStorage):
    """Django's own, with two things mended.

    It leaves behind what it had written of a file when the disk was full or failed. And it waits for no disk: a row of
    the database that names a picture would be there after a power cut, and the picture be empty.
    """

    def _save(self, name, content):
        was_there = self.exists(name)
        try:
            stored = super()._save(name, content)
            self._bring_to_disk(stored)
        except OSError:
            if not was_there:
                with suppress(OSError):
                    self.delete(name)
            raise
        return stored

    def _bring_to_disk(self, name: str) -> None:
        """The file, its name in the folder, and the folders' names, which may be new as well."""
        path, top = Path(self.path(name)), Path(self.location)
        for place in (path, *path.parents):
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
            if place == top:
                break
