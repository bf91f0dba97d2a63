"""Mistakes in what a separable layer costs, predicted and computed."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from operator import xor
from typing import Any

from cnncourse.mistakes import Mistake, declared
from cnncourse.shapes import pair

# 64 channels in, 128 out, 3x3 kernels, maps of 56x56, no biases
PREDICTION = {"dense": 73_728, "depthwise": 576, "pointwise": 8_192, "maps": 64, "macs": 27_496_448}


def slip(name: str, message: str, *others: dict[str, int], **wrong: int) -> Mistake:
    """Make a mistake in some of the predicted numbers; each further dictionary is a form."""

    def answer(changes: dict[str, int]) -> Callable[[], tuple[int, ...]]:
        return lambda: tuple({**PREDICTION, **changes}.values())

    return Mistake(name, answer(wrong), message, tuple(map(answer, others)))


PREDICT_SEPARABLE_MISTAKES = (
    slip(
        "a dense filter is given one kernel in all",
        "A dense filter has a kernel for each input channel: 128 filters of 64 kernels of 9 weights.",
        dense=128 * 9,
    ),
    slip("biases are counted", "This layer has no biases: only weights are asked for.", dense=73_728 + 128),
    slip(
        "the weights of the kernel's side are counted, not of its area",
        "A 3x3 kernel has 9 weights.",
        {"dense": 64 * 128 * 3},
        {"depthwise": 64 * 3},
        dense=64 * 128 * 3,
        depthwise=64 * 3,
    ),
    slip(
        "there is a depthwise kernel for each output channel",
        "The depthwise step runs before the channels change: one kernel for each of the 64 input channels.",
        {"depthwise": 128 * 9, "maps": 128},
        depthwise=128 * 9,
    ),
    slip(
        "every depthwise filter reads all channels",
        "A depthwise filter reads one channel. It has 9 weights, not 64 * 9.",
        depthwise=64 * 64 * 9,
    ),
    slip(
        "a single depthwise kernel serves all channels", "Each of the 64 channels has a kernel of its own.", depthwise=9
    ),
    slip(
        "the pointwise kernels are 3x3",
        "The pointwise step looks at one pixel: its kernels have one weight for each channel.",
        pointwise=73_728,
    ),
    slip(
        "a pointwise filter has one weight",
        "A 1x1 filter has one weight for each of the 64 channels that it reads.",
        pointwise=128,
    ),
    slip(
        "the pointwise step maps the 64 channels to 64",
        "The pointwise step makes the 128 output channels out of 64.",
        pointwise=64 * 64,
    ),
    slip(
        "the maps in between are taken for those of the output",
        "The depthwise step makes one map for each input channel. The 128 come with the pointwise step.",
        maps=128,
    ),
    slip(
        "the maps in between are taken to be summed into one",
        "No sum over channels belongs to the depthwise step: 64 maps go in, 64 come out.",
        maps=1,
    ),
    slip(
        "the maps in between are taken for a map for each pair of channels in and out",
        "The depthwise step knows nothing of the output channels: one map for each input channel.",
        maps=64 * 128,
    ),
    slip(
        "the multiply-adds are counted for one pixel",
        "Each weight is used once for every one of the 56 * 56 pixels.",
        macs=8_768,
    ),
    slip(
        "only the depthwise step's multiply-adds are counted",
        "The pointwise step works too, and far more.",
        macs=576 * 56 * 56,
    ),
    slip(
        "only the pointwise step's multiply-adds are counted",
        "The depthwise step works too, if much less.",
        macs=8_192 * 56 * 56,
    ),
    slip(
        "the multiply-adds of the two steps are multiplied",
        "The two steps run one after the other: their work adds up.",
        {"macs": 576 * 8_192},
        macs=576 * 8_192 * 56 * 56,
    ),
    slip(
        "the multiply-adds are those of the dense layer", "The two steps together are asked for.", macs=73_728 * 56 * 56
    ),
    slip(
        "a multiply-add is counted as two",
        "One multiplication with the addition that follows it is one multiply-add.",
        macs=2 * 27_496_448,
    ),
    slip(
        "the pixels of a map are counted along one side",
        "A map of 56 rows and 56 columns has 56 * 56 pixels.",
        macs=8_768 * 56,
    ),
)


def ratio(rule: Callable[[int, int, int], float]) -> Callable[..., Any]:
    """Give a rule of (N, KH, KW) the signature of separable_cost_ratio."""
    return lambda c_out, kernel_size: rule(c_out, *pair(kernel_size))


def squared(c_out: int, kernel_size: Any) -> float:
    """Square whatever comes."""
    return 1 / c_out + 1 / kernel_size**2


def multiplied(c_out: int, kernel_size: Any) -> float:
    """Multiply whatever comes with itself."""
    return 1 / c_out + 1 / (kernel_size * kernel_size)


SEPARABLE_COST_RATIO_MISTAKES = (
    *declared(
        ratio,
        (
            (
                "the kernel's side stands for its area",
                lambda n, kh, kw: 1 / n + 1 / kh,
                "A kernel has KH * KW weights.",
                lambda n, kh, kw: 1 / n + 1 / kw,
            ),
            (
                "the area of the kernel is taken for twice its side",
                lambda n, kh, kw: 1 / n + 1 / (2 * kh),
                "K squared is K * K, not 2 * K. In Python: K**2.",
                lambda n, kh, kw: 1 / n + 1 / (kh + kw),
            ),
            (
                "the number of filters is left out",
                lambda n, kh, kw: 1 / (kh * kw),
                "That is the share of the pointwise step. The depthwise step adds 1 / c_out.",
            ),
            (
                "the kernel's size is left out",
                lambda n, kh, kw: 1 / n,
                "That is the share of the depthwise step. The pointwise step adds 1 / (KH * KW).",
            ),
            (
                "the two shares are multiplied",
                lambda n, kh, kw: 1 / (n * kh * kw),
                "The steps run one after the other: their shares add up.",
            ),
            (
                "the denominators are added",
                lambda n, kh, kw: 1 / (n + kh * kw),
                "1 / a + 1 / b is not 1 / (a + b).",
            ),
            (
                "the ratio is turned round",
                lambda n, kh, kw: 1 / (1 / n + 1 / (kh * kw)),
                "Divide the separable layer's work by the dense layer's: the result is mostly below 1.",
            ),
            (
                "the larger work is not divided by",
                lambda n, kh, kw: float(n + kh * kw),
                "Each term is a share: its numerator is 1.",
            ),
            (
                "the work saved is returned",
                lambda n, kh, kw: 1 - 1 / n - 1 / (kh * kw),
                "The ratio is what remains, not what is saved.",
            ),
            (
                "the division drops its fraction",
                lambda n, kh, kw: 1 // n + 1 // (kh * kw),
                "Use `/`: `//` cuts the fraction off, and all of this is fraction.",
            ),
            (
                "the second side of the kernel is multiplied by",
                lambda n, kh, kw: 1 / n + 1 / kh * kw,
                "Python divides before it multiplies: 1 / (KH * KW) needs the brackets.",
            ),
            (
                "c_out is squared as well",
                lambda n, kh, kw: 1 / n**2 + 1 / (kh * kw),
                "Only the kernel has an area. The depthwise share is 1 / c_out.",
            ),
            (
                "the result is a percentage",
                lambda n, kh, kw: 100 * (1 / n + 1 / (kh * kw)),
                "Return the ratio itself: 0.35, not 35.",
            ),
            (
                "the result is rounded",
                lambda n, kh, kw: round(1 / n + 1 / (kh * kw), 2),
                "Return all digits; rounding is for printing.",
                lambda n, kh, kw: round(1 / n + 1 / (kh * kw), 3),
                lambda n, kh, kw: round(1 / n + 1 / (kh * kw), 4),
            ),
        ),
    ),
    Mistake(
        "a pair for the kernel is not unpacked",
        squared,
        "kernel_size may be a pair (KH, KW): its area is KH * KW.",
        (multiplied,),
    ),
    Mistake(
        "^ is taken for the power",
        lambda c_out, kernel_size: 1 / c_out + 1 / xor(kernel_size, 2),
        "A power is written ** in Python: kernel_size**2.",
        (lambda c_out, kernel_size: xor(1 / c_out + 1 / kernel_size, 2),),
    ),
    Mistake(
        "the first side of a pair is squared",
        lambda c_out, kernel_size: 1 / c_out + 1 / pair(kernel_size)[0] ** 2,
        "The area of a kernel that is not square is KH * KW.",
    ),
    Mistake(
        "the second side of a pair is squared",
        lambda c_out, kernel_size: 1 / c_out + 1 / pair(kernel_size)[1] ** 2,
        "The area of a kernel that is not square is KH * KW.",
    ),
    Mistake(
        "the area of a pair is squared",
        lambda c_out, kernel_size: 1 / c_out + 1 / prod(pair(kernel_size)) ** (1 + isinstance(kernel_size, tuple)),
        "KH * KW is the area already.",
    ),
)
