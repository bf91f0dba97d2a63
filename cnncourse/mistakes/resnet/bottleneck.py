"""Mistakes in Bottleneck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.resnet.basic import joined, projected
from cnncourse.mistakes.resnet.recipes import Recipe, block, of_width, without_super

RIGHT = Recipe("1 b r 3s b r 1 b")


def given(widths: Callable[[int, int, int], tuple[int, ...]], recipe: Recipe = RIGHT) -> Callable[..., Any]:
    """Let the convolutions make other numbers of channels: of in_channels, width, expansion."""
    return lambda in_channels, width, stride=1, expansion=4: block(
        recipe, in_channels, widths(in_channels, width, expansion), stride
    )


def four_times(C: int, width: int, expansion: int) -> tuple[int, ...]:
    """Expand by 4, whatever the expansion."""
    return width, width, 4 * width


def compares_width(in_channels: int, width: int, stride: int = 1, expansion: int = 4) -> Any:
    """Project where in_channels differ from the width, not from what comes out."""
    when = "always" if stride != 1 or in_channels != width else "never"
    return block(replace(RIGHT, when=when), in_channels, (width, width, expansion * width), stride)


BOTTLENECK_MISTAKES = (
    *declared(
        of_width,
        (
            *joined(RIGHT),
            *projected(RIGHT),
            (
                "the projection has no batch norm",
                replace(RIGHT, shortcut="1s"),
                "A batch norm follows the projection, as it follows every convolution of this block.",
            ),
            (
                "the first 1x1 convolution has the stride",
                replace(RIGHT, main="1s b r 3 b r 1 b"),
                "That is the block of the paper. Here, as in version 1.5, the 3x3 convolution has the stride.",
            ),
            (
                "the last 1x1 convolution has the stride",
                replace(RIGHT, main="1 b r 3 b r 1s b"),
                "The 3x3 convolution has the stride.",
            ),
            (
                "no convolution of the residual has the stride",
                replace(RIGHT, main="1 b r 3 b r 1 b"),
                "The 3x3 convolution has the block's stride.",
            ),
            (
                "two convolutions have the stride",
                replace(RIGHT, main="1s b r 3s b r 1 b"),
                "The 3x3 convolution alone has the stride, or the size shrinks twice.",
                replace(RIGHT, main="1 b r 3s b r 1s b"),
            ),
            (
                "all three convolutions have the stride",
                replace(RIGHT, main="1s b r 3s b r 1s b"),
                "The 3x3 convolution alone has the stride, or the size shrinks three times.",
            ),
            (
                "the shortcut is added after the last ReLU",
                replace(RIGHT, main="1 b r 3s b r 1 b r", end=""),
                "Add first; the ReLU is the last step and sees the sum.",
            ),
            (
                "the residual goes through a ReLU before the addition and after it",
                replace(RIGHT, main="1 b r 3s b r 1 b r"),
                "The third batch norm is followed by the addition; the ReLU comes after it.",
            ),
            (
                "there is no ReLU after the addition",
                replace(RIGHT, end=""),
                "The sum goes through a ReLU.",
            ),
            (
                "the ReLU after the first batch norm is missing",
                replace(RIGHT, main="1 b 3s b r 1 b"),
                "A ReLU follows the first and the second batch norm, and the addition.",
            ),
            (
                "the ReLU after the second batch norm is missing",
                replace(RIGHT, main="1 b r 3s b 1 b"),
                "A ReLU follows the first and the second batch norm, and the addition.",
            ),
            (
                "there is no ReLU before the addition",
                replace(RIGHT, main="1 b 3s b 1 b"),
                "A ReLU follows the first and the second batch norm, and the addition.",
            ),
            (
                "the third batch norm is missing",
                replace(RIGHT, main="1 b r 3s b r 1"),
                "A batch norm follows each of the three convolutions; the third comes before the addition.",
            ),
            (
                "the second batch norm is missing",
                replace(RIGHT, main="1 b r 3s r 1 b"),
                "A batch norm follows each of the three convolutions.",
            ),
            (
                "the first batch norm is missing",
                replace(RIGHT, main="1 r 3s b r 1 b"),
                "A batch norm follows each of the three convolutions.",
            ),
            (
                "the residual has no batch norm",
                replace(RIGHT, main="1 r 3s r 1"),
                "A batch norm follows each of the three convolutions.",
                replace(RIGHT, main="1 r 3s r 1", shortcut="1s"),
            ),
            (
                "the first two convolutions share one batch norm",
                replace(RIGHT, main="1 b r 3s b* r 1 b"),
                "Each convolution needs a batch norm of its own, even if the channels are as many: make three objects.",
            ),
            (
                "the third batch norm comes after the addition",
                replace(RIGHT, main="1 b r 3s b r 1", end="b r"),
                "The residual is normalised before the addition, and the shortcut is left as it is.",
            ),
            (
                "the convolutions have a bias",
                replace(RIGHT, main="1+ b r 3s+ b r 1+ b", shortcut="1s+ b"),
                "A batch norm subtracts the mean, and the bias with it: bias=False.",
                replace(RIGHT, main="1+ b r 3s+ b r 1+ b"),
            ),
            (
                "the convolution of the projection has a bias",
                replace(RIGHT, shortcut="1s+ b"),
                "A batch norm follows it and subtracts the bias again: bias=False.",
            ),
            (
                "the 3x3 convolution has no padding",
                replace(RIGHT, main="1 b r 3s- b r 1 b"),
                "A 3x3 convolution needs padding=1 to keep the size.",
            ),
            (
                "the 1x1 convolutions are padded",
                replace(RIGHT, main="1p b r 3s b r 1p b", shortcut="1sp b"),
                "A 1x1 convolution needs no padding: with padding=1 the maps grow by a border.",
                replace(RIGHT, main="1p b r 3s b r 1p b"),
                replace(RIGHT, main="1p b r 3s b r 1 b"),
                replace(RIGHT, main="1 b r 3s b r 1p b"),
            ),
            (
                "all three convolutions are 3x3",
                replace(RIGHT, main="3 b r 3s b r 3 b"),
                "The first and the last convolution are 1x1: the 3x3 convolution works on few channels.",
            ),
            (
                "the last convolution is missing",
                replace(RIGHT, main="1 b r 3s b"),
                "A second 1x1 convolution restores expansion * width channels.",
            ),
            (
                "batch norm and ReLU come before the convolutions",
                replace(RIGHT, main="b r 1 b r 3s b r 1", end=""),
                "That is the order of a pre-activation block. Here it is conv, batch norm, ReLU.",
                replace(RIGHT, main="1 b r 3s b r 1", start="b r", end="", shortcut="1s"),
            ),
            (
                "a ReLU in place rectifies x before the shortcut takes it",
                replace(RIGHT, start="r!"),
                "The first convolution sees x itself. A ReLU in place on x changes the shortcut, and the caller's x.",
            ),
        ),
    ),
    *declared(
        given,
        (
            (
                "the expansion is left out",
                lambda C, width, expansion: (width, width, width),
                "The last 1x1 convolution makes expansion * width channels.",
            ),
            (
                "the 3x3 convolution already makes the expanded channels",
                lambda C, width, expansion: (width, expansion * width, expansion * width),
                "The 3x3 convolution reads and makes `width` channels; the last 1x1 convolution expands them.",
            ),
            (
                "all convolutions work on the expanded channels",
                lambda C, width, expansion: (expansion * width,) * 3,
                "The first 1x1 convolution reduces to `width`, and the 3x3 convolution stays there.",
            ),
            (
                "width is taken for the channels that come out",
                lambda C, width, expansion: (max(width // expansion, 1),) * 2 + (width,),
                "width is the number of channels in the middle; expansion * width come out.",
            ),
            (
                "the channels that come in are expanded",
                lambda C, width, expansion: (width, width, expansion * C),
                "The expansion counts from the width: expansion * width channels come out.",
            ),
            (
                "the first convolution keeps the channels that come in",
                lambda C, width, expansion: (C, width, expansion * width),
                "The first 1x1 convolution reduces to `width`, so that the 3x3 convolution is cheap.",
                lambda C, width, expansion: (C, C, expansion * width),
            ),
        ),
    ),
    Mistake(
        "the expansion is always 4",
        given(four_times),
        "The expansion is an argument; 4 is its default.",
        (given(four_times, replace(RIGHT, later=True)),),
    ),
    Mistake(
        "in_channels are compared with width to decide on the projection",
        compares_width,
        "expansion * width channels come out: project where in_channels differ from that.",
    ),
    Mistake(
        "super().__init__() is not called",
        without_super,
        "Begin __init__ with super().__init__(): it prepares the places in which a module keeps its layers.",
    ),
)
