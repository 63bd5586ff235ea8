"""Word of what happens on a screen, for those above who keep a log of it and must not be known here."""

from django.dispatch import Signal

# Sent with `request`, `what` (the list's name) and `narrowed` (the query, "" for all) before the file goes out.
list_taken_out = Signal()
