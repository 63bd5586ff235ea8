#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.management import execute_from_command_line

    from newsroom.running import trouble
    from newsroom.running.sqlite3 import turns

    if sys.argv[1:2] != ["runserver"]:
        turns.give_way()
    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if "--traceback" in sys.argv or not (said := trouble.in_words(error)):
            raise
        sys.exit(said)
