"""The list of networks as a table: who published them, and what they cost by our own count."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from inspect import signature

import torch

from cnncourse.networks.registry import Paper, create, find
from cnncourse.shapes import summary


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
