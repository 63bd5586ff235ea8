"""Word of many profiles at once, for those above who must know of a change and must not be known here."""

from django.dispatch import Signal

# Sent with `profiles`, a list of companies or of people that are new or not what they were, in the transaction that
# writes them and after all that belongs to them. Rows written in bulk send no post_save: whoever listens to that for a
# profile or its names listens here too. While nobody does, each profile sends its own post_save, which is far slower.
saved_in_bulk = Signal()
