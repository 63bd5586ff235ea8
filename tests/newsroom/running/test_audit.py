"""Known holes in the pinned packages, found in a file."""

import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from newsroom.running import advisories
from newsroom.running.advisories import holes, pins

PINS = r"""
django==6.1.3 \
    --hash=sha256:aa
Pillow==13.0.0
gunicorn[setproctitle]==27.0.1 ; python_version > '3'
# x==1
"""


def advisory(name="django", events=(), versions=(), ecosystem="PyPI", kind="ECOSYSTEM", **more) -> dict:
    affected = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": [{"type": kind, "events": list(events)}]}
    return {"id": "PYSEC-1", "summary": "A hole", "affected": [affected | {"versions": list(versions)}], **more}


def test_pins_are_read_with_hashes_extras_and_markers():
    assert pins(PINS) == {"django": "6.1.3", "pillow": "13.0.0", "gunicorn": "27.0.1"}


@pytest.mark.parametrize(
    ("told", "is_hit"),
    [
        (advisory(events=[{"introduced": "6.1"}, {"fixed": "6.1.4"}]), True),
        (advisory(events=[{"introduced": "6.1"}, {"fixed": "6.1.3"}]), False),
        (advisory(events=[{"introduced": "6.1.4"}, {"fixed": "6.1.5"}]), False),
        (advisory(events=[{"introduced": "0"}]), True),
        (advisory(events=[{"introduced": "5.0"}, {"fixed": "5.2.9"}, {"introduced": "6.0"}, {"fixed": "6.1.9"}]), True),
        (advisory(events=[{"introduced": "0"}, {"last_affected": "6.1.3"}]), True),
        (advisory(events=[{"introduced": "0"}, {"last_affected": "6.1.2"}]), False),
        (advisory("PILLOW", versions=["13.0.0"]), True),
        (advisory(events=[{"introduced": "0"}], ecosystem="npm"), False),
        (advisory(events=[{"introduced": "0"}], kind="GIT"), False),
        (advisory(events=[{"introduced": "0"}], withdrawn="2026-01-01T00:00:00Z"), False),
        (advisory("flask", events=[{"introduced": "0"}]), False),
        (advisory(events=[{"introduced": "nonsense"}]), False),
        (advisory(events=[{"fixed": "6.1"}, {"introduced": "6.1"}]), False),  # of one version the end counts
        ([], False),
    ],
)
def test_a_version_is_hit_as_the_advisory_says(told, is_hit):
    assert bool(holes(pins(PINS), iter([told]))) == is_hit


def test_what_is_larger_than_any_advisory_is_not_read(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as file:
        file.writestr("PYSEC-1.json", json.dumps(advisory()))
    assert len(list(advisories.read(tmp_path / "all.zip"))) == 1
    monkeypatch.setattr(advisories, "LARGEST", 10)
    assert not list(advisories.read(tmp_path / "all.zip"))


def test_it_is_fixed_in_versions_and_in_no_commit_of_a_repository():
    told = advisory(events=[{"introduced": "0"}, {"fixed": "6.1.4"}])
    told["affected"][0]["ranges"].append({"type": "GIT", "events": [{"fixed": "abcdef"}]})
    assert [hole.fixed_in for hole in holes(pins(PINS), iter([told]))] == [("6.1.4",)]


def test_the_command_reads_a_zip_a_folder_or_lines_and_fails_on_a_hole(tmp_path, capsys):
    bad = advisory(events=[{"introduced": "0"}, {"fixed": "6.1.4"}], aliases=["CVE-2026-1"])
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(PINS)
    folder, archive, lines = tmp_path / "advisories", tmp_path / "all.zip", tmp_path / "all.jsonl"
    folder.mkdir()
    (folder / "PYSEC-1.json").write_text(json.dumps(bad))
    lines.write_text(json.dumps(bad) + "\n\n")
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("PYSEC-1.json", json.dumps(bad))
        file.writestr("README", "x")
    for place in (folder, archive, lines):
        with pytest.raises(CommandError, match="1 known holes in 1 packages"):
            call_command("audit_packages", place, requirements=requirements)
        assert "django 6.1.3: PYSEC-1 (CVE-2026-1); fixed in 6.1.4. A hole" in capsys.readouterr().out
    (folder / "PYSEC-1.json").unlink()
    call_command("audit_packages", folder, requirements=requirements)
    assert "No known hole in 3 packages." in capsys.readouterr().out
    lines.write_text("{")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("audit_packages", lines, requirements=requirements)
    archive.write_bytes(archive.read_bytes().replace(b"A hole", b"A hale"))
    for place in (archive, tmp_path / "none"):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("audit_packages", place, requirements=requirements)
    with pytest.raises(CommandError, match="No such file"):
        call_command("audit_packages", folder, requirements=tmp_path / "none")
