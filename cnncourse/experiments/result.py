"""What an experiment returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from cnncourse.tables import Table

Value = str | int | float | list[float]  # a list holds one number a seed


@dataclass(repr=False)
class Result(Table):
    """The table of an experiment.

    Args:
        title: what was compared.
        equal: what all rows have in common.
        rows: column -> text, number, or list of numbers, one a seed; printed as their mean (lowest to highest).
        curves: name -> one number an epoch, the mean over the seeds; for :func:`cnncourse.figures.curves`.
        seconds: of one core that it took to compute; a result that was kept says what it took then.
    """

    title: str
    equal: str
    rows: list[dict[str, Value]]
    curves: dict[str, list[float]] = field(default_factory=dict)
    seconds: float = 0.0

    def column(self, heading: str) -> list[Any]:
        """Return a column; of numbers one a seed, the mean."""
        values = [row[heading] for row in self.rows]
        return [fmean(value) if isinstance(value, list) else value for value in values]

    def headings(self) -> tuple[str, ...]:
        """Return what stands above the columns."""
        return tuple(self.rows[0])

    def cells(self) -> list[tuple[str, ...]]:
        """Return the rows as text."""
        return [tuple(_text(heading, value) for heading, value in row.items()) for row in self.rows]

    def notes(self) -> str:
        """Return what was held equal and how long it took."""
        return f"{self.title}. Equal in all rows: {self.equal}. Computed in {self.seconds:.0f} s of one core."


def _text(heading: str, value: Any) -> str:
    if isinstance(value, list):
        mean, low, high = (_text(heading, number) for number in (fmean(value), min(value), max(value)))
        return mean if low == high else f"{mean} ({low} to {high})"
    if isinstance(value, float):
        return f"{value:.1%}" if heading.endswith(("accuracy", "error")) else f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) else value
