"""Which backups are kept, and what a copy of one file promises."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from newsroom.backups import content, files, make
from newsroom.backups.make import to_forget
from newsroom.backups.manifest import BackupBroken, Manifest

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def name(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H-%M-%SZ")


def test_all_of_two_days_one_a_day_for_five_weeks_and_one_a_month_for_a_year():
    hourly = [name(NOW - timedelta(hours=hours)) for hours in range(24 * 500)]
    kept = sorted(set(hourly) - set(to_forget(hourly, NOW)), reverse=True)
    assert kept[:49] == hourly[:49]
    days = kept[49:]
    assert days[0] == "2026-11-23T23-00-00Z"
    assert days[1] == "2026-11-22T23-00-00Z"
    assert "2026-10-22T23-00-00Z" in days
    assert "2026-10-21T23-00-00Z" not in days
    monthly = [moment for moment in kept if moment < name(NOW - timedelta(days=36))]
    assert monthly == [f"{month}T23-00-00Z" for month in (
        "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31", "2026-04-30", "2026-03-31", "2026-02-28",
        "2026-01-31", "2025-12-31", "2025-11-30",
    )]  # fmt: skip
    assert len(kept) < 100


@pytest.mark.parametrize("written", [b"right", b"wrong", None])
def test_what_was_not_written_right_does_not_count(tmp_path, monkeypatch, written):
    """A disk that loses or changes a file on its way: whatever the backup says of itself is read again."""

    def fill(new, last, now):
        if written is not None:
            (new / "database.sqlite3").write_bytes(written)
        (tmp_path / "right").write_bytes(b"right")
        made = Manifest(timezone.now().isoformat(), "sqlite", "Park", {}, {}, {"files": 0, "bytes": 0})
        made.write(new, {"database.sqlite3": files.sha256(tmp_path / "right")})
        return made

    masks = []
    monkeypatch.setattr(make.os, "umask", masks.append)  # or every later test writes as a backup does
    monkeypatch.setattr(make, "_fill", fill)
    monkeypatch.setattr(make, "_require_space", lambda folder: None)
    monkeypatch.setattr(make.Vital.objects, "note", lambda *args, **details: None)
    folder = tmp_path / "backups"
    if written == b"right":
        place, _ = make.make(folder)
        assert make.latest(folder) == place
        assert masks == [0o077], "drafts lie in there"
        return
    with pytest.raises(BackupBroken):
        make.make(folder)
    assert make.latest(folder) is None
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_a_copy_is_there_whole_or_not_at_all(tmp_path):
    source, target = tmp_path / "a", tmp_path / "deep" / "b"
    source.write_bytes(b"x" * 100_000)
    files.copy(source, target)
    assert target.read_bytes() == source.read_bytes()
    (tmp_path / ".c.part").write_bytes(b"half")
    (tmp_path / "link").symlink_to("/etc")
    assert [path.name for path in files.below(tmp_path)] == ["a", "b"]


def test_differences_are_named_by_table():
    one = {"a": {"rows": 1, "sha256": "x"}, "b": {"rows": 2, "sha256": "y"}, "c": {"rows": 0, "sha256": ""}}
    other = {"a": {"rows": 1, "sha256": "z"}, "b": {"rows": 3, "sha256": "y"}, "d": {"rows": 0, "sha256": ""}}
    assert content.differences(one, one) == []
    assert content.differences(one, other) == [
        "a says something else in 1 rows",
        "b has 3 rows, and should have 2",
        "c is only there",
        "d is only here",
    ]
