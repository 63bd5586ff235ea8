"""What the style sheets promise that shows on few pages."""

import re
from pathlib import Path

from django.conf import settings


def test_no_words_are_made_pale_by_opacity():
    """Quiet words have just the contrast that everybody can read; only what is switched off may have less."""
    rules = [
        (selector.strip(), sheet.name)
        for sheet in sorted(Path(settings.BASE_DIR, "static").rglob("*.css"))
        for selector in re.findall(r"([^{};]+)\{[^{}]*\bopacity:\s*0?\.\d", sheet.read_text(encoding="utf-8"))
    ]
    assert [rule for rule in rules if "[aria-disabled" not in rule[0]] == []
