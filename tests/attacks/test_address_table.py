"""Role × stage × address × method: every address of the site that is no screen of the admin, as a table has it."""

from django.db import connection
from django.test import TestCase, override_settings

from tests.attacks.addresses import (
    ALL_STORIES,
    LEFT_BEHIND,
    METHODS,
    TABLE,
    Place,
    Row,
    Written,
    close,
    read_table,
    routes,
    undone,
)
from tests.newsroom.admin import access
from tests.newsroom.admin.access import VISITORS, quickly

_OTHERS = {"-", "company", "person", "tag", "photo", "attachment", "slot", "section", "import", "edition", "user"}


def _line(route: str, on: str, method: str, answers) -> str:
    answers = answers[:1] if len(set(answers)) == 1 else answers
    return f"{route:<56} {on:<14} {method:<9} " + " ".join(f"{answer:<8}" for answer in answers).rstrip()


@override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
class AddressTable(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.place = Place()

    def test_everybody_is_answered_as_the_table_says(self):
        wrong = []
        with quickly(self.place):
            for row in read_table():
                for visitor, expected in zip(VISITORS, row.answers, strict=True):
                    if (got := self.place.said(row, visitor)) != expected:
                        wrong.append(
                            f"line {row.line}: {row.method} {row.address} on {row.on}: "
                            f"{visitor} is answered {got}, the table says {expected}"
                        )
        assert not wrong, "\n".join(["The site and the table differ:", *wrong])

    def test_every_address_of_the_site_has_its_rows(self):
        rows = {(row.route, row.method) for row in read_table()}
        missing = [(route, method) for route in routes() for method in METHODS if (route, method) not in rows]
        if missing:
            self.fail(self._how_to_add(missing))

    def _how_to_add(self, missing) -> str:
        lines = []
        with quickly(self.place):
            for route, method in missing:
                needs = {part.split(">")[0] for part in route.split("<")[1:] if ":" in part}
                fit = [name for name, words in self.place.words.items() if needs <= words.keys()] if needs else ["-"]
                for on in fit or ["-"]:
                    try:
                        answers = [self.place.said(Row(0, route, on, method, ()), visitor) for visitor in VISITORS]
                    except Exception as error:  # a person knows which words its route needs
                        answers = ["?", repr(error)]
                    lines.append(_line(route, on, method, answers))
        return "\n".join(
            [
                f"These addresses have no row in tests/attacks/{TABLE.name}, whose head says how to write one. They",
                "answer like this now; add the lines where you have thought that each is right:",
                *lines,
            ]
        )

    def test_no_row_is_left_of_an_address_that_has_gone(self):
        assert {row.route for row in read_table()} <= set(routes())

    def test_no_method_but_post_changes_anything(self):
        """Asked by whoever may do everything. What looking leaves behind is listed; nothing else is written."""
        here = {self.place.address(row) for row in read_table()}
        there = {self.place.path(row) for row in access.read_table() if row.on in _OTHERS | {"draft"}}
        client, wrong = self.place.clients["admin"], []
        with quickly(self.place), connection.execute_wrapper(written := Written()):
            for address in sorted(here | there - {"/admin/logout/", "/admin/account/logout/"}):
                for method in ("get", "head", "options", "put", "patch", "delete"):
                    with undone():
                        written.tables.clear()
                        answer = getattr(client, method)(address)
                        close(answer)
                        if answer.status_code >= 500 or written.tables - LEFT_BEHIND:
                            wrong.append((method, address, answer.status_code, set(written.tables)))
        assert not wrong, "\n".join(map(str, wrong))

    def test_the_address_of_a_story_has_rows_for_every_stage(self):
        for route in [route for route in routes() if route.startswith("/news/<year:year>/<name:slug>")]:
            for method in METHODS:
                asked = {row.on for row in read_table() if (row.route, row.method) == (route, method)}
                assert asked >= {*ALL_STORIES}, (route, method)
