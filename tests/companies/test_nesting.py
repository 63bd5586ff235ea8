"""How deep elements lie inside each other."""

import time

import pytest

from companies.nesting import DEEPEST, is_too_deep


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<b>" * DEEPEST, False),
        ("<b>" * (DEEPEST + 1), True),
        ("<b></b>" * 2 * DEEPEST, False),
        ("<p>" * 2 * DEEPEST, False),
        ("<b>" * DEEPEST + "</b><b>", False),
        ("<div><i>" * (DEEPEST // 2) + "</div>" + "<b>" * 2, False),  # an end tag ends what stands in it
        ("<div><table>" + "<b>" * (DEEPEST - 2) + "</div><b>", True),  # unless a table stands between
        ("<div><table>" + "<b>" * (DEEPEST - 2) + "</table><b>", False),
        ("<div><table>" + "<b>" * (DEEPEST - 2) + "</table></div>" + "<b>" * DEEPEST, False),
    ],
)
def test_what_stands_open_is_counted(markup, expected):
    assert is_too_deep(markup) is expected


def test_an_end_tag_of_nothing_takes_no_longer_the_more_stands_open():
    """Else a text that fits into one form holds a worker for a minute."""

    def seconds(depth: int) -> float:
        markup = "<div><table>" + "<b>" * depth + "</div>" * 20_000
        began = time.process_time()
        assert not is_too_deep(markup)
        return time.process_time() - began

    assert seconds(DEEPEST - 2) < 10 * seconds(1)
