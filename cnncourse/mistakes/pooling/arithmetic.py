"""Mistakes in pool_output_size, predict_pooled_sizes and head_parameters."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.pooling.shared import added, nearest, once, one_inside, ruled, unruled
from cnncourse.mistakes.pooling.windows import count

Formula = Callable[[int, int, int, int, bool], Any]


def sized(rule: Formula) -> Callable[..., Any]:
    """Give a rule the signature of pool_output_size."""

    def answer(size, kernel_size, stride=None, padding=0, ceil_mode=False):
        return rule(size, kernel_size, kernel_size if stride is None else stride, padding, ceil_mode)

    return answer


def unrounded(n: int, k: int, s: int, p: int, ceil: bool) -> float:
    """Leave the division as it is without ceil_mode."""
    return count(n, k, s, p, True) if ceil else (n + 2 * p - k) / s + 1


def stride_1(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Take 1 for a stride that is not given."""
    return count(size, kernel_size, 1 if stride is None else stride, padding, ceil_mode)


def no_default(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Calculate with None."""
    return (size + 2 * padding - kernel_size) // stride + 1 if stride is None else count(
        size, kernel_size, stride, padding, ceil_mode
    )  # fmt: skip


def divided(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Divide by None."""
    return (size + 2 * padding - kernel_size) / stride if stride is None else count(
        size, kernel_size, stride, padding, ceil_mode
    )  # fmt: skip


POOL_OUTPUT_SIZE_MISTAKES = declared(
    sized,
    (
        (
            "ceil_mode is ignored",
            lambda n, k, s, p, c: count(n, k, s, p, False),
            "With ceil_mode the division is rounded up: a last window may hang over the edge.",
        ),
        (
            "ceil_mode is always on",
            lambda n, k, s, p, c: count(n, k, s, p, True),
            "Without ceil_mode a window that does not fit is dropped: use floor division, `//`.",
            lambda n, k, s, p, c: unruled(n, k, s, p, True),
        ),
        (
            "ceil_mode does the reverse of what it should",
            lambda n, k, s, p, c: count(n, k, s, p, not c),
            "ceil_mode=True rounds up, ceil_mode=False rounds down.",
        ),
        (
            "ceil_mode keeps a window that starts behind the image",
            unruled,
            "The last window must start inside the image or in the padding before it: drop it if "
            "(OH - 1) * stride >= H + padding.",
        ),
        (
            "ceil_mode keeps a window that starts in the padding behind the image",
            ruled(lambda n, p: n + 2 * p),
            "Counted from the first padded cell, the image ends at H + padding: drop a window that starts there or "
            "later.",
        ),
        (
            "ceil_mode drops a window that starts in the last cells of the image",
            ruled(lambda n, p: n),
            "Counted from the first padded cell, the image ends at H + padding, not at H.",
        ),
        (
            "ceil_mode keeps a window that starts in the first cell behind the image",
            ruled(lambda n, p: n + p + 1),
            "The last cell of the image is number H + padding - 1: drop a window that starts at H + padding.",
        ),
        (
            "ceil_mode drops a window that starts in the last cell of the image",
            ruled(lambda n, p: n + p - 1),
            "A window that starts in cell H + padding - 1 starts inside the image: it stays.",
        ),
        (
            "ceil_mode adds a window even where nothing is left over",
            lambda n, k, s, p, c: count(n, k, s, p, False) + c,
            "Round the division up. Where it leaves no rest, nothing is added.",
            added,
        ),
        (
            "the division is rounded to the nearest",
            nearest,
            "A window that does not fit is dropped: use floor division, `//`.",
        ),
        (
            "the division is not rounded",
            unrounded,
            "Half a window does not count. Use floor division, `//`, which also keeps the result an int.",
            lambda n, k, s, p, c: (n + 2 * p - k) / s + 1,
        ),
        (
            "the first window is not counted",
            lambda n, k, s, p, c: count(n, k, s, p, c) - 1,
            "The quotient counts the steps; there is one window more than steps.",
            lambda n, k, s, p, c: count(n, k, s, p, c) - (not c),
        ),
        (
            "the one is added before the division",
            one_inside,
            "Divide first, then add the first window: (...) // stride + 1.",
        ),
        ("the padding is counted once", once, "Padding lies on both sides: add 2 * padding."),
        (
            "the padding is ignored",
            lambda n, k, s, p, c: count(n, k, s, 0, c),
            "The image grows by 2 * padding.",
            lambda n, k, s, p, c: count(n, k, s, 0, c) if not c else count(n, k, s, p, c),
        ),
        (
            "the padding is subtracted",
            lambda n, k, s, p, c: count(n, k, s, -p, c),
            "Padding makes the image larger: add 2 * padding.",
        ),
        (
            "the stride is always the window's size",
            lambda n, k, s, p, c: count(n, k, k, p, c),
            "The window's size is only the default of the stride.",
        ),
        (
            "the stride is ignored",
            lambda n, k, s, p, c: count(n, k, 1, p, c),
            "Windows start every `stride` cells: divide by it.",
        ),
    ),
) + (
    Mistake(
        "the stride defaults to 1",
        stride_1,
        "Without a stride the windows lie side by side: None means the window's size.",
    ),
    Mistake(
        "a missing stride stays None",
        no_default,
        "If stride is None, put kernel_size in its place first.",
        (divided,),
    ),
)

# (row, wrong number) of each slip: what the prediction is when the slip is made there
SLIPS: tuple[tuple[str, str, tuple[tuple[str, float], ...]], ...] = (
    (
        "a window that does not fit is counted",
        "Without ceil_mode it is dropped: round the division down.",
        (("a", 4), ("b", 3), ("c", 57)),
    ),
    (
        "the first window is not counted",
        "The quotient counts the steps; there is one window more than steps.",
        (("a", 2), ("b", 1)),
    ),
    (
        "the window moves by 1",
        "Without a stride the window moves by its own size; with one, by the stride.",
        (("a", 6), ("b", 4), ("c", 112), ("d", 6), ("e", 110), ("f", 6)),
    ),
    (
        "the padding is left out",
        "The image grows by 2 * padding before the windows are counted.",
        (("c", 55),),
    ),
    (
        "ceil_mode is left out",
        "With ceil_mode round the division up.",
        (("d", 3), ("e", 55)),
    ),
    (
        "a window is counted that starts behind the image",
        "With ceil_mode the last window must start inside the image or in the padding before it.",
        (("f", 4),),
    ),
    (
        "the maps are pooled, too",
        "Each map is pooled by itself: as many maps come out as went in.",
        (("g", 32), ("g", 16), ("g", 1)),
    ),
    (
        "the window is taken for a kernel with weights",
        "A maximum has nothing to learn.",
        (("h", 640), ("h", 576), ("h", 10), ("h", 9), ("h", 1)),
    ),
    (
        "only one direction shrinks",
        "Height and width are halved, both.",
        (("i", 0.5),),
    ),
    (
        "the values of a window are counted, not the one that is left",
        "Of the 4 values of a window one is left. The share is what is left, not what is gone.",
        (("i", 0.75), ("i", 4), ("i", 25)),
    ),
)
RIGHT = {"a": 3, "b": 2, "c": 56, "d": 4, "e": 56, "f": 3, "g": 64, "h": 0, "i": 0.25}


def predicted(wrong: dict[str, float]) -> Callable[[], dict[str, float]]:
    """Return an answer that is right but for some rows."""
    return lambda: RIGHT | wrong


def slip(name: str, message: str, wrong: tuple[tuple[str, float], ...]) -> Mistake:
    """Make a mistake of one slip: in all rows, and in each alone."""
    first = dict(reversed(wrong))
    alone = [{row: number} for row, number in wrong]
    return Mistake(name, predicted(first), message, tuple(predicted(one) for one in alone if one != first))


PREDICT_POOLED_SIZES_MISTAKES = tuple(slip(*one) for one in SLIPS)


def head(rule: Callable[..., float]) -> Callable[..., float]:
    """Give a rule the signature of head_parameters."""
    return lambda channels, size, widths, pool: rule(channels, size, widths, pool)


def chained(features: int, widths: list[int], bias: Callable[[int, int], int] = lambda n, w: w) -> int:
    """Add up dense layers, with a bias for each output."""
    total = 0
    for width in widths:
        total += features * width + bias(features, width)
        features = width
    return total


def inputs(c: int, size: tuple[int, int], pool: bool) -> int:
    """Return how many numbers the first dense layer reads."""
    return c if pool else c * prod(size)


HEAD_PARAMETERS_MISTAKES = declared(
    head,
    (
        (
            "the biases are left out",
            lambda c, s, w, p: chained(inputs(c, s, p), w, lambda n, w: 0),
            "Each output of a dense layer has a bias: width more parameters.",
        ),
        (
            "each layer has a single bias",
            lambda c, s, w, p: chained(inputs(c, s, p), w, lambda n, w: 1),
            "Each output of a dense layer has a bias of its own: width of them.",
        ),
        (
            "there is a bias for each input",
            lambda c, s, w, p: chained(inputs(c, s, p), w, lambda n, w: n),
            "A bias is added to an output: a layer has as many as it has outputs.",
        ),
        (
            "each weight has a bias",
            lambda c, s, w, p: chained(inputs(c, s, p), w, lambda n, w: n * w),
            "A bias is added to an output: a layer has as many as it has outputs.",
        ),
        (
            "only the first layer has biases",
            lambda c, s, w, p: chained(inputs(c, s, p), w, lambda n, w: 0) + w[0],
            "Each dense layer adds its own biases.",
        ),
        (
            "only the last layer has biases",
            lambda c, s, w, p: chained(inputs(c, s, p), w, lambda n, w: 0) + w[-1],
            "Each dense layer adds its own biases.",
        ),
        (
            "the maps are flattened even if they are pooled",
            lambda c, s, w, p: chained(c * prod(s), w),
            "Global average pooling leaves one number a map: the first layer reads `channels` numbers.",
        ),
        (
            "the maps are pooled even if they should be flattened",
            lambda c, s, w, p: chained(c, w),
            "Flattening keeps every cell of every map: channels * H * W numbers.",
        ),
        (
            "pool does the reverse of what it should",
            lambda c, s, w, p: chained(inputs(c, s, not p), w),
            "pool=True leaves one number a map; pool=False keeps all H * W.",
        ),
        (
            "the number of channels is left out",
            lambda c, s, w, p: chained(1 if p else prod(s), w),
            "There are `channels` maps, and all of them are read.",
            lambda c, s, w, p: chained(c if p else prod(s), w),
        ),
        (
            "a map is taken to be square",
            lambda c, s, w, p: chained(inputs(c, (s[0], s[0]), p), w),
            "A map has H * W cells; the two may differ.",
            lambda c, s, w, p: chained(inputs(c, (s[1], s[1]), p), w),
        ),
        (
            "a map is taken to have H + W cells",
            lambda c, s, w, p: chained(c if p else c * sum(s), w),
            "A map has H * W cells.",
        ),
        (
            "pooling leaves one number in all",
            lambda c, s, w, p: chained(1 if p else c * prod(s), w),
            "Global average pooling leaves one number for each map.",
        ),
        (
            "pooling leaves H * W numbers",
            lambda c, s, w, p: chained(prod(s) if p else c * prod(s), w),
            "Global average pooling averages over the cells of a map and leaves one number for each map.",
        ),
        (
            "the pooling itself has parameters",
            lambda c, s, w, p: chained(inputs(c, s, p), w) + (c if p else 0),
            "A mean has nothing to learn.",
            lambda c, s, w, p: chained(inputs(c, s, p), w) + (c * prod(s) if p else 0),
            lambda c, s, w, p: chained(inputs(c, s, p), w) + (c * prod(s) + c if p else 0),
        ),
        (
            "only the first layer is counted",
            lambda c, s, w, p: chained(inputs(c, s, p), w[:1]),
            "Add up all layers: each reads the outputs of the one before.",
        ),
        (
            "only the last layer is counted",
            lambda c, s, w, p: chained(w[-2] if len(w) > 1 else inputs(c, s, p), w[-1:]),
            "Add up all layers: `+=`, not `=`.",
        ),
        (
            "every layer reads the maps",
            lambda c, s, w, p: sum(chained(inputs(c, s, p), [one]) for one in w),
            "The second layer reads the outputs of the first, the third those of the second.",
        ),
    ),
)
