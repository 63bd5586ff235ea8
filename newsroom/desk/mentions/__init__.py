"""Where do these names stand in this text, how sure is it, and why?

    directory = Directory([Name("Beijing Yiheng Technology Co", "yiheng"), …])
    directory.find("Companies similar to Yiheng technology …").mentions

Pure functions on plain values: nothing of ours is imported, no database, no Django.
"""

from .archive import might_contain
from .directory import Directory
from .values import Mention, Name, Proposal, Result

__all__ = ["Directory", "Mention", "Name", "Proposal", "Result", "might_contain"]
