"""Two companies, people or topics that are one and the same become one, and can become two again.

    record = merge(kept, gone, by=somebody)
    undo(record, by=somebody)

`relations` finds everything that points at a row, so that nothing is left behind and nobody keeps a list of tables;
`journal` does the writing and writes down what was there; `merge` and `undo` are the two steps.
"""

from newsroom.desk.merging.merge import MergeRefused, merge
from newsroom.desk.merging.preview import Preview
from newsroom.desk.merging.search import finish_indexing
from newsroom.desk.merging.undo import undo

__all__ = ["MergeRefused", "Preview", "finish_indexing", "merge", "undo"]
