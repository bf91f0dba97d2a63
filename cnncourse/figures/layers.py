"""Draw what a whole layer does: its channels, the cells its windows reach, and its matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnncourse.figures.drawing import (
    Drawing,
    Figure,
    below,
    beside,
    figure,
    grid,
    label,
    number,
    rectangle,
    rows_in_words,
    text,
)
from cnncourse.shapes import output_size


def channels(x: Any, weight: Any, bias: float, *, caption: str) -> Figure:
    """Show one filter on several channels: a product map each, summed, plus the bias.

    Args:
        x: One input, (C, H, W).
        weight: One filter, (C, KH, KW).
        bias: The filter's bias.
        caption: What to see.

    Returns:
        The figure: a row for each channel, and the output map below.
    """
    x, weight = np.asarray(x), np.asarray(weight)
    maps = np.array([_correlated(image, kernel) for image, kernel in zip(x, weight, strict=True)])
    y = maps.sum(axis=0) + bias
    rows = [
        beside(
            grid(x[c], "input", f"x[{c}]", cell=30),
            label("∗"),
            grid(weight[c], "kernel", f"weight[{c}]", cell=30),
            label("="),
            grid(maps[c], "plain", "", cell=30, fill=0),
        )
        for c in range(len(x))
    ]
    total = beside(
        label("sum of the maps +"),
        grid([[bias]], "bias", "bias", cell=30),
        label("="),
        grid(y, "output", "y", cell=30),
    )
    alt = " ".join(
        f"Channel {c}: input {rows_in_words(image)}; kernel {rows_in_words(kernel)}; map {rows_in_words(m)}."
        for c, (image, kernel, m) in enumerate(zip(x, weight, maps, strict=True))
    )
    return figure(below(*rows, total, gap=20), f"{alt} Output with bias {number(bias)}: {rows_in_words(y)}.", caption)


def _correlated(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel)


def coverage(size: int, kernel_size: int, stride: int = 1, dilation: int = 1, *, caption: str) -> Figure:
    """Show which cells of a row the windows read, and which none of them reaches.

    Args:
        size: Cells of the row.
        kernel_size: Taps of the kernel.
        stride: Step of the window.
        dilation: Distance of neighbouring taps.
        caption: What to see.

    Returns:
        The figure: the row on top, one bar for each window below it.
    """
    count = output_size(size, kernel_size, stride, dilation=dilation)
    starts = [k * stride for k in range(count)]
    reach = dilation * (kernel_size - 1) + 1
    read = {start + tap * dilation for start in starts for tap in range(kernel_size)}
    cell, lanes = 14.0, -(-reach // stride)
    body = [
        rectangle(i * cell, 0, cell, 18, *(("input", 0.35) if i in read else ("mistake", 0.85))) for i in range(size)
    ]
    for k, start in enumerate(starts):
        y = 26 + 12 * (k % lanes)
        body.append(rectangle(start * cell + 2, y + 3, reach * cell - 4, 2, "kernel", 0.6, 0))
        body += [
            rectangle((start + tap * dilation) * cell + 3, y, cell - 6, 8, "kernel", 0.9, 0)
            for tap in range(kernel_size)
        ]
    bottom = 26 + 12 * lanes + 16
    unread = [i for i in range(size) if i not in read]
    said = f"{count} windows of {kernel_size} cells, stride {stride}; never read: {_listed(unread)}"
    body.append(text(0, bottom, said, 14, "start"))
    return figure(Drawing("".join(body), size * cell, bottom + 6), f"A row of {size} cells. {said}.", caption)


def _listed(cells: list[int]) -> str:
    more = f" and {len(cells) - 3} more" if len(cells) > 3 else ""
    return f"cell {', '.join(map(str, cells[:3]))}{more}" if cells else "none"


def matrix(values: Any, *, caption: str, cell: float = 16) -> Figure:
    """Show a layer's matrix: equal weights in equal shades, zeros left empty.

    Args:
        values: Matrix, (outputs, inputs); its non-zero entries are the numbers of the taps, from 1.
        caption: What to see.
        cell: Side of an entry in pixels.

    Returns:
        The figure.
    """
    values = np.asarray(values)
    body = [rectangle(0, 0, values.shape[1] * cell, values.shape[0] * cell, "plain", 0)]
    for i, j in np.argwhere(values):
        value, x, y = values[i, j], j * cell, i * cell
        body.append(rectangle(x, y, cell, cell, "kernel", round(0.05 + 0.5 * value / values.max(), 3), 0.5))
        body.append(text(x + cell / 2, y + cell * 0.72, number(value), cell * 0.62))
    zeros = (values == 0).mean()
    alt = (
        f"A matrix of {values.shape[0]} rows and {values.shape[1]} columns, {zeros:.0%} of it zeros. "
        f"Each row holds the same {np.count_nonzero(values[0])} weights, moved to the right from row to row."
    )
    return figure(Drawing("".join(body), values.shape[1] * cell, values.shape[0] * cell), alt, caption)
