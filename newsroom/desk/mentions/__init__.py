"""Where do these names stand in this text, how sure is it, and why?

    directory = Directory([Name("Beijing Yiheng Technology Co", "yiheng"), …])
    directory.find("Companies similar to Yiheng technology …").mentions

Pure functions on plain values: nothing of ours is imported, no database, no Django.
"""

from .archive import might_contain
from .directory import Directory
from .hits import LIKELY_FROM, SURE_FROM
from .values import Mention, Name, Proposal, Result

# Kept with every suggestion, so that it is known which reading made it. Raise it when tiers change.
VERSION = "3"

__all__ = [
    "LIKELY_FROM",
    "SURE_FROM",
    "VERSION",
    "Directory",
    "Mention",
    "Name",
    "Proposal",
    "Result",
    "might_contain",
]
