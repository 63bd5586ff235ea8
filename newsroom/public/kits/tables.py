"""A table of a document of office programs, written cell by cell as its markup comes."""

import re

MOST_COLUMNS = 63  # that Word opens
MOST_REACHED = 5000  # cells of a table that others reach down over; of what is more, each stays in its row
_SPAN = re.compile("[0-9]{1,4}")


def reach(given: str | None) -> int:
    """How many columns or rows a cell says that it takes."""
    return max(1, int(given)) if given and _SPAN.fullmatch(given) else 1


class Table:
    """Rows and cells in the order of the markup; what is left open is filled, for Word opens no row without cells."""

    def __init__(self, document):
        self.document = document
        self.table = self.row = self.cell = None
        self.rows: list[tuple[object, int]] = []  # each with the columns that it fills
        self.column = 0
        self.above: dict[int, tuple[int, int]] = {}  # by column: rows that a cell still reaches down, and its columns
        self.reached = 0

    def begin_row(self) -> None:
        self.end_row()
        if self.table is None:
            self.table = self.document.add_table(0, 0, style="Table Grid")
        self.row, self.column = self.table._tbl.add_tr(), 0
        self._pass_those_from_above()

    def begin_cell(self, columns: int, rows: int):
        """The cell to write in; beyond the last column that can be, the one before goes on."""
        if self.row is None:
            self.begin_row()
        if self.column >= MOST_COLUMNS:
            return self.cell
        until = min((each for each in self.above if each > self.column), default=MOST_COLUMNS)
        columns = min(columns, until - self.column)
        if self.reached + rows > MOST_REACHED:
            rows = 1
        self.cell = self._add(columns, "restart" if rows > 1 else None)
        if rows > 1:
            self.above[self.column - columns] = rows - 1, columns
            self.reached += rows
        self._pass_those_from_above()
        return self.cell

    def end_row(self) -> None:
        if self.row is None:
            return
        for column in sorted(each for each in self.above if each >= self.column):
            if column > self.column:
                self._add(column - self.column)
            self._pass_those_from_above()
        self.rows.append((self.row, self.column))
        self.row = None

    def end(self) -> None:
        self.end_row()
        columns = max((filled for _, filled in self.rows), default=0)
        if not columns:
            if self.table is not None:
                self.table._tbl.getparent().remove(self.table._tbl)
            return
        for row, filled in self.rows:
            if filled < columns:
                self.row = row
                self._add(columns - filled)
        width = self.document._block_width // columns
        for _ in range(columns):
            self.table._tbl.tblGrid.add_gridCol().w = width
        self.document.add_paragraph()  # or a table that follows would be one with it

    def _pass_those_from_above(self) -> None:
        while self.column in self.above:
            rows, columns = self.above.pop(self.column)
            if rows > 1:
                self.above[self.column] = rows - 1, columns
            self._add(columns, "continue")

    def _add(self, columns: int, reaches: str | None = None):
        from docx.table import _Cell

        cell = self.row.add_tc()
        if columns > 1:
            cell.grid_span = columns
        if reaches:
            cell.vMerge = reaches
        self.column += columns
        return _Cell(cell, self.table)
