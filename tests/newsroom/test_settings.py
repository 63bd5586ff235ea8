"""A site that is not set up says what is missing instead of starting half."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {"SECRET_KEY": "k3y-of-n0-w0rth-" * 4, "ALLOWED_HOSTS": "news.example.org"}


def check(tmp_path, **environment) -> subprocess.CompletedProcess:
    inherited = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env={**inherited, "DATA_DIR": str(tmp_path), "EMAIL_HOST": "mail.example.org", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        (["SECRET_KEY"], "SECRET_KEY must be set"),
        (["ALLOWED_HOSTS"], "ALLOWED_HOSTS must be set"),
        (["SECRET_KEY", "ALLOWED_HOSTS"], "SECRET_KEY and ALLOWED_HOSTS must be set"),
    ],
)
def test_what_is_missing_is_named(tmp_path, missing, named):
    result = check(tmp_path, **{name: value for name, value in GIVEN.items() if name not in missing})
    assert result.returncode != 0
    assert named in result.stderr


def test_what_cannot_be_read_is_named(tmp_path):
    assert "HTTPS is 'perhaps'" in check(tmp_path, **GIVEN, HTTPS="perhaps").stderr


def test_a_folder_of_any_name_holds_the_data(tmp_path):
    folder = tmp_path / "a 100% odd?name#"
    folder.mkdir()
    assert check(folder, **GIVEN).returncode == 0


def test_an_address_of_the_database_that_cannot_be_read_is_not_repeated(tmp_path):
    """The server writes the whole chain of errors down, and the password stands in the address."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **GIVEN}
    ask = [sys.executable, "-c", "import newsroom.settings"]
    for address in ("postgres://desk:hunter2@host:port/news", "hunter2://desk:hunter2@host/news"):
        said = subprocess.run(
            ask, cwd=ROOT, env=environment | {"DATABASE_URL": address}, capture_output=True, text=True, check=False
        ).stderr
        assert "DATABASE_URL is no address of a database" in said
        assert "hunter2" not in said
