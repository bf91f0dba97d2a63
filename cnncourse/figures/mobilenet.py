"""Draw curves in the plane, for the chapter on MobileNet."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnncourse.figures.drawing import COLOURS, Drawing, Figure, below, beside, element, figure, text

_ALONG = ("input", "highlight", "output", "kernel", "mistake")  # the colours of a path, from its first point on


def paths(panels: dict[str, Any], *, caption: str, alt: str, columns: int = 3, side: float = 150) -> Figure:
    """Draw curves in the plane, each in a square of its own, all in one scale.

    A curve changes its colour four times from its first to its last point, so that one can see which of its parts fall
    together.

    Args:
        panels: Title -> points, (2, K): the first row lies along the horizontal axis.
        caption: What to see.
        alt: What the curves do.
        columns: Panels in a row.
        side: Side of a square in pixels.

    Returns:
        The figure.
    """
    curves = {title: np.asarray(points, dtype=float) for title, points in panels.items()}
    reach = max(np.abs(points).max() for points in curves.values())
    drawn = [_panel(title, points / reach, side) for title, points in curves.items()]
    rows = [beside(*drawn[i : i + columns], gap=14, align=0) for i in range(0, len(drawn), columns)]
    return figure(below(*rows, gap=14), alt, caption)


def _panel(title: str, points: np.ndarray, side: float) -> Drawing:
    x, y = side / 2 * (1 + 0.94 * points[0]), 22 + side / 2 * (1 - 0.94 * points[1])
    frame = element("rect", x=0.5, y=22.5, width=side - 1, height=side - 1, fill="none", stroke=COLOURS["padding"])
    ends = np.linspace(0, len(x) - 1, len(_ALONG) + 1).astype(int)
    lines = [
        element(
            "polyline",
            points=" ".join(f"{x[k]:.1f},{y[k]:.1f}" for k in range(first, last + 1)),
            fill="none",
            stroke=COLOURS[role],
            stroke_width=2.5,
            stroke_linejoin="round",
        )
        for role, first, last in zip(_ALONG, ends, ends[1:], strict=False)
    ]
    return Drawing(text(0, 14, title, 14, "start") + frame + "".join(lines), side, 22 + side)
