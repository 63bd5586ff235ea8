"""Importing this module puts every screen of the newsroom on the admin site."""

from newsroom.desk.admin import (
    accounts,
    attachments,
    deliveries,
    editions,
    history,
    import_runs,
    merging,
    photos,
    reference,
    slots,
    stories,
    tags,
)
from newsroom.desk.admin.tagging import desk as tagging
from newsroom.desk.admin.tagging import near_ones

__all__ = [
    "accounts",
    "attachments",
    "deliveries",
    "editions",
    "history",
    "import_runs",
    "merging",
    "near_ones",
    "photos",
    "reference",
    "slots",
    "stories",
    "tagging",
    "tags",
]
