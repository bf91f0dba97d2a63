"""Show a window sliding over its input, one frame for each output cell: under a kernel, or in a pooling."""

from __future__ import annotations

from html import escape
from itertools import product
from typing import Any

import numpy as np

from cnncourse.figures.drawing import (
    LABEL,
    Drawing,
    Figure,
    below,
    beside,
    element,
    figure,
    grid,
    number,
    rows_in_words,
    text,
)
from cnncourse.shapes import output_size, pair, resolve_padding

SIDE = 40  # of a cell on the input: room for the number and, in its corner, the weight


def sliding_window(
    x: Any, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1, *, caption: str, still: int = 0
) -> Figure:
    """Show every position of a kernel on its input, to be stepped through by slider, button or key.

    Without script, and in print, the still is shown.

    Args:
        x: Input, (H, W).
        kernel: Kernel, (KH, KW).
        stride: Step of the window; int or (vertical, horizontal).
        padding: Zeros on each side, in any form that ``conv2d`` takes.
        dilation: Distance of neighbouring taps; int or (vertical, horizontal).
        caption: What to see.
        still: Index of the output cell shown first, counted row by row; the output is filled up to it.

    Returns:
        A figure with OH * OW frames and its controls.
    """
    x, kernel = np.asarray(x), np.asarray(kernel)
    stride, dilation = pair(stride, "stride"), pair(dilation, "dilation")
    sides = resolve_padding(padding, x.shape, kernel.shape, stride, dilation)
    OH, OW = output_size(x.shape, kernel.shape, stride, sides, dilation)
    padded = np.pad(x, sides)
    steps = [_taps(padded, kernel, (i * stride[0], j * stride[1]), dilation) for i, j in product(range(OH), range(OW))]
    y = np.array([sum(a * w for _, a, w in taps) for taps in steps]).reshape(OH, OW)
    sentences = [_sentence(taps, divmod(k, OW), y.flat[k]) for k, taps in enumerate(steps)]
    alt = (
        f"A kernel slides over an input with stride {stride}, padding {padding}, "
        f"dilation {dilation}. Input {rows_in_words(x)}. Kernel {rows_in_words(kernel)}. "
        f"Output {rows_in_words(y)}."
    )
    on_input = _padded_grid(x, padded.shape, sides)
    return _stepped(on_input, kernel, padded.shape, steps, y, sentences, alt, caption, still)


def sliding_pool(
    x: Any, kernel_size: Any, stride: Any = None, *, operation: str = "max", caption: str, still: int = 0
) -> Figure:
    """Show every window of a pooling, to be stepped through as in :func:`sliding_window`; the maximum is marked.

    Args:
        x: Input, (H, W).
        kernel_size: Size of the window; int or (vertical, horizontal).
        stride: Step of the window; int or (vertical, horizontal), None for the size of the window.
        operation: ``"max"`` or ``"mean"``.
        caption: What to see.
        still: Index of the output cell shown first, counted row by row; the output is filled up to it.

    Returns:
        A figure with OH * OW frames and its controls.

    Raises:
        ValueError: If the operation is another.
    """
    if operation not in ("max", "mean"):
        raise ValueError(f'operation is {operation!r}, but must be "max" or "mean"')
    x, size = np.asarray(x), pair(kernel_size, "kernel_size")
    step = size if stride is None else pair(stride, "stride")
    OH, OW = output_size(x.shape, size, step)
    blank = np.full(size, None)
    steps = [_taps(x, blank, (i * step[0], j * step[1]), (1, 1)) for i, j in product(range(OH), range(OW))]
    y = np.array([getattr(np, operation)([a for _, a, _ in taps]) for taps in steps]).reshape(OH, OW)
    sentences = [_pooled_sentence(taps, divmod(k, OW), operation, y.flat[k]) for k, taps in enumerate(steps)]
    alt = (
        f"A window of {size[0]}x{size[1]} moves over an input with stride {step} and keeps the {operation}. "
        f"Input {rows_in_words(x)}. Output {rows_in_words(y)}."
    )
    return _stepped(grid(x, "input", "input", cell=SIDE), None, x.shape, steps, y, sentences, alt, caption, still)


def _stepped(
    on_input: Drawing,
    kernel: np.ndarray | None,
    shape: tuple,
    steps: list[list[tuple]],
    y: np.ndarray,
    sentences: list[str],
    alt: str,
    caption: str,
    still: int,
) -> Figure:
    """Lay the frames over what stands still: the input, the kernel if there is one, and the empty output."""
    on_kernel = None if kernel is None else grid(kernel, "kernel", "kernel")
    base = _arranged(on_input, on_kernel, grid(np.full(y.shape, ""), "output", "output"))
    no_kernel = None if kernel is None else grid(np.full(kernel.shape, None), "kernel", " ")
    frames = "".join(
        element("g", _frame(k, taps, shape, no_kernel, y), data_frame=k, display=display(k == still))
        for k, taps in enumerate(steps)
    )
    shown = Drawing(base.body + frames, base.width, base.height)
    return figure(shown, alt, caption, frames=len(steps), controls=controls(sentences, still))


def _taps(padded: np.ndarray, kernel: np.ndarray, start: tuple, dilation: tuple) -> list[tuple]:
    """Return, for one window, each tap's place on the input, the input there and the weight."""
    places = [(start[0] + u * dilation[0], start[1] + v * dilation[1]) for u, v in np.ndindex(*kernel.shape)]
    return [(place, padded[place], weight) for place, weight in zip(places, kernel.flat, strict=True)]


def _padded_grid(x: np.ndarray, shape: tuple, sides: tuple) -> Drawing:
    """Draw the input in its colour, and around it the zeros of the padding in theirs."""
    inside, edge = np.full(shape, None), np.full(shape, 0, dtype=object)
    interior = tuple(slice(before, before + size) for (before, _), size in zip(sides, x.shape, strict=True))
    inside[interior], edge[interior] = x, None
    return over(grid(edge, "padding", " ", cell=SIDE), grid(inside, "input", "input", cell=SIDE))


def over(*drawings: Drawing) -> Drawing:
    """Lay drawings of one size over one another."""
    return Drawing("".join(d.body for d in drawings), drawings[0].width, drawings[0].height)


def _arranged(on_input: Drawing, on_kernel: Drawing | None, on_output: Drawing) -> Drawing:
    right = below(on_kernel, on_output) if on_kernel else on_output
    return beside(on_input, right, gap=36, align=0)


def display(shown: bool) -> str:
    """Return what SVG calls a frame that is shown, or not."""
    return "inline" if shown else "none"


def _frame(k: int, taps: list[tuple], shape: tuple, no_kernel: Drawing | None, y: np.ndarray) -> str:
    """Return what one output cell adds: the window with its weights, and the output as far as it is known."""
    window, known, current = (np.full(size, None) for size in (shape, y.shape, y.shape))
    for place, value, _ in taps:
        window[place] = value
    known.flat[: k + 1] = y.flat[: k + 1]
    current.flat[k] = ""
    corners = "".join(
        text((j + 1) * SIDE - 3, LABEL + (i + 1) * SIDE - 3, f"×{number(weight)}", 10, "end")
        for (i, j), _, weight in taps
        if weight is not None
    )
    on_input = grid(window, "kernel", " ", cell=SIDE, fill=0.5, line=2.5)
    if no_kernel is None:
        on_input = over(on_input, grid(_kept(taps, shape, y.flat[k]), "output", " ", cell=SIDE, fill=0.6, line=3))
    on_output = over(grid(current, "output", " ", fill=0.45, line=3), grid(known, "output", " ", fill=0))
    return _arranged(Drawing(on_input.body + corners, on_input.width, on_input.height), no_kernel, on_output).body


def _kept(taps: list[tuple], shape: tuple, total: Any) -> np.ndarray:
    """Return the first cell of the window that equals what is kept, and nothing else; a mean may equal none."""
    marked = np.full(shape, None)
    winners = [place for place, value, _ in taps if value == total]
    if winners and total == max(value for _, value, _ in taps):
        marked[winners[0]] = total
    return marked


def _pooled_sentence(taps: list[tuple], cell: tuple[int, int], operation: str, total: Any) -> str:
    values = [value for _, value, _ in taps]
    terms = f"max({', '.join(map(number, values))})"
    if operation == "mean":
        terms = f"({' + '.join(map(factor, values))}) / {len(values)}"
    return f"Output row {cell[0]}, column {cell[1]}: {terms} = {number(total)}"


def _sentence(taps: list[tuple], cell: tuple[int, int], total: Any) -> str:
    terms = " + ".join(f"{factor(a)}×{factor(w)}" for _, a, w in taps)
    return f"Output row {cell[0]}, column {cell[1]}: {terms} = {number(total)}"


def factor(value: Any) -> str:
    """Write a number as a factor: a negative one in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def controls(sentences: list[str], still: int) -> str:
    """Return the sum of the still, and the slider and buttons that the page's script brings to life."""
    button = '<button type="button" data-step="{}" aria-label="{} window">{}</button>'
    last = len(sentences) - 1
    slider = f'<label>window <input type="range" min="0" max="{last}" value="{still}" step="1"></label>'
    told = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    parts = (
        button.format(-1, "previous", "◀"),
        slider,
        button.format(1, "next", "▶"),
        f"<ol hidden>{told}</ol>",
    )
    first = f'<p class="cnn-sum" aria-live="polite">{escape(sentences[still])}</p>'
    return f'{first}<div class="cnn-controls" hidden>{"".join(parts)}</div>'
