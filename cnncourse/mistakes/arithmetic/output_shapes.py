"""Mistakes in conv_output_shape, and weak inputs for a test of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.convolution.sizes import OUTPUT_SIZE_MISTAKES
from cnncourse.shapes import pair

Rule = Callable[..., tuple[Any, ...]]


def windows(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """Return how many windows fit in one direction."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def shape_of(rule: Rule) -> Callable[..., Any]:
    """Give a rule for (N, C, H, W), (C_out, C, KH, KW) and three pairs the signature of conv_output_shape."""

    def answer(shape, weight_shape, stride=1, padding=0, dilation=1):
        pairs = (pair(stride), pair(padding, minimum=0), pair(dilation))
        return rule(tuple(shape), tuple(weight_shape), *pairs)

    return answer


def both(x: Any, w: Any, s: Any, p: Any, d: Any) -> tuple[int, int]:
    """Return (OH, OW)."""
    height, width = (windows(*one) for one in zip(x[2:], w[2:], s, p, d, strict=True))
    return height, width


def first_of(values: Any) -> tuple[Any, Any]:
    """Use the vertical setting in both directions."""
    return values[0], values[0]


def of_sizes(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Compute both sizes with a mistake in output_size; images and filters are right."""
    return shape_of(lambda x, w, s, p, d: (x[0], w[0], *answer(x[2:], w[2:], s, p, d)))


def ints_only(shape, weight_shape, stride=1, padding=0, dilation=1):
    """Calculate with whatever comes."""
    N, _, H, W = shape
    F, _, KH, KW = weight_shape
    return (N, F, *(windows(n, k, stride, padding, dilation) for n, k in ((H, KH), (W, KW))))


def pairs_only(shape, weight_shape, stride=1, padding=0, dilation=1):
    """Index whatever comes."""
    N, _, H, W = shape
    F, _, KH, KW = weight_shape
    return (N, F, *(windows(n, k, stride[i], padding[i], dilation[i]) for i, (n, k) in enumerate(((H, KH), (W, KW)))))


CARRIED = (
    "the division is rounded up",
    "the division is rounded to the nearest",
    "the division is not rounded",
    "the first window is not counted",
    "the one is added before the division",
    "the padding is counted once",
    "the padding is subtracted",
    "the padding is ignored",
    "the stride is ignored",
    "the dilation is ignored",
    "the dilation is taken for the gap between taps",
    "the dilated kernel is taken to span dilation * kernel_size cells",
    "the dilated kernel is taken to span dilation * (kernel_size - 1) cells",
    "the dilation is added once",
    "the padding is added after the division",
    "only the 1 is divided by the stride",
)

CONV_OUTPUT_SHAPE_MISTAKES = (
    *(
        Mistake(m.name, of_sizes(m.answer), m.message, tuple(map(of_sizes, m.forms)))
        for m in OUTPUT_SIZE_MISTAKES
        if m.name in CARRIED
    ),
    *declared(
        shape_of,
        (
            (
                "the input's channels are returned",
                lambda x, w, s, p, d: (x[0], x[1], *both(x, w, s, p, d)),
                "The output has one map for each filter: C_out = weight_shape[0].",
            ),
            (
                "channels are multiplied with filters",
                lambda x, w, s, p, d: (x[0], x[1] * w[0], *both(x, w, s, p, d)),
                "A filter sums over the channels and gives one map: C_out in all.",
            ),
            (
                "the images are left out",
                lambda x, w, s, p, d: (w[0], *both(x, w, s, p, d)),
                "The output has four axes: (N, C_out, OH, OW).",
            ),
            (
                "images and filters are exchanged",
                lambda x, w, s, p, d: (w[0], x[0], *both(x, w, s, p, d)),
                "The images come first: (N, C_out, OH, OW).",
            ),
            (
                "the filters stand last",
                lambda x, w, s, p, d: (x[0], *both(x, w, s, p, d), w[0]),
                "The layout is (N, C_out, OH, OW).",
            ),
            (
                "only the height and the width are returned",
                lambda x, w, s, p, d: both(x, w, s, p, d),
                "The output has four axes: (N, C_out, OH, OW).",
            ),
            (
                "height and width are exchanged",
                lambda x, w, s, p, d: (x[0], w[0], *both(x, w, s, p, d)[::-1]),
                "OH comes from H, and stands before OW.",
            ),
            (
                "the height serves for both",
                lambda x, w, s, p, d: (x[0], w[0], *first_of(both(x, w, s, p, d))),
                "OW comes from W and the horizontal settings.",
            ),
            (
                "the kernel's height serves for both",
                lambda x, w, s, p, d: (x[0], w[0], *both(x, (*w[:3], w[2]), s, p, d)),
                "OW comes from KW, weight_shape[3].",
            ),
            (
                "the kernel's sides are exchanged",
                lambda x, w, s, p, d: (x[0], w[0], *both(x, (*w[:2], w[3], w[2]), s, p, d)),
                "weight_shape ends with (KH, KW): rows first.",
            ),
            (
                "pairs are read as (horizontal, vertical)",
                lambda x, w, s, p, d: (x[0], w[0], *both(x, w, s[::-1], p[::-1], d[::-1])),
                "Pairs are (vertical, horizontal).",
            ),
            (
                "only the stride is read as (horizontal, vertical)",
                lambda x, w, s, p, d: (x[0], w[0], *both(x, w, s[::-1], p, d)),
                "Pairs are (vertical, horizontal).",
            ),
            (
                "only the padding is read as (horizontal, vertical)",
                lambda x, w, s, p, d: (x[0], w[0], *both(x, w, s, p[::-1], d)),
                "Pairs are (vertical, horizontal).",
            ),
            (
                "only the dilation is read as (horizontal, vertical)",
                lambda x, w, s, p, d: (x[0], w[0], *both(x, w, s, p, d[::-1])),
                "Pairs are (vertical, horizontal).",
            ),
            (
                "the first entry of a pair serves both directions",
                lambda x, w, s, p, d: (x[0], w[0], *both(x, w, *map(first_of, (s, p, d)))),
                "The second entry belongs to the width.",
            ),
            (
                "the input's shape is returned",
                lambda x, w, s, p, d: x,
                "A window that lies inside the padded image gives one cell: count the windows.",
            ),
            (
                "the number of cells is returned",
                lambda x, w, s, p, d: x[0] * w[0] * both(x, w, s, p, d)[0] * both(x, w, s, p, d)[1],
                "Return the four sizes, (N, C_out, OH, OW).",
            ),
        ),
    ),
    Mistake(
        "pairs are not handled",
        ints_only,
        "Stride, padding and dilation may each be a pair (vertical, horizontal).",
    ),
    Mistake(
        "ints are not handled",
        pairs_only,
        "Stride, padding and dilation may each be an int, which stands for both directions.",
    ),
)

CONV_OUTPUT_SHAPE_TEST_MISTAKES = tuple(
    Mistake(name, lambda inputs=inputs: inputs, message)
    for name, inputs, message in (
        (
            "the image and the kernel are square",
            ((2, 3, 9, 9), (4, 3, 3, 3), 2, 1, 1),
            "Whoever exchanges rows and columns gets the same result. Let H differ from W and KH from KW.",
        ),
        (
            "stride, padding and dilation stay as they are by default",
            ((2, 3, 8, 11), (4, 3, 3, 2), 1, 0, 1),
            "A setting that is ignored is not noticed. Change all three.",
        ),
        (
            "there is one image, one channel and one filter",
            ((1, 1, 8, 11), (1, 1, 3, 2), (2, 3), (1, 2), (2, 1)),
            "Let the numbers of images, channels and filters differ from one another.",
        ),
        (
            "channels and filters are equally many",
            ((2, 4, 8, 11), (4, 4, 3, 2), (2, 3), (1, 2), (2, 1)),
            "Whoever returns the input's channels is not noticed.",
        ),
        (
            "images and filters are equally many",
            ((4, 3, 8, 11), (4, 3, 3, 2), (2, 3), (1, 2), (2, 1)),
            "Whoever exchanges the two is not noticed.",
        ),
        (
            "the kernel has one cell",
            ((2, 3, 8, 11), (4, 3, 1, 1), (2, 3), (1, 2), (2, 3)),
            "A kernel of one tap reaches over one cell, whatever the dilation.",
        ),
        (
            "the kernel is as large as the image",
            ((2, 3, 5, 6), (4, 3, 5, 6), (2, 3), 0, 1),
            "Then one window fits, whatever the stride.",
        ),
        (
            "both directions have the same settings",
            ((2, 3, 8, 11), (4, 3, 3, 2), 2, 1, 2),
            "Give pairs with two different entries.",
        ),
        (
            "no cells are left over",
            ((2, 3, 7, 9), (4, 3, 3, 3), 2, 1, 1),
            "How the division is rounded shows only where the last window does not end at the edge.",
        ),
        (
            "the dilation is 1",
            ((2, 3, 8, 11), (4, 3, 3, 2), (2, 3), (1, 2), 1),
            "Dilation 1 changes nothing, so nobody sees how it is used.",
        ),
        (
            "there is no padding",
            ((2, 3, 10, 14), (4, 3, 3, 2), (2, 3), 0, (2, 3)),
            "Padding 0 changes nothing, so nobody sees how it is used.",
        ),
    )
)
