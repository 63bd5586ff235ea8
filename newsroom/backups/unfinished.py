"""The mark that stands while a restore is under way, and after one that broke off.

What is to be held back might not be held yet, and media might be missing. So nothing is served meanwhile, no mail goes
out, and no backup is made that would take a good one's place.
"""

from pathlib import Path

from django.conf import settings

MARK = "restore-unfinished"
SENTENCE = "A restore into this site is under way or broke off. Run “manage.py restore” again if it did."


def mark() -> Path:
    return Path(settings.DATA_DIR) / MARK


def is_restoring() -> bool:
    return mark().exists()
