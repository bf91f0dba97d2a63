"""A result that prints as a table, in a terminal and in a notebook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any


class Table:
    """Base of results: a subclass says what its columns are called and what stands in its rows."""

    def headings(self) -> Sequence[str]:
        """Return what stands above the columns."""
        raise NotImplementedError

    def cells(self) -> Sequence[Sequence[str]]:
        """Return the rows as text."""
        raise NotImplementedError

    def notes(self) -> str:
        """Return what is said below the table; nothing unless a subclass says something."""
        return ""

    def __str__(self) -> str:
        lines = [self.headings(), *self.cells()]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        rows = ["  ".join(_padded(line, widths)) for line in lines]
        return "\n".join(rows + [self.notes()] * bool(self.notes()))

    __repr__ = __str__

    def __rich__(self) -> Any:
        from rich.table import Table as RichTable

        table = RichTable(caption=self.notes() or None)
        for i, heading in enumerate(self.headings()):
            table.add_column(heading, justify="right" if i else "left")
        for line in self.cells():
            table.add_row(*line)
        return table

    def _repr_html_(self) -> str:
        def row(cells: Sequence[str], tag: str) -> str:
            return f"<tr>{''.join(f'<{tag}>{_html(cell)}</{tag}>' for cell in cells)}</tr>"

        body = "".join(row(cells, "td") for cells in self.cells())
        notes = f"<p>{escape(self.notes())}</p>" if self.notes() else ""
        return (
            f"<table class='dataframe'><thead>{row(self.headings(), 'th')}</thead><tbody>{body}</tbody></table>{notes}"
        )


def _html(cell: str) -> str:
    """Return a cell as HTML, with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(cell))


def _padded(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = [(cell, width) for cell, width in zip(line, widths, strict=True)]
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
