"""The list of networks as a table: who published them, and what they cost by our own count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from inspect import signature

import torch

from cnncourse.networks.registry import Paper, create, find, list_networks
from cnncourse.shapes import summary
from cnncourse.tables import Table


@dataclass(frozen=True)
class Description:
    """One row of the table.

    Args:
        name: what :func:`~cnncourse.networks.create` takes.
        paper: where it was published.
        input_shape: (C, H, W) of the images it was published for.
        parameters: numbers that it learns, without auxiliary heads, which are for training only.
        macs: multiply-adds of convolutions and linear layers for one such image.
        error: published top-1 / top-5 error in per cent and how it was measured; empty where none is on record.
    """

    name: str
    paper: Paper
    input_shape: tuple[int, int, int]
    parameters: int
    macs: int
    error: str

    def top1_single_crop(self) -> float | None:
        """Return the published top-1 error, in per cent, of one crop an image; None where the paper has none."""
        found = re.search(r"([\d.]+) / [-\d.]+ \((?:single crop|1[- ]crop)", self.error)
        return float(found[1]) if found else None

    def cells(self) -> tuple[str, ...]:
        """Return the row as text."""
        size = "×".join(map(str, self.input_shape))
        return f"`{self.name}`", str(self.paper.year), size, f"{self.parameters:,}", f"{self.macs:,}", self.error


@dataclass(frozen=True, repr=False)
class Catalogue(Table):
    """The networks as a table."""

    rows: tuple[Description, ...]

    def headings(self) -> tuple[str, ...]:
        """Return what stands above the columns."""
        return "network", "year", "input", "parameters", "multiply-adds", "published top-1 / top-5 error, %"

    def cells(self) -> list[tuple[str, ...]]:
        """Return the rows as text."""
        return [row.cells() for row in self.rows]


def catalogue(pattern: str = "*") -> Catalogue:
    """Count all networks whose name matches, by year and then by name.

    Args:
        pattern: as :func:`~cnncourse.networks.list_networks` takes it.

    Returns:
        The table; its ``rows`` are :class:`Description`.

    Raises:
        ValueError: no name matches.
    """
    names = list_networks(pattern)
    if not names:
        raise ValueError(f"no network's name matches {pattern!r}; without a pattern, all are listed")
    return Catalogue(tuple(describe(name) for name in names))


@cache
def describe(name: str) -> Description:
    """Count a network without computing anything: its tensors have shapes and no memory.

    Args:
        name: one of :func:`~cnncourse.networks.list_networks`.

    Returns:
        Its :class:`Description`.

    Raises:
        ValueError: there is no such name; the nearest are named.
    """
    entry = find(name)
    shape = (entry.in_channels, entry.input_size, entry.input_size)
    without_heads = {"aux_logits": False} if "aux_logits" in signature(entry.build).parameters else {}
    with torch.device("meta"):
        model = create(name, **without_heads)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return Description(name, entry.paper, shape, parameters, summary(model, shape).macs, entry.error)
