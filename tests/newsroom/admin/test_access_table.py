"""Role × stage × address × method: the whole admin answers as access_table.txt has it."""

from django.db import connection
from django.test import TestCase, override_settings

from tests.attacks.addresses import LEFT_BEHIND, Written
from tests.newsroom.admin.access import METHODS, STORIES, TABLE, VISITORS, Park, Row, patterns, quickly, read_table

_REFUSALS = {"login", "401", "403", "404", "405", "409"}


def _line(address: str, on: str, method: str, answers) -> str:
    return f"{address:<44} {on:<30} {method:<9} " + " ".join(f"{answer:<8}" for answer in answers).rstrip()


# The store of sessions is not what this is about, and a cookie that holds its own is the quickest.
@override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
class AccessTable(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.park = Park()

    def test_everybody_gets_where_the_table_says_and_nowhere_else(self):
        """And who is refused has written nothing by asking."""
        wrong = []
        with quickly(self.park), connection.execute_wrapper(written := Written()):
            for row in read_table():
                for visitor, expected in zip(VISITORS, row.answers, strict=True):
                    written.tables.clear()
                    got = self.park.ask(row, visitor)
                    if got in _REFUSALS and (changed := written.tables - LEFT_BEHIND):
                        wrong.append(f"line {row.line}: {row.method} {row.address}: {visitor} wrote {changed}")
                    if got != expected:
                        wrong.append(
                            f"line {row.line}: {row.method} {row.address} on {row.on}: "
                            f"{visitor} is answered {got}, the table says {expected}"
                        )
        assert not wrong, "\n".join(["The admin and the table differ:", *wrong])

    def test_every_address_of_a_story_has_rows_for_every_stage(self):
        asked: dict[tuple[str, str], set[str]] = {}
        for row in read_table():
            asked.setdefault((row.pattern, row.method), set()).add(row.on)
        stages = {key: set(STORIES) - on for key, on in asked.items() if on & set(STORIES) and "_article_" in key[0]}
        assert not {key: missing for key, missing in stages.items() if missing}

    def test_every_address_of_the_admin_has_its_rows(self):
        rows = {(row.pattern, row.method) for row in read_table()}
        missing = [(name, method) for name in patterns() for method in METHODS if (name, method) not in rows]
        if missing:
            self.fail(self._how_to_add(missing))

    def _how_to_add(self, missing) -> str:
        lines = []
        with quickly(self.park):
            for name, method in missing:
                on = "draft" if "object_id" in patterns()[name] else "-"
                try:
                    answers = [self.park.ask(Row(0, name, on, method, ()), visitor) for visitor in VISITORS]
                except Exception:  # more words are needed to fill its route; a person knows which
                    answers = ["?"] * len(VISITORS)
                lines.append(_line(name, on, method, answers))
        return "\n".join(
            [
                f"These addresses of the admin have no row in tests/newsroom/admin/{TABLE.name}. Its head says how to",
                "write one. They answer like this now; add the lines where you have thought that each is right:",
                "",
                _line("# address", "on", "method", VISITORS),
                *lines,
            ]
        )

    def test_no_row_is_left_of_an_address_that_has_gone(self):
        assert {row.pattern for row in read_table()} <= patterns().keys()
