"""Mistakes in what 1x1 convolutions cost, predicted and computed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import xor
from types import SimpleNamespace
from typing import Any

from cnncourse.mistakes import Mistake, declared

# 64 filters of 1x1 on 256 maps of 14x14; then the field of a 3x3 layer followed by two 1x1 layers.
PREDICTION = {"weights": 16_384, "learnt": 16_448, "numbers": 12_544, "macs": 3_211_264, "field": 3}


def slip(name: str, message: str, *others: dict[str, int], **wrong: int) -> Mistake:
    """Make a mistake in some of the predicted numbers; each further dictionary is a form."""
    first, *forms = (partial(tuple, {**PREDICTION, **changes}.values()) for changes in (wrong, *others))
    return Mistake(name, first, message, tuple(forms))


PREDICT_POINTWISE_MISTAKES = (
    slip(
        "the kernels are taken for 3x3",
        "A 1x1 kernel has one weight for each channel.",
        {"weights": 147_456, "learnt": 147_520},
        {"macs": 147_456 * 196},
        {"field": 7},
        weights=147_456,
        learnt=147_520,
        macs=147_456 * 196,
        field=7,
    ),
    slip(
        "a filter has one weight",
        "A 1x1 filter reads all 256 channels of a pixel, each with a weight of its own.",
        {"weights": 64, "learnt": 128},
        {"macs": 64 * 196},
        weights=64,
        learnt=128,
        macs=64 * 196,
    ),
    slip(
        "the numbers of channels and filters are added",
        "Each of the 64 filters has 256 weights: that is a product.",
        {"weights": 320},
        weights=320,
        learnt=384,
        macs=320 * 196,
    ),
    slip("the biases are counted among the weights", "The first question leaves the biases out.", weights=16_448),
    slip("the biases are forgotten", "Each of the 64 filters has a bias.", learnt=16_384),
    slip("there is a bias for each input channel", "Each filter has one bias: 64 in all.", learnt=16_384 + 256),
    slip("there is one bias in all", "Each filter has a bias of its own: 64 in all.", learnt=16_385),
    slip("each pixel has a bias of its own", "All pixels of a map share the bias of its filter.", learnt=28_928),
    slip(
        "the number of maps is kept",
        "As many maps come out as there are filters.",
        numbers=256 * 196,
    ),
    slip("one map comes out", "Each of the 64 filters makes a map.", numbers=196),
    slip(
        "the products are not added up",
        "A filter adds its 256 products up to one number for each pixel.",
        numbers=3_211_264,
    ),
    slip(
        "the maps lose a row and a column",
        "A 1x1 kernel fits on every pixel: (14 - 1) + 1 = 14.",
        {"numbers": 64 * 169},
        {"macs": 16_384 * 169},
        numbers=64 * 169,
        macs=16_384 * 169,
    ),
    slip(
        "the pixels are counted along one side",
        "A map of 14 rows and 14 columns has 196 pixels.",
        {"numbers": 64 * 14},
        {"macs": 16_384 * 14},
        numbers=64 * 14,
        macs=16_384 * 14,
    ),
    slip("the multiply-adds are counted for one pixel", "Every weight is used once for each pixel.", macs=16_384),
    slip(
        "a multiply-add is counted as two",
        "One multiplication with the addition that follows it is one multiply-add.",
        macs=6_422_528,
    ),
    slip(
        "the biases are multiplied, too",
        "A bias is added; it takes no multiplication.",
        macs=16_448 * 196,
    ),
    slip(
        "the widths of the kernels are added up",
        "A layer adds its width less 1 to the field: a 1x1 layer adds nothing.",
        field=5,
    ),
    slip("only the last layer counts", "A pixel of the last layer goes back to one of the 3x3 layer.", field=1),
    slip("the field is given as an area", "Asked is the number of rows: one direction.", field=9),
)


def work(rule: Callable[[SimpleNamespace], Any]) -> Callable[..., Any]:
    """Give a rule the signature of bottleneck_macs; `a.reduce` and `a.convolve` are the work for one pixel."""

    def answer(c_in, c_mid, c_out, kernel_size, height, width):
        k = kernel_size
        a = SimpleNamespace(i=c_in, m=c_mid, o=c_out, k=k, h=height, w=width, pixels=height * width)
        a.reduce, a.convolve = c_in * c_mid, k * k * c_mid * c_out
        return rule(a)

    return answer


def per_pixel(rule: Callable[[SimpleNamespace], Any]) -> Callable[[SimpleNamespace], Any]:
    """Multiply what a rule counts for a pixel by the number of pixels."""
    return lambda a: a.pixels * rule(a)


SUM = "The two steps run one after the other: their work adds up."
AREA = "A K x K kernel has K * K weights for each channel that it reads."
PIXELS = "Both steps run on all height * width pixels."

BOTTLENECK_MACS_MISTAKES = declared(
    work,
    (
        (
            "the large kernel reads all c_in channels",
            per_pixel(lambda a: a.reduce + a.k**2 * a.i * a.o),
            "The K x K kernels stand behind the reduction: they read c_mid channels.",
        ),
        (
            "the reduction is left out of the layer",
            per_pixel(lambda a: a.k**2 * a.i * a.o),
            "That is the layer without a reduction: here the K x K kernels read c_mid channels, after a 1x1 step.",
        ),
        ("the 1x1 step costs nothing", per_pixel(lambda a: a.convolve), SUM),
        ("the large kernel costs nothing", per_pixel(lambda a: a.reduce), SUM),
        ("the work of the two steps is multiplied", per_pixel(lambda a: a.reduce * a.convolve), SUM),
        ("the side of the kernel stands for its area", per_pixel(lambda a: a.reduce + a.k * a.m * a.o), AREA),
        (
            "the area of the kernel is taken for twice its side",
            per_pixel(lambda a: a.reduce + 2 * a.k * a.m * a.o),
            AREA,
        ),
        (
            "the 1x1 kernels have the size of the large one",
            per_pixel(lambda a: a.k**2 * a.reduce + a.convolve),
            "The first step is 1x1: one weight for each channel.",
        ),
        (
            "^ is taken for the power",
            per_pixel(lambda a: a.reduce + xor(a.k, 2) * a.m * a.o),
            "A power is written ** in Python: kernel_size**2.",
            per_pixel(lambda a: xor(a.reduce + a.k, 2 * a.m * a.o)),
            lambda a: xor(a.pixels * (a.reduce + a.k), 2 * a.m * a.o),
        ),
        (
            "both kernels are 1x1",
            per_pixel(lambda a: a.reduce + a.m * a.o),
            AREA,
        ),
        (
            "the large kernel comes before the 1x1 step",
            per_pixel(lambda a: a.k**2 * a.i * a.m + a.m * a.o),
            "First reduce, then convolve: the costly kernels shall read few channels.",
        ),
        (
            "a large filter reads one channel",
            per_pixel(lambda a: a.reduce + a.k**2 * a.o),
            "Each of the c_out filters reads all c_mid channels.",
        ),
        (
            "the large kernel leads to c_mid channels",
            per_pixel(lambda a: a.reduce + a.k**2 * a.m * a.m),
            "From c_mid channels to c_out: K * K * c_mid * c_out.",
        ),
        (
            "the 1x1 step leads to c_out channels",
            per_pixel(lambda a: a.i * a.o + a.convolve),
            "From c_in channels to c_mid: c_in * c_mid.",
        ),
        (
            "a third step leads back to c_in channels",
            per_pixel(lambda a: a.reduce + a.convolve + a.o * a.i),
            "There are two steps; nothing is widened at the end.",
        ),
        ("the work is counted for one pixel", lambda a: a.reduce + a.convolve, PIXELS),
        (
            "only the large kernel's work is multiplied by the pixels",
            lambda a: a.reduce + a.pixels * a.convolve,
            PIXELS,
        ),
        (
            "only the 1x1 step's work is multiplied by the pixels",
            lambda a: a.pixels * a.reduce + a.convolve,
            PIXELS,
        ),
        ("the height stands for the width, too", lambda a: a.h**2 * (a.reduce + a.convolve), PIXELS),
        ("the width stands for the height, too", lambda a: a.w**2 * (a.reduce + a.convolve), PIXELS),
        ("only the rows are counted", lambda a: a.h * (a.reduce + a.convolve), PIXELS),
        ("height and width are added", lambda a: (a.h + a.w) * (a.reduce + a.convolve), PIXELS),
        (
            "the large kernel is not padded",
            lambda a: a.pixels * a.reduce + (a.h - a.k + 1) * (a.w - a.k + 1) * a.convolve,
            "The maps keep their size: height * width cells come out of both steps.",
        ),
        (
            "the biases are counted",
            per_pixel(lambda a: a.reduce + a.convolve + a.m + a.o),
            "A bias is added, not multiplied.",
        ),
        (
            "a multiply-add is counted as two",
            per_pixel(lambda a: 2 * (a.reduce + a.convolve)),
            "One multiplication with the addition that follows it counts once.",
        ),
        (
            "the work that is saved is returned",
            per_pixel(lambda a: a.k**2 * a.i * a.o - a.reduce - a.convolve),
            "Return the work that is done.",
        ),
        (
            "a ratio is returned",
            lambda a: a.k**2 * a.i * a.o / (a.reduce + a.convolve),
            "Return a number of multiply-adds.",
            lambda a: (a.reduce + a.convolve) / (a.k**2 * a.i * a.o),
        ),
        (
            "the result is in millions",
            per_pixel(lambda a: (a.reduce + a.convolve) / 1e6),
            "Return the number itself.",
        ),
    ),
)


def widest(rule: Callable[[SimpleNamespace], Any]) -> Callable[..., Any]:
    """Give a rule the signature of widest_reduction; `a.unit` is the work for one channel in between."""

    def answer(c_in, c_out, kernel_size):
        k = kernel_size
        a = SimpleNamespace(i=c_in, o=c_out, k=k, direct=k * k * c_in * c_out, unit=c_in + k * k * c_out)
        a.right = (a.direct - 1) // a.unit
        return rule(a)

    return answer


BOTH = "One channel in between costs c_in multiply-adds in front of it and K * K * c_out behind it."

WIDEST_REDUCTION_MISTAKES = declared(
    widest,
    (
        (
            "equal work counts as less",
            lambda a: a.direct // a.unit,
            "Where both ways cost the same, nothing is saved: one channel less.",
        ),
        (
            "the first width that saves nothing is returned",
            lambda a: a.right + 1,
            "The widest that still saves something is one channel less: a quotient is rounded down.",
        ),
        (
            "the quotient is rounded to the nearest",
            lambda a: round(a.direct / a.unit),
            "A channel too many costs more than it saves: round down.",
        ),
        (
            "the quotient is not rounded",
            lambda a: a.direct / a.unit,
            "Channels are whole numbers.",
        ),
        (
            "one channel less than the widest is returned",
            lambda a: max(a.right - 1, 0),
            "The widest itself still saves work.",
        ),
        (
            "one is subtracted even where the quotient is not whole",
            lambda a: a.direct // a.unit - 1,
            "Only where the quotient is whole nothing is saved. (direct - 1) // unit covers both.",
            lambda a: max(a.direct // a.unit - 1, 0),
        ),
        (
            "at least one channel is returned",
            lambda a: max(a.right, 1),
            "Return 0 where no reduction saves anything.",
        ),
        (
            "the widest is kept below c_out",
            lambda a: min(a.right, a.o),
            "c_mid may be larger than c_out: only the work counts.",
        ),
        ("the 1x1 step costs nothing", lambda a: (a.direct - 1) // (a.k**2 * a.o), BOTH),
        ("the large kernel costs nothing", lambda a: (a.direct - 1) // a.i, BOTH),
        (
            "the side of the kernel stands for its area",
            lambda a: (a.k * a.i * a.o - 1) // (a.i + a.k * a.o),
            "A K x K kernel has K * K weights for each channel that it reads.",
        ),
        (
            "both kernels are taken to be of one size",
            lambda a: (a.direct - 1) // (a.k**2 * (a.i + a.o)),
            "A 1x1 kernel has one weight for each channel that it reads, the large one K * K.",
            lambda a: (a.i * a.o - 1) // (a.i + a.o),
        ),
        (
            "the direct way is taken for 1x1",
            lambda a: (a.i * a.o - 1) // a.unit,
            "The direct way has K x K kernels on all c_in channels.",
        ),
        (
            "the large kernel comes before the 1x1 step",
            lambda a: (a.direct - 1) // (a.k**2 * a.i + a.o),
            "First reduce, then convolve: the large kernels read c_mid channels and make c_out.",
        ),
        (
            "c_in and c_out are exchanged in the direct way",
            lambda a: (a.k**2 * a.i * a.i - 1) // a.unit,
            "The direct way leads from c_in to c_out: K * K * c_in * c_out.",
            lambda a: (a.k**2 * a.o * a.o - 1) // a.unit,
        ),
        (
            "there is no answer where nothing is saved",
            lambda a: max([m for m in range(1, a.i) if m * a.unit < a.direct]),
            "Then no c_mid is left to choose the largest from: return 0. max(..., default=0) does so.",
            lambda a: [m for m in range(1, a.i) if m * a.unit < a.direct][-1],
        ),
        (
            "half of the direct work is allowed",
            lambda a: (a.direct // 2 - 1) // a.unit,
            "Any work below that of the direct way will do.",
        ),
        (
            "the work is returned, not the number of channels",
            lambda a: a.right * a.unit,
            "Return c_mid itself.",
        ),
    ),
)
