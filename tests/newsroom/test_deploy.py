"""The files of `deploy/` do what docs/operations.md says of them."""

import configparser
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from companies import pictures
from newsroom import documents
from newsroom.desk import import_runs
from newsroom.desk.admin import import_forms
from newsroom.models import ImportRun

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def environment() -> dict[str, str]:
    lines = (DEPLOY / "newsroom.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_no_unit_can_write_where_the_program_lies(path):
    unit = configparser.RawConfigParser(strict=False)
    unit.read(path)
    service = unit["Service"]
    assert service["EnvironmentFile"] == "/etc/newsroom.env"
    assert service["ProtectSystem"] == "strict"
    written = [Path(place) for place in service["ReadWritePaths"].split()]
    program = Path(service["WorkingDirectory"])
    assert not [place for place in written if program.is_relative_to(place) or place.is_relative_to(program)]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_what_outlives_a_unit_keeps_its_files(path):
    """systemd empties a unit's own /tmp when the unit ends, whatever still runs; the common one has to be named."""
    unit = configparser.RawConfigParser(strict=False)
    unit.read(path)
    service = unit["Service"]
    if service.get("KillMode") == "process":
        assert service.get("PrivateTmp", "no") == "no"
        assert "/tmp" in service["ReadWritePaths"].split()  # noqa: S108  no file of ours
    else:
        assert service["PrivateTmp"] == "yes"


def test_who_stops_the_site_for_its_database_ends_the_imports_that_the_tick_started_as_well(monkeypatch):
    """They outlive its unit, and would go on writing into the old database."""
    assert "KillMode=process" in (DEPLOY / "newsroom-tick.service").read_text()
    lines = (DEPLOY.parent / "docs" / "operations.md").read_text().splitlines()
    stopped = [at for at, line in enumerate(lines) if line.lstrip().startswith("systemctl stop") and "tick" in line]
    assert len(stopped) == 2
    started = []
    monkeypatch.setattr(import_runs.subprocess, "Popen", lambda command, **how: started.append(map(str, command)))
    import_runs.start(ImportRun(pk=7, size=10**9, name="old.zip"))
    command = " ".join(started[0])
    for at in stopped:
        (pattern,) = re.findall(r"pkill -f '([^']+)'", lines[at + 1])
        assert re.search(pattern, command)


def test_nginx_takes_what_the_site_takes_and_says_what_is_too_large():
    conf = (DEPLOY / "nginx.conf").read_text()
    server, imports = (int(size) for size in re.findall(r"client_max_body_size (\d+)m;", conf))
    assert pictures.LARGEST_FILE == documents.LARGEST_FILE
    # The form around the file needs room too; larger ones would be read only to be refused.
    assert 1 < server - pictures.LARGEST_FILE / 2**20 < 10
    assert imports * 2**20 > import_forms.LARGEST_UPLOAD
    (page,) = re.findall(r"error_page 413 (@\w+);", conf)
    assert "return 413" in conf.split(f"location {page} {{")[1].split("}")[0]
    assert f"{pictures.LARGEST_FILE // 2**20} MB" in conf.split(f"location {page} {{")[1].split("}")[0]


def test_nginx_takes_in_few_archives_at_a_time_and_says_so():
    """It takes in a whole file before the site can say that a stranger may not send one."""
    conf = (DEPLOY / "nginx.conf").read_text()
    (place,) = (part for part in conf.split("location ")[1:] if "client_max_body_size 1000m;" in part)
    assert place.split()[1] == reverse("admin:newsroom_importrun_add")
    zones = dict(re.findall(r"limit_conn_zone (\S+) zone=(\w+):", conf))
    assert set(re.findall(r"limit_conn (\w+) \d+;", place)) == {zones["$binary_remote_addr"], zones["$server_name"]}
    (page,) = re.findall(r"error_page 429 (@\w+);", place)
    assert "return 429" in conf.split(f"location {page} {{")[1].split("}")[0]


def test_nginx_sends_nobody_to_a_host_that_somebody_named():
    for address in re.findall(r"return 30\d (\S+);", (DEPLOY / "nginx.conf").read_text()):
        assert "$host" not in address
        assert "$http" not in address


def test_a_full_disk_leaves_no_half_of_a_module_behind(tmp_path):
    """Python takes what a disk took of a compiled module for the whole, and no later process could load it."""
    (tmp_path / "large.py").write_text(f"ALL = {list(range(3000))}\n")

    def load(**options):
        command = [sys.executable, "-c", "import large; assert len(large.ALL) == 3000"]
        subprocess.run(command, cwd=tmp_path, timeout=60, check=True, **options)

    set_by_us = {"PYTHONDONTWRITEBYTECODE": environment()["PYTHONDONTWRITEBYTECODE"]}
    load(env=set_by_us, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)))
    assert [path.name for path in tmp_path.iterdir()] == ["large.py"]
    load(env={})
