"""Compose drawings of grids and text, and wrap them as figures with alt text and caption.

No drawing holds an id, a date or a random number: the same call gives the same bytes, and two figures on one
page cannot disturb each other. Text and neutral lines take the colour of the page (``currentColor``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

COLOURS = {
    "input": "#0072B2",
    "kernel": "#E69F00",
    "output": "#009E73",
    "padding": "#999999",
    "bias": "#CC79A7",
    "mistake": "#D55E00",
    "highlight": "#56B4E9",
    "plain": "currentColor",
}
CELL = 34
LABEL = 24  # height of the line of text above a grid


@dataclass(frozen=True)
class Drawing:
    """A piece of SVG and the size it takes."""

    body: str
    width: float
    height: float


@dataclass(frozen=True)
class Figure:
    """A drawing that a notebook shows with its caption, and that prints as its alt text."""

    svg: str
    alt: str
    caption: str
    frames: int = 0
    controls: str = ""

    def _repr_html_(self) -> str:
        frames = f' data-frames="{self.frames}"' if self.frames else ""
        return (
            f'<figure class="cnn-figure"{frames} style="margin:1em 0">{self.svg}{self.controls}'
            f"<figcaption>{escape(self.caption, quote=False)}</figcaption></figure>"
        )

    def __repr__(self) -> str:
        return self.alt


def element(tag: str, content: str = "", **attributes: Any) -> str:
    """Return one SVG element; underscores in names become hyphens, numbers lose their trailing zeros."""
    values = {k: f"{v:g}" if isinstance(v, int | float) else escape(str(v)) for k, v in attributes.items()}
    written = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in values.items())
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


def number(value: Any) -> str:
    """Write a number as a reader does: a true minus sign, at most two decimals; strings pass unchanged."""
    if isinstance(value, str):
        return value
    rounded = round(float(value), 2) + 0.0  # + 0.0 turns -0.0 into 0.0
    return f"{rounded:.10g}".replace("-", "\N{MINUS SIGN}")


def rectangle(x: float, y: float, width: float, height: float, role: str, fill: float, line: float = 1) -> str:
    """Return a rectangle in the colour of its role, filled with the given opacity."""
    colour = COLOURS[role]
    return element(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        fill=colour,
        fill_opacity=fill,
        stroke=colour,
        stroke_width=line,
    )


def text(x: float, y: float, content: str, size: float = 15, anchor: str = "middle") -> str:
    """Return a line of text in the colour of the page; y is its baseline."""
    return element(
        "text",
        escape(content, quote=False),
        x=x,
        y=y,
        font_size=size,
        text_anchor=anchor,
        fill="currentColor",
    )


def label(content: str, size: float = 15) -> Drawing:
    """Return a line of text as a drawing of its own, such as the sign between two grids."""
    width = 0.6 * size * len(content)
    return Drawing(text(width / 2, size, content, size), width, size * 1.3)


def grid(
    values: Any,
    role: str = "plain",
    title: str = "",
    *,
    cell: float = CELL,
    fill: float = 0.14,
    line: float = 1,
) -> Drawing:
    """Draw a matrix as a grid of numbers.

    Args:
        values: Matrix of numbers or strings; nothing at all is drawn where an entry is None.
        role: Key of ``COLOURS`` that says what the matrix is.
        title: Line above the grid; it may be wider than the grid.
        cell: Side of a cell in pixels.
        fill: Opacity of the cells, 0 to 1.
        line: Width of the cells' border in pixels.

    Returns:
        A drawing whose height includes the title.
    """
    cells = np.asarray(values, dtype=object)
    top = LABEL if title else 0
    body = [text(0, 15, title, 14, "start")] if title.strip() else []
    for (i, j), value in np.ndenumerate(cells):
        if value is not None:
            x, y = j * cell, top + i * cell
            body.append(rectangle(x, y, cell, cell, role, fill, line))
            written = number(value)
            size = min(cell * 0.44, 1.15 * cell / max(len(written), 1))
            body.append(text(x + cell / 2, y + cell / 2 + size * 0.36, written, round(size, 1)) if written else "")
    KH, KW = cells.shape
    return Drawing("".join(body), max(KW * cell, 7.4 * len(title)), top + KH * cell)


def moved(drawing: Drawing, x: float, y: float) -> str:
    """Return a drawing's SVG with its upper left corner at (x, y)."""
    return element("g", drawing.body, transform=f"translate({x:g} {y:g})") if drawing.body else ""


def beside(*drawings: Drawing, gap: float = 16, align: float = 0.5) -> Drawing:
    """Set drawings side by side; align 0 puts their tops, 0.5 their middles on one line."""
    height = max(drawing.height for drawing in drawings)
    body, x = [], 0.0
    for drawing in drawings:
        body.append(moved(drawing, x, align * (height - drawing.height)))
        x += drawing.width + gap
    return Drawing("".join(body), x - gap, height)


def below(*drawings: Drawing, gap: float = 16) -> Drawing:
    """Set drawings one below the other, flush left."""
    body, y = [], 0.0
    for drawing in drawings:
        body.append(moved(drawing, 0, y))
        y += drawing.height + gap
    return Drawing("".join(body), max(drawing.width for drawing in drawings), y - gap)


def figure(drawing: Drawing, alt: str, caption: str, **more: Any) -> Figure:
    """Wrap a drawing as a figure.

    Args:
        drawing: What to show.
        alt: What the drawing says, for a reader who cannot see it.
        caption: What to see in it.
        **more: Further fields of :class:`Figure`.

    Raises:
        ValueError: If alt text or caption is empty.
    """
    if not alt.strip() or not caption.strip():
        raise ValueError("a figure needs alt text and a caption, and one of them is empty: say what there is to see")
    margin = 2
    width, height = round(drawing.width + 2 * margin), round(drawing.height + 2 * margin)
    svg = element(
        "svg",
        drawing.body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{-margin} {-margin} {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=alt,
        style="max-width:100%;height:auto;font-family:system-ui,sans-serif",
    )
    return Figure(svg, alt, caption, **more)


def rows_in_words(values: Any) -> str:
    """Say a matrix in words: ``2x3, rows 1 2 3; 4 5 6``."""
    cells = np.asarray(values)
    rows = "; ".join(" ".join(number(value) for value in row) for row in cells)
    return f"{cells.shape[0]}x{cells.shape[1]}, rows {rows}"


def show(matrices: dict[str, Any], *, roles: Sequence[str], caption: str, alt: str = "") -> Figure:
    """Draw matrices as grids side by side.

    Args:
        matrices: Title -> matrix.
        roles: Keys of ``COLOURS`` in the same order.
        caption: What to see.
        alt: Alt text; by default the rows in words.

    Returns:
        The figure.
    """
    said = ". ".join(f"{title}: {rows_in_words(matrix)}" for title, matrix in matrices.items())
    pairs = zip(matrices.items(), roles, strict=True)
    drawn = [grid(matrix, role, title, cell=28) for (title, matrix), role in pairs]
    return figure(beside(*drawn, gap=28, align=0), alt or said, caption)
