"""Mistakes in PreActBlock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.resnet.basic import joined, projected
from cnncourse.mistakes.resnet.recipes import Recipe, block, of_channels, without_super

RIGHT = Recipe("3s b r 3", start="b r", shortcut="1s", end="")

PREACT_BLOCK_MISTAKES = (
    *declared(
        of_channels,
        (
            *joined(RIGHT),
            *projected(RIGHT),
            (
                "the projection has a batch norm of its own",
                replace(RIGHT, shortcut="1s b"),
                "What is projected has been normalised already: the projection is a 1x1 convolution and nothing else.",
            ),
            (
                "the projection takes x itself",
                replace(RIGHT, projected="x"),
                "Where the shape changes, the projection takes a = relu(bn(x)), what the first convolution sees.",
                replace(RIGHT, projected="x", shortcut="1s b"),
            ),
            (
                "the shortcut is a, not x, where the shape stays",
                replace(RIGHT, identity="start"),
                "Where the shape stays, x itself is added: nothing may stand in the way of the shortcut.",
            ),
            (
                "a ReLU follows the addition",
                replace(RIGHT, end="r"),
                "Nothing follows the addition: y = x + F(x) may be negative.",
            ),
            (
                "batch norm and ReLU follow the addition",
                replace(RIGHT, end="b r"),
                "Nothing follows the addition; the next block begins with a batch norm and a ReLU.",
            ),
            (
                "the order is that of the first residual networks",
                replace(RIGHT, main="3s b r 3 b", start="", shortcut="1s b", end="r"),
                "Here batch norm and ReLU come before each convolution, and nothing after the addition.",
                replace(RIGHT, main="3s b r 3 b", start="", shortcut="1s", end="r"),
                replace(RIGHT, main="3s b r 3 b r", start="", shortcut="1s", end=""),
                replace(RIGHT, main="3s b r 3 b r", start="", shortcut="1s b", end=""),
                replace(RIGHT, main="3s b r 3 b", start="", shortcut="1s", end=""),
                replace(RIGHT, main="3s b r 3 b", start="", shortcut="1s b", end=""),
            ),
            (
                "the first batch norm and ReLU are missing",
                replace(RIGHT, start=""),
                "A block begins with a batch norm and a ReLU: a = relu(bn(x)).",
            ),
            (
                "the first batch norm is missing",
                replace(RIGHT, start="r"),
                "A block begins with a batch norm, then the ReLU.",
            ),
            (
                "a ReLU in place rectifies x before the shortcut takes it",
                replace(RIGHT, start="r! b"),
                "The batch norm comes first. A ReLU in place on x changes the shortcut, and the caller's x.",
                replace(RIGHT, start="r!"),
            ),
            (
                "the first ReLU is missing",
                replace(RIGHT, start="b"),
                "The order is batch norm, ReLU, convolution, twice.",
            ),
            (
                "the second ReLU is missing",
                replace(RIGHT, main="3s b 3"),
                "The order is batch norm, ReLU, convolution, twice.",
            ),
            (
                "the second batch norm is missing",
                replace(RIGHT, main="3s r 3"),
                "The order is batch norm, ReLU, convolution, twice.",
            ),
            (
                "nothing stands between the two convolutions",
                replace(RIGHT, main="3s 3"),
                "The order is batch norm, ReLU, convolution, twice.",
            ),
            (
                "the first ReLU stands before its batch norm",
                replace(RIGHT, start="r b"),
                "The order is batch norm, ReLU, convolution: the ReLU cuts what the batch norm has centred.",
            ),
            (
                "each ReLU stands before its batch norm",
                replace(RIGHT, start="r b", main="3s r b 3"),
                "The order is batch norm, ReLU, convolution: the ReLU cuts what the batch norm has centred.",
            ),
            (
                "the second ReLU stands before its batch norm",
                replace(RIGHT, main="3s r b 3"),
                "The order is batch norm, ReLU, convolution: the ReLU cuts what the batch norm has centred.",
            ),
            (
                "the residual ends with a batch norm",
                replace(RIGHT, main="3s b r 3 b"),
                "The residual ends with a convolution. There are two batch norms, each before a convolution.",
            ),
            (
                "the residual ends with a ReLU",
                replace(RIGHT, main="3s b r 3 r"),
                "The residual ends with a convolution, so that it may be negative.",
            ),
            (
                "the second convolution has the stride",
                replace(RIGHT, main="3 b r 3s"),
                "The first convolution has the stride; the second one keeps the size.",
            ),
            (
                "both convolutions have the stride",
                replace(RIGHT, main="3s b r 3s"),
                "The first convolution alone has the stride, or the size shrinks twice.",
            ),
            (
                "no convolution of the residual has the stride",
                replace(RIGHT, main="3 b r 3"),
                "The first convolution has the block's stride.",
            ),
            (
                "both convolutions are one and the same",
                replace(RIGHT, main="3s b r 3*"),
                "Make two convolutions: the second has weights of its own, reads `channels` channels and has stride 1.",
            ),
            (
                "the convolutions have a bias",
                replace(RIGHT, main="3s+ b r 3+", shortcut="1s+"),
                "As in the other blocks, the convolutions have bias=False.",
                replace(RIGHT, main="3s+ b r 3+"),
                replace(RIGHT, main="3s+ b r 3"),
                replace(RIGHT, main="3s b r 3+"),
            ),
            (
                "the convolution of the projection has a bias",
                replace(RIGHT, shortcut="1s+"),
                "The projection has no bias either: bias=False.",
            ),
            (
                "the convolutions have no padding",
                replace(RIGHT, main="3s- b r 3-"),
                "A 3x3 convolution needs padding=1 to keep the size.",
                replace(RIGHT, main="3s- b r 3"),
                replace(RIGHT, main="3s b r 3-"),
            ),
        ),
    ),
    Mistake(
        "both convolutions share one batch norm",
        lambda in_channels, channels, stride=1: _shared(in_channels, channels, stride),
        "Make two batch norms: the first has in_channels channels, the second has `channels`.",
    ),
    Mistake(
        "the first batch norm has the channels that go out",
        lambda in_channels, channels, stride=1: _late(in_channels, channels, stride),
        "The first batch norm sees x, which has in_channels channels.",
    ),
    Mistake(
        "super().__init__() is not called",
        without_super,
        "Begin __init__ with super().__init__(): it prepares the places in which a module keeps its layers.",
    ),
)


def _shared(in_channels: int, channels: int, stride: int) -> Any:
    made = block(RIGHT, in_channels, (channels, channels), stride)
    made.main[0][1] = made.start[0]
    return made


def _late(in_channels: int, channels: int, stride: int) -> Any:
    from torch import nn

    made = block(RIGHT, in_channels, (channels, channels), stride)
    made.start[0] = nn.BatchNorm2d(channels)
    return made
