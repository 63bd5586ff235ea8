"""Word of what happens on a screen, for those above who keep a log of it and must not be known here."""

from django.dispatch import Signal

# Sent with `request`, `what` (the list's name) and `narrowed` (the query, "" for all) before the file goes out.
list_taken_out = Signal()

# Asks who in the register may be the one that somebody is about to add. Sent by the model, with `names`, the texts that
# were typed, and `website`; receivers give profiles, the nearest first.
near_wanted = Signal()
