"""Puts a backup in the place of an empty site.

Every file is checked before anything is touched, and everything that was put back is compared with what the backup
says of itself. The site comes up with scheduled stories and mail held (newsroom.desk.holding), and with everybody
signed out.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from newsroom.backups import content, databases, files, store
from newsroom.backups.make import LATEST
from newsroom.backups.manifest import MANIFEST, BackupBroken, Manifest, checksums, verify
from newsroom.backups.unfinished import is_restoring, mark
from newsroom.desk import holding
from newsroom.models import Article


class RestoreRefused(Exception):
    """Nothing was put back. The message says why, and what to do."""


@dataclass(slots=True)
class Restored:
    manifest: Manifest
    folder: Path
    files: int
    held: list[Article]
    differences: list[str]  # what came out otherwise than the backup says; none, if all is well


def find(place: Path) -> Path:
    """The backup that is meant: the folder itself, or the last good one in it."""
    if (place / MANIFEST).is_file():
        return place
    if (place / LATEST / MANIFEST).is_file():
        return (place / LATEST).resolve()
    raise BackupBroken(f"{place} is no backup, and holds none that was finished.")


def restore(place: Path) -> Restored:
    folder = find(place)
    if not is_restoring():
        _require_empty()
    manifest = verify(folder)
    if manifest.engine != connection.vendor:
        here, there = _named(connection.vendor), _named(manifest.engine)
        raise RestoreRefused(
            f"This backup is of a site on {there}, and this one is set to {here}. Restore it with {there}, then move "
            "it with move_database."
        )
    is_same_program = _compare_programs(manifest)
    if connection.vendor == "sqlite":
        databases.look_over(folder / databases.NAMES["sqlite"], manifest.tables)
    files.write(mark(), f"{folder}\n")
    number = _put_media(folder, checksums(folder, manifest))
    _put_database(folder)
    strange = databases.take_out_triggers() if connection.vendor == "sqlite" else []
    # An older program had other tables; there the checksum of the file has to do.
    differences = content.differences(manifest.tables, content.figures()) if is_same_program else []
    call_command("migrate", interactive=False, verbosity=0)
    Session.objects.all().delete()
    held = holding.hold(manifest.moment)
    mark().unlink()
    return Restored(manifest, folder, number, held, strange + differences)


def _compare_programs(manifest: Manifest) -> bool:
    """Whether the backup was made by a program with the same tables as this one."""
    loader = MigrationLoader(None)
    stood_for = {former for each in loader.disk_migrations.values() for former in each.replaces}
    for app, name in manifest.migrations.items():
        if app not in loader.migrated_apps or (app, name) in loader.disk_migrations:
            continue
        if (app, name) not in stood_for:
            raise RestoreRefused(
                f"This backup was made by a newer program ({app} {name}). Install that one, and restore with it."
            )
        if (app, name) != loader.disk_migrations[loader.graph.leaf_nodes(app)[0]].replaces[-1]:
            raise RestoreRefused(
                f"This backup was made by a program too old for this one to bring up to date ({app} {name}). Restore "
                "it with that program, bring it up to date with the last one that has newsroom.0040, and back it up."
            )
    return dict(loader.graph.leaf_nodes()) == manifest.migrations


def _named(engine: str) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(engine, engine)


def _require_empty() -> None:
    """A restore replaces; it never mixes with, or deletes, what somebody may still want."""
    if next(store.all_media(), None):
        raise RestoreRefused(
            f"There are media in {store.place()} already. Move them away, or set MEDIA_ROOT, MEDIA_S3_BUCKET or "
            "DATA_DIR to an empty place."
        )
    for label in ("newsroom.Article", "auth.User", "companies.Company", "people.Person"):
        try:
            is_used = apps.get_model(label)._base_manager.exists()
        except DatabaseError:  # no tables yet
            connection.close()
            continue
        if is_used:
            raise RestoreRefused(
                "There is a site in this database already, and restoring would replace it. Move the database file "
                "away, or set DATABASE_URL or DATA_DIR to an empty place."
            )


def _put_media(folder: Path, listed: dict[str, str]) -> int:
    number = 0
    for path, digest in listed.items():
        if path.startswith("media/"):
            name = path.removeprefix("media/")
            if store.put(folder / path, name) != digest:
                raise BackupBroken(f"{name} did not arrive whole in {store.place()}. Is it in order?")
            number += 1
    return number


def _put_database(folder: Path) -> None:
    source = folder / databases.NAMES[connection.vendor]
    if connection.vendor == "postgresql":
        databases.restore_postgresql(source)
        databases.settle()
        return
    target = Path(connection.settings_dict["NAME"])
    connection.close()
    for suffix in ("-wal", "-shm", "-journal"):  # of the empty database that is replaced
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    files.copy(source, target)
    os.chmod(target, 0o600)
    files.settle(target.parent)
