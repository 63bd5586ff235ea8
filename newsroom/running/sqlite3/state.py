"""What is wrong with the file of SQLite although it answers: who has it open reads on in what is there no more."""

import os
from pathlib import Path

_GONE = (
    "Its file is not there any more: it was moved or deleted under the running server, which reads on in the one that "
    "it has open. Put it back, or stop the server and restore."
)
_SHUT = "It takes no changes: its file or the folder of that cannot be written by this user."
_NO_LOG = (
    "Its write-ahead log was deleted under the running server, and what is saved since is lost with the last worker. "
    "Copy the newest texts out of the desk before you stop it."
)


def wrong(connection) -> str:
    """A sentence; empty where nothing is."""
    file = Path(connection.settings_dict["NAME"])
    if connection.is_in_memory_db():
        return ""
    if not file.exists():
        return _GONE
    if not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        return _SHUT
    with connection.cursor() as cursor:
        has_log = cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    return _NO_LOG if has_log and not file.with_name(f"{file.name}-wal").exists() else ""
