"""What the mistakes in avg_pool2d_backward and max_pool2d_backward are made of, and those that both share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

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
