"""Mistakes in avg_pool2d_backward and max_pool2d_backward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.pooling.windows import LOWEST, Array, Rule, changed, padded
from cnncourse.shapes import pair

Share = Callable[[SimpleNamespace, tuple[int, int, int, int], Array], Array]


def settings(dy: Array, kernel_size: Any, stride: Any, padding: Any, **more: Any) -> SimpleNamespace:
    """Return the settings as pairs."""
    kernel = pair(kernel_size)
    given = stride is not None
    return SimpleNamespace(
        dy=dy,
        kernel=kernel,
        stride=pair(stride) if given else kernel,
        given=given,
        padding=pair(padding, minimum=0),
        **more,
    )


def from_shape(rule: Rule) -> Callable[..., Array]:
    """Give a rule the signature of avg_pool2d_backward."""

    def answer(dy, x_shape, kernel_size, stride=None, padding=0):
        return rule(settings(dy, kernel_size, stride, padding, x=np.zeros(x_shape), share=equal))

    return answer


def from_image(rule: Rule) -> Callable[..., Array]:
    """Give a rule the signature of max_pool2d_backward."""

    def answer(dy, x, kernel_size, stride=None, padding=0):
        return rule(settings(dy, kernel_size, stride, padding, x=x, share=winner))

    return answer


def equal(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return an equal share for each cell of the window."""
    return np.ones(window.shape) / np.prod(a.kernel)


def winner(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the first largest number of the window."""
    share = np.zeros(window.shape)
    if window.size:
        share.flat[window.argmax()] = 1
    return share


def places(a: SimpleNamespace) -> Iterator[tuple[tuple[int, int, int, int], slice, slice]]:
    """Yield the index of each output cell, and the rows and columns of its window in the padded image."""
    for n, c, i, j in np.ndindex(*a.dy.shape):
        top, left = i * a.stride[0], j * a.stride[1]
        yield (n, c, i, j), slice(top, top + a.kernel[0]), slice(left, left + a.kernel[1])


def spread(a: SimpleNamespace, fill: float = LOWEST, assign: bool = False, late: int = 0) -> Array:
    """Return the gradient of the padded image; what hangs over its edge is cut off."""
    x = padded(a, fill)
    dx = np.zeros(x.shape)
    for place, rows, columns in places(a):
        n, c, _, _ = place
        share = a.dy[place] * a.share(a, place, x[n, c, rows, columns])
        target = dx[n, c, rows.start + late : rows.stop + late, columns.start + late : columns.stop + late]
        share = share[: target.shape[0], : target.shape[1]]
        target[...] = np.where(share == 0, target, share) if assign else target + share
    return dx


def cropped(a: SimpleNamespace, dx: Array) -> Array:
    """Cut the padding off."""
    v, h = a.padding
    return dx[:, :, v : v + a.x.shape[2], h : h + a.x.shape[3]]


def gradient(a: SimpleNamespace, **changes: Any) -> Array:
    """Return the right gradient, or the one with some settings changed."""
    b = changed(a, **changes)
    return cropped(b, spread(b))


def assigned(a: SimpleNamespace, fully: bool = False) -> Array:
    """Assign each window's share; `fully`: with its zeros."""
    if not fully:
        return cropped(a, spread(a, assign=True))
    x = padded(a, LOWEST)
    dx = np.zeros(x.shape)
    for place, rows, columns in places(a):
        n, c, _, _ = place
        dx[n, c, rows, columns] = a.dy[place] * a.share(a, place, x[n, c, rows, columns])
    return cropped(a, dx)


def to_minus(a: SimpleNamespace) -> Array:
    """Cut the padding off with [p:-p], which is empty for p = 0."""
    v, h = a.padding
    return spread(a)[:, :, v:-v, h:-h]


def by_windows(a: SimpleNamespace, **changes: Any) -> Array:
    """Add to slices of the gradient with some settings changed; one cut short by the edge raises."""
    b = changed(a, **changes)
    x = padded(b, LOWEST)
    dx = np.zeros(x.shape)
    whole = np.zeros(b.kernel)
    for (n, c, _, _), rows, columns in places(b):
        dx[n, c, rows, columns] += whole
    return gradient(a, **changes)


def by_winners(a: SimpleNamespace, **changes: Any) -> Array:
    """Add each gradient at the place of the winner, with some settings changed; a place outside raises."""
    b = changed(a, **changes)
    x = padded(b, LOWEST)
    dx = np.zeros(x.shape)
    for place, rows, columns in places(b):
        n, c, _, _ = place
        i, j = divmod(int(np.argmax(x[n, c, rows, columns])), b.kernel[1])
        dx[n, c, rows.start + i, columns.start + j] += b.dy[place]
    return cropped(b, dx)


def by_maximum(a: SimpleNamespace, **changes: Any) -> Array:
    """Ask slices of the padded image for their maximum; an empty one raises."""
    b = changed(a, **changes)
    x = padded(b, LOWEST)
    for (n, c, _, _), rows, columns in places(b):
        x[n, c, rows, columns].max()
    return gradient(a, **changes)


def by_cells(a: SimpleNamespace, **changes: Any) -> Array:
    """Visit the padded image cell by cell; one beyond its edge raises."""
    b = changed(a, **changes)
    x = padded(b, LOWEST)
    for (n, c, _, _), rows, columns in places(b):
        for i in range(rows.start, rows.stop):
            for j in range(columns.start, columns.stop):
                _ = x[n, c, i, j]
    return gradient(a, **changes)


def by_taps(a: SimpleNamespace, **changes: Any) -> Array:
    """Add dy to what each tap sees, a slice with a step; one cut short by the edge raises."""
    b = changed(a, **changes)
    dx = np.zeros(padded(b, 0.0).shape)
    (sv, sh), (height, width) = b.stride, b.dy.shape[2:]
    for p, q in np.ndindex(*b.kernel):
        dx[:, :, p : p + sv * height : sv, q : q + sh * width : sh] += b.dy
    return gradient(a, **changes)


AVERAGE_WAYS = (gradient, by_windows, by_cells, by_taps)
MAXIMUM_WAYS = (gradient, by_windows, by_winners, by_maximum, by_cells, by_taps)


def written(
    change: Callable[[SimpleNamespace], dict[str, Any]], ways: tuple[Callable[..., Array], ...]
) -> tuple[Rule, ...]:
    """Write one change of the settings in several ways."""

    def form(way: Callable[..., Array]) -> Rule:
        return lambda a: way(a, **change(a))

    return tuple(form(way) for way in ways)


def without_last(a: SimpleNamespace) -> Array:
    """Leave the last row and column of dy out."""
    dy = a.dy.astype(float)
    dy[:, :, -1], dy[..., -1] = 0, 0
    return gradient(a, dy=dy)


def batch_of_one(dx: Array) -> Array:
    """Fill only the first image."""
    out = np.zeros_like(dx)
    out[0] = dx[0]
    return out


def one_map(dx: Array) -> Array:
    """Fill only the first map of each image."""
    out = np.zeros_like(dx)
    out[:, 0] = dx[:, 0]
    return out


def overwriting_dy(a: SimpleNamespace) -> Array:
    """Write into the upstream gradient."""
    dx = gradient(a)
    a.dy[...] = a.dy / 2
    return dx


def overwriting_x(a: SimpleNamespace) -> Array:
    """Write into the input of the forward pass."""
    dx = gradient(a)
    a.x[...] = 0
    return dx


def repeated(a: SimpleNamespace) -> Array:
    """Repeat each gradient over a window, whatever the size of x."""
    kh, kw = a.kernel
    return a.dy.repeat(kh, axis=2).repeat(kw, axis=3) / (kh * kw)


SIDE_BY_SIDE = "the windows always lie side by side"
SETTINGS = (
    (
        "the stride defaults to 1",
        "Without a stride the windows lie side by side: None means the kernel size.",
        lambda a: {"stride": a.stride if a.given else (1, 1)},
    ),
    (
        SIDE_BY_SIDE,
        "The stride may differ from the kernel size: windows may overlap, or leave gaps.",
        lambda a: {"stride": a.kernel},
    ),
    (
        "the two strides are swapped",
        "A stride pair is (vertical, horizontal).",
        lambda a: {"stride": a.stride[::-1] if a.given else a.stride},
    ),
    (
        "the vertical stride serves both directions",
        "The columns move by the second entry of the stride.",
        lambda a: {"stride": (a.stride[0], a.stride[0]) if a.given else a.stride},
    ),
    (
        "the padding is ignored",
        "The windows lie in the padded image, and row 0 of x is its row p: cut out p : p + H at the end.",
        lambda a: {"padding": (0, 0)},
    ),
    (
        "the two paddings are swapped",
        "A padding pair is (vertical, horizontal).",
        lambda a: {"padding": a.padding[::-1]},
    ),
    (
        "the vertical padding serves both directions",
        "Left and right take the second entry of the padding.",
        lambda a: {"padding": (a.padding[0], a.padding[0])},
    ),
    (
        "height and width of the window are swapped",
        "kernel_size is (KH, KW): rows first.",
        lambda a: {"kernel": a.kernel[::-1], "stride": a.stride if a.given else a.kernel[::-1]},
    ),
    (
        "the window's height serves as its width, too",
        "kernel_size is (KH, KW); the two may differ.",
        lambda a: {"kernel": (a.kernel[0],) * 2, "stride": a.stride if a.given else (a.kernel[0],) * 2},
    ),
)


def shared(number: str, ways: tuple[Callable[..., Array], ...]) -> tuple[tuple[Any, ...], ...]:
    """Return the rows of the mistakes that both gradients share."""
    rows = []
    for name, message, change in SETTINGS:
        first, *forms = written(change, ways[:-2] if "padding" in name else ways)
        if name == SIDE_BY_SIDE and ways is AVERAGE_WAYS:
            forms.append(repeated)
        rows.append((name, first, message, *forms))
    return (
        *rows,
        (
            "the share of a window is assigned, not added",
            assigned,
            f"Windows overlap, and {number} collects from every window that it was used in: use +=.",
            lambda a: assigned(a, True),
        ),
        (
            "dx keeps the padding",
            spread,
            "dx has the shape of x: cut the padding off at the end.",
        ),
        (
            "dx is cut out with [p:-p]",
            to_minus,
            "With p = 0 that slice is empty. Slice p : p + H.",
            lambda a: to_minus(a) if max(a.padding) else gradient(a),
        ),
        (
            "the last row and column of dy are left out",
            without_last,
            "The loops run over all OH rows and OW columns of dy.",
        ),
        (
            "the gradient is averaged over the batch",
            lambda a: gradient(a) / len(a.x),
            "dx[n] depends on dy[n] alone, and a loss that is a mean has divided dy already.",
        ),
        (
            "the gradient is summed over the batch",
            lambda a: np.broadcast_to(gradient(a).sum(0), a.x.shape),
            "dx[n] depends on dy[n] alone.",
            lambda a: gradient(a).sum(0),
        ),
        (
            "only the first image gets a gradient",
            lambda a: batch_of_one(gradient(a)),
            "Every image of the batch has a gradient of its own.",
            lambda a: batch_of_one(one_map(gradient(a))),
        ),
        (
            "only the first map of each image gets a gradient",
            lambda a: one_map(gradient(a)),
            "Every map has a gradient of its own.",
        ),
        (
            "the gradient is cut to whole numbers",
            lambda a: np.trunc(gradient(a)),
            "An array made for whole numbers drops the fractions. Allocate dx as floats.",
        ),
        ("dy is overwritten", overwriting_dy, "The caller still needs dy. Work on a copy."),
    )


def scaled(divisor: Callable[[SimpleNamespace], Any]) -> Rule:
    """Divide by something else than KH * KW."""
    return lambda a: gradient(a) * np.prod(a.kernel) / divisor(a)


def pixels(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return equal shares for the cells that lie in the image."""
    return np.ones(window.shape) / max(int(np.isfinite(window).sum()), 1)


def cell(row: int, column: int) -> Share:
    """Return all for one cell of the window."""

    def share(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
        all_of_it = np.zeros(window.shape)
        all_of_it[row % a.kernel[0], column % a.kernel[1]] = 1
        return all_of_it

    return share


def centre(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the cell in the middle."""
    all_of_it = np.zeros(window.shape)
    all_of_it[a.kernel[0] // 2, a.kernel[1] // 2] = 1
    return all_of_it


def truncated_like_dy(a: SimpleNamespace) -> Array:
    """Allocate dx in the dtype of dy."""
    if a.dy.dtype.kind == "f":
        return gradient(a)
    whole = np.trunc(a.dy / np.prod(a.kernel))
    return np.trunc(gradient(a, dy=whole * np.prod(a.kernel)))


def added_to_int(a: SimpleNamespace) -> Array:
    """Add fractions in place to an array made for whole numbers, which NumPy refuses."""
    dx = np.zeros(a.x.shape, a.dy.dtype)
    share = a.dy[0, 0, 0, 0] / np.prod(a.kernel)
    dx[0, 0, :1, :1] += share
    return gradient(a)


def outside(a: SimpleNamespace) -> Array:
    """Add to slices of dx that begin at negative indices: they are empty, or lie at the other end."""
    dx = np.zeros(a.x.shape)
    (kh, kw), (sv, sh), (v, h) = a.kernel, a.stride, a.padding
    for i, j in np.ndindex(*a.dy.shape[2:]):
        top, left = i * sv - v, j * sh - h
        dx[:, :, top : top + kh, left : left + kw] += a.dy[:, :, i : i + 1, j : j + 1] / (kh * kw)
    return dx


AVG_POOL2D_BACKWARD_MISTAKES = declared(
    from_shape,
    (
        (
            "the gradient is not divided",
            scaled(lambda a: 1),
            "Each pixel counted 1 / (KH * KW) in the average, so it gets that share of the gradient.",
        ),
        (
            "the gradient is divided by KH * KH",
            scaled(lambda a: a.kernel[0] ** 2),
            "A window has KH * KW cells; the two may differ.",
            scaled(lambda a: a.kernel[1] ** 2),
        ),
        (
            "the gradient is divided by KH or KW alone",
            scaled(lambda a: a.kernel[0]),
            "A window has KH * KW cells.",
            scaled(lambda a: a.kernel[1]),
        ),
        (
            "the gradient is divided by KH and multiplied by KW",
            scaled(lambda a: a.kernel[0] / a.kernel[1]),
            "dy / KH * KW is (dy / KH) * KW. Put the product in brackets: dy / (KH * KW).",
        ),
        (
            "the gradient is divided by H * W",
            scaled(lambda a: a.x.shape[2] * a.x.shape[3]),
            "The average ran over a window of KH * KW cells, not over the image.",
        ),
        (
            "the gradient is divided twice",
            scaled(lambda a: np.prod(a.kernel) ** 2),
            "Each pixel counted 1 / (KH * KW) in the average: divide once.",
        ),
        (
            "the gradient is multiplied by KH * KW",
            scaled(lambda a: 1 / np.prod(a.kernel)),
            "Each pixel counted 1 / (KH * KW) in the average: divide.",
        ),
        (
            "the gradient at the edge is divided by the pixels of x alone",
            lambda a: gradient(a, share=pixels),
            "The forward pass divided by KH * KW, padding included; so must the backward pass.",
        ),
        (
            "the first cell of each window gets all of the gradient",
            lambda a: gradient(a, share=cell(0, 0)),
            "Every cell of the window took part in the average: each gets its share.",
            lambda a: gradient(a, share=lambda *given: cell(0, 0)(*given) / np.prod(a.kernel)),
        ),
        (
            "the last cell of each window gets all of the gradient",
            lambda a: gradient(a, share=cell(-1, -1)),
            "Every cell of the window took part in the average: each gets its share.",
        ),
        (
            "the middle of each window gets all of the gradient",
            lambda a: gradient(a, share=centre),
            "Every cell of the window took part in the average: each gets its share.",
        ),
        (
            "dx is allocated for whole numbers when dy holds them",
            truncated_like_dy,
            "Shares are fractions: allocate dx as floats, not in the dtype of dy.",
            added_to_int,
        ),
        (
            "slices of dx begin at negative indices",
            outside,
            "A slice -1:1 is empty: -1 counts from the end. Add in an array of the padded size, and cut dx out of it.",
        ),
        *shared("a pixel", AVERAGE_WAYS),
    ),
)


def tied(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for every cell that equals the maximum."""
    return (window == window.max(initial=LOWEST)).astype(float)


def divided(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Divide among the cells that equal the maximum."""
    equal_cells = tied(a, place, window)
    return equal_cells / max(equal_cells.sum(), 1)


def last(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the last of the largest numbers."""
    return winner(a, place, window[::-1, ::-1])[::-1, ::-1]


def down_first(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the first of the largest numbers, column by column."""
    return winner(a, place, window.T).T


def smallest(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the smallest number."""
    return winner(a, place, np.where(np.isfinite(window), -window, LOWEST))


def furthest(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the number furthest from 0."""
    return winner(a, place, np.where(np.isfinite(window), np.abs(window), LOWEST))


def misplaced(split: Callable[[SimpleNamespace, int], tuple[int, int]]) -> Rule:
    """Add each gradient at a place that is computed from the flat index of the winner; one outside raises."""

    def rule(a: SimpleNamespace) -> Array:
        x = padded(a, LOWEST)
        dx = np.zeros(x.shape)
        for place, rows, columns in places(a):
            n, c, _, _ = place
            i, j = split(a, int(x[n, c, rows, columns].argmax()))
            dx[n, c, rows.start + i, columns.start + j] += a.dy[place]
        return cropped(a, dx)

    return rule


def at_start(a: SimpleNamespace) -> Array:
    """Add each gradient at the place that the winner has in its window, without the window's own."""
    x = padded(a, LOWEST)
    dx = np.zeros(a.x.shape)
    for place, rows, columns in places(a):
        n, c, _, _ = place
        i, j = divmod(int(x[n, c, rows, columns].argmax()), a.kernel[1])
        dx[n, c, i, j] += a.dy[place]
    return dx


def unshifted(a: SimpleNamespace) -> Array:
    """Add at the winner's place in the padded image, to an array of the size of x; one outside raises."""
    x = padded(a, LOWEST)
    dx = np.zeros(a.x.shape)
    for place, rows, columns in places(a):
        n, c, _, _ = place
        i, j = divmod(int(x[n, c, rows, columns].argmax()), a.kernel[1])
        dx[n, c, rows.start + i, columns.start + j] += a.dy[place]
    return dx


def wrapped(a: SimpleNamespace) -> Array:
    """Let windows start at negative indices, which count from the end."""
    x = padded(a, 0.0)
    dx = np.zeros(a.x.shape)
    for place, rows, columns in places(a):
        n, c, _, _ = place
        i, j = divmod(int(x[n, c, rows, columns].argmax()), a.kernel[1])
        dx[n, c, rows.start + i - a.padding[0], columns.start + j - a.padding[1]] += a.dy[place]
    return dx


def over_maps(a: SimpleNamespace) -> Array:
    """Give the gradient of all maps to the map that holds the largest number of all."""
    x = padded(a, LOWEST)
    dx = np.zeros(x.shape)
    for (n, c, i, j), rows, columns in places(a):
        block = x[n, :, rows, columns]
        k, p, q = map(int, np.unravel_index(block.argmax(), block.shape))
        dx[n, k, rows.start + p, columns.start + q] += a.dy[n, c, i, j]
    return cropped(a, dx)


def truncated_like_x(a: SimpleNamespace) -> Array:
    """Allocate dx in the dtype of x, and add in place, which NumPy refuses for an array; one by one it cuts."""
    if a.x.dtype.kind == "f":
        return gradient(a)
    x = padded(a, LOWEST)
    dx = np.zeros(x.shape, int)
    for place, rows, columns in places(a):
        n, c, _, _ = place
        i, j = divmod(int(x[n, c, rows, columns].argmax()), a.kernel[1])
        dx[n, c, rows.start + i, columns.start + j] += a.dy[place]
    return cropped(a, dx)


def adding_to_int(a: SimpleNamespace) -> Array:
    """Add a window of fractions in place to an array made for whole numbers, which NumPy refuses."""
    dx = np.zeros_like(a.x)
    dx[0, 0, :1, :1] += a.dy[0, 0, :1, :1]
    return gradient(a)


def infinite_integers(a: SimpleNamespace) -> Array:
    """Pad an array of its own dtype with minus infinity, which whole numbers do not know."""
    np.pad(a.x, [(0, 0), (0, 0), *((p, p) for p in a.padding)], constant_values=-np.inf)
    return gradient(a)


MAX_POOL2D_BACKWARD_MISTAKES = declared(
    from_image,
    (
        (
            "every cell that equals the maximum gets the whole gradient",
            lambda a: gradient(a, share=tied),
            "Each window has one winner, also among equal numbers: the first, row by row.",
            lambda a: cropped(a, spread(changed(a, share=tied), assign=True)),
        ),
        (
            "equal numbers divide the gradient among them",
            lambda a: gradient(a, share=divided),
            "Each window has one winner, also among equal numbers: the first, row by row.",
        ),
        (
            "the last of equal numbers wins",
            lambda a: gradient(a, share=last),
            "Of equal numbers the first wins: replace the winner only by a larger number, with >, not >=.",
        ),
        (
            "of equal numbers the first column by column wins",
            lambda a: gradient(a, share=down_first),
            "Go through the window row by row: of equal numbers the first in that order wins.",
        ),
        (
            "the gradient is shared among all cells of the window",
            lambda a: gradient(a, share=equal),
            "That is average pooling. Only the winner moved the output, so it alone gets the gradient.",
        ),
        (
            "every cell of the window gets the gradient",
            lambda a: gradient(a, share=lambda a, place, window: np.ones(window.shape)),
            "Only the winner moved the output, so it alone gets the gradient.",
        ),
        (
            "the smallest number gets the gradient",
            lambda a: gradient(a, share=smallest),
            "The winner is the largest number of the window.",
        ),
        (
            "the number furthest from 0 gets the gradient",
            lambda a: gradient(a, share=furthest),
            "The winner is the largest number of the window, with its sign.",
        ),
        (
            "winners are counted, and dy is not used",
            lambda a: gradient(a, dy=np.ones(a.dy.shape)),
            "The winner of window (oh, ow) gets dy[n, c, oh, ow].",
            lambda a: np.sign(gradient(a, dy=np.ones(a.dy.shape))),
        ),
        (
            "the gradient is multiplied by the maximum",
            lambda a: gradient(a) * a.x,
            "The output is the winner itself, so its slope is 1: pass dy on as it is.",
        ),
        (
            "the maximum itself is passed back",
            lambda a: np.sign(gradient(a, dy=np.ones(a.dy.shape))) * a.x,
            "The winner gets dy[n, c, oh, ow], the gradient of its window.",
            lambda a: gradient(a, dy=np.ones(a.dy.shape)) * a.x,
        ),
        (
            "the padding holds zeros, and wins",
            lambda a: cropped(a, spread(a, fill=0.0)),
            "In a map of negative numbers a zero wins, and its gradient is lost. Fill the padding with -np.inf.",
            wrapped,
        ),
        (
            "the padding is not subtracted from the place of the winner",
            unshifted,
            "Row r of the padded image is row r - padding of x.",
            lambda a: spread(a)[:, :, : a.x.shape[2], : a.x.shape[3]],
        ),
        (
            "the start of the window is not added to the place of the winner",
            at_start,
            "argmax of a window counts from the window's first cell: add its row and column.",
        ),
        (
            "the flat index of the winner is divided by KH",
            misplaced(lambda a, flat: divmod(flat, a.kernel[0])),
            "A row of the window has KW cells: row, column = divmod(index, KW).",
        ),
        (
            "row and column of the winner are exchanged",
            misplaced(lambda a, flat: divmod(flat, a.kernel[1])[::-1]),
            "divmod(index, KW) gives the row first, then the column.",
        ),
        (
            "the maximum is taken over the maps, too",
            over_maps,
            "Each map is pooled by itself, and each has winners of its own.",
        ),
        (
            "dx is allocated for whole numbers when x holds them",
            truncated_like_x,
            "Gradients have fractions: allocate dx as floats, not in the dtype of x.",
            adding_to_int,
            lambda a: gradient(a) if a.x.dtype.kind == "f" else np.trunc(gradient(a)),
        ),
        (
            "an array of whole numbers is padded with infinity",
            infinite_integers,
            "Whole numbers know no infinity. Turn x into floats before you pad it.",
        ),
        *shared("the winner", MAXIMUM_WAYS),
        ("x is overwritten", overwriting_x, "The caller still needs x. Work on a copy."),
    ),
)
