"""Show a transposed convolution: each input cell stamps the kernel onto the output, and overlaps add."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from cnncourse.figures.drawing import Drawing, Figure, below, beside, element, figure, grid, number, rows_in_words
from cnncourse.figures.windows import controls, display, factor, over
from cnncourse.shapes import conv_transpose2d_output_size, pair


def stamping(x: Any, kernel: Any, stride: Any = 1, *, caption: str, still: int = 0) -> Figure:
    """Show every stamp of a transposed convolution, to be stepped through by slider, button or key.

    Without script, and in print, the still is shown.

    Args:
        x: Input, (H, W).
        kernel: Kernel, (KH, KW).
        stride: Distance of neighbouring stamps; int or (vertical, horizontal).
        caption: What to see.
        still: Index of the input cell shown first, counted row by row; the output holds the stamps up to it.

    Returns:
        A figure with H * W frames and its controls; the output has ((H - 1) * SH + KH, (W - 1) * SW + KW) cells.
    """
    x, kernel = np.asarray(x), np.asarray(kernel)
    stride = pair(stride, "stride")
    y = np.zeros(conv_transpose2d_output_size(x.shape, kernel.shape, stride), dtype=np.result_type(x, kernel))
    on_kernel = grid(kernel, "kernel", "kernel")
    base = _arranged(grid(x, "input", "input"), on_kernel, grid(np.full(y.shape, ""), "output", "output"))
    nothing = grid(np.full(kernel.shape, None), "kernel", " ")
    frames, sentences = [], []
    for k, (i, j) in enumerate(product(*map(range, x.shape))):
        rows, columns = (slice(s * at, s * at + K) for s, at, K in zip(stride, (i, j), kernel.shape, strict=True))
        y[rows, columns] += x[i, j] * kernel
        frame = _arranged(_lit(x, (i, j)), nothing, _stamped(y, rows, columns))
        frames.append(element("g", frame.body, data_frame=k, display=display(k == still)))
        stamp = (x[i, j] * kernel).tolist()
        said = "; ".join(" ".join(map(number, row)) for row in stamp)
        where = f"rows {rows.start} to {rows.stop - 1}, columns {columns.start} to {columns.stop - 1}"
        sentences.append(f"Input row {i}, column {j}: {factor(x[i, j])} times the kernel, {said}, is added to {where}")
    alt = (
        f"Each input cell stamps the kernel onto the output, {stride} cells apart, and overlapping stamps add. "
        f"Input {rows_in_words(x)}. Kernel {rows_in_words(kernel)}. Output {rows_in_words(y)}."
    )
    shown = Drawing(base.body + "".join(frames), base.width, base.height)
    return figure(shown, alt, caption, frames=x.size, controls=controls(sentences, still))


def _arranged(on_input: Drawing, on_kernel: Drawing, on_output: Drawing) -> Drawing:
    return beside(below(on_input, on_kernel), on_output, gap=36, align=0)


def _lit(x: np.ndarray, cell: tuple[int, int]) -> Drawing:
    """Return the input with one cell marked and nothing else."""
    lit = np.full(x.shape, None)
    lit[cell] = x[cell]
    return grid(lit, "input", " ", fill=0.5, line=3)


def _stamped(y: np.ndarray, rows: slice, columns: slice) -> Drawing:
    """Return the output so far, the cells of the last stamp marked."""
    stamp = np.full(y.shape, None)
    stamp[rows, columns] = ""
    return over(grid(stamp, "kernel", " ", fill=0.35, line=2.5), grid(y, "output", " ", fill=0))
