"""Static files under names that say what is in them, so that browsers may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Every page names ten files. Each name is put together once: a running process never sees other ones."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._urls: dict[str, str] = {}

    def url(self, name, force=False):
        if name not in self._urls:
            self._urls[name] = super().url(name, force)
        return self._urls[name]
