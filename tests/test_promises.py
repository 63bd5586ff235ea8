"""docs/promises.md names tests that exist."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
PAGE = TESTS.parent / "docs" / "promises.md"


def test_every_promise_names_tests_that_exist():
    missing, path = [], ""
    named = re.findall(r"`([^`]*)::(test_\w+)`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 30
    for file, name in named:
        path = path if file == "…" else file
        text = (TESTS / path).read_text(encoding="utf-8") if (TESTS / path).is_file() else ""
        if not re.search(rf"def {name}\(|{name.removeprefix('test_')}\w* = ", text):
            missing.append(f"{path}::{name}")
    assert not missing
