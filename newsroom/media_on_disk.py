"""Media on this machine's disk, where a file is whole or is not there."""

from contextlib import suppress

from django.core.files.storage import FileSystemStorage


class DiskMedia(FileSystemStorage):
    """Django's own, which leaves behind what it had written of a file when the disk was full or failed."""

    def _save(self, name, content):
        was_there = self.exists(name)
        try:
            return super()._save(name, content)
        except OSError:
            if not was_there:
                with suppress(OSError):
                    self.delete(name)
            raise
