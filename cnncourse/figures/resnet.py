"""Show blocks of a network side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnncourse.figures.diagrams import _at, _in_words, _sequence
from cnncourse.figures.drawing import Drawing, Figure, beside, figure, label


def flows(networks: dict[str, Sequence[Any]], *, caption: str, alt: str = "") -> Figure:
    """Draw several block diagrams side by side, each under its name, their inputs on one line.

    Args:
        networks: Name -> steps, as :func:`cnncourse.figures.flow` takes them.
        caption: What to see.
        alt: Alt text; by default the steps in words.

    Returns:
        The figure.
    """
    drawn = [_named(name, steps) for name, steps in networks.items()]
    said = "; ".join(f"{name}: {_in_words(steps)}" for name, steps in networks.items())
    return figure(beside(*drawn, gap=40, align=0), alt or f"{said}.", caption)


def _named(name: str, steps: Sequence[Any]) -> Drawing:
    head, body = label(name), _sequence(steps)
    width, top = max(head.width, body.width), head.height + 14
    centred = [_at(part, (width - part.width) / 2, y) for part, y in ((head, 0.0), (body, top))]
    return Drawing("".join(centred), width, top + body.height)
