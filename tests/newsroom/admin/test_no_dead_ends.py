"""Whatever a screen offers, whoever sees it may open."""

import logging
import re
from collections import defaultdict
from html import unescape

from django.db import transaction
from django.test import TestCase, override_settings

from tests.newsroom.admin.access import Park, read_table

_LINK = re.compile(r"""<a\b[^>]*\bhref=["'](/admin/[^"'#]*)""")
# One story of each kind is enough: what differs between stages is tried step by step elsewhere.
_OTHER_STAGES = {"in_review", "approved", "scheduled", "live_approved", "emergency", "editors"}


@override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
class NoDeadEnds(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.park = Park()

    def setUp(self):
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)

    def get(self, visitor: str, address: str):
        with transaction.atomic():
            answer = self.park.clients[visitor].get(address)
            transaction.set_rollback(True)
        return answer

    def test_no_screen_leads_anybody_where_they_may_not_go(self):
        ends, refused = defaultdict(set), []
        rows = [row for row in read_table() if row.method == "GET" and row.on not in _OTHER_STAGES]
        for visitor, at in (("reporter", 3), ("tagger", 6)):  # those who may least
            for screen in {self.park.path(row): None for row in rows if row.answers[at] == "200"}:
                page = self.get(visitor, screen)
                if page.streaming or "html" not in page.headers["Content-Type"]:
                    continue
                for link in {unescape(found) for found in _LINK.findall(page.content.decode())} - ends[visitor]:
                    ends[visitor].add(link)
                    if (answer := self.get(visitor, link).status_code) >= 400:
                        refused.append(f"{visitor} on {screen}: {link} answers {answer}")
        assert not refused, "\n".join(refused)
