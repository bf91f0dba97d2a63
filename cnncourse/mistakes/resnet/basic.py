"""Mistakes in BasicBlock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.resnet.recipes import (
    Recipe,
    added_in_place,
    of_channels,
    side_by_side,
    without_super,
)

RIGHT = Recipe("3s b r 3 b")
Rows = tuple[tuple[Any, ...], ...]


def joined(right: Recipe) -> Rows:
    """Return the mistakes in how residual and shortcut are put together, for any block."""
    return (
        (
            "the shortcut is never added",
            replace(right, join=lambda y, s: y),
            "The block's input is added to what the convolutions make of it.",
            replace(right, join=lambda y, s: y, when="never"),
            replace(right, join=lambda y, s: y, when="unrun"),
        ),
        (
            "only the shortcut is handed on",
            replace(right, join=lambda y, s: s),
            "The result of the convolutions is added to the shortcut: see what your forward does with it.",
        ),
        (
            "every output is 0",
            replace(right, join=lambda y, s: 0 * y),
            "The result is the sum of residual and shortcut.",
            replace(right, join=lambda y, s: y.new_zeros(y.shape), end=""),
            replace(right, join=lambda y, s: (y + s).new_zeros(y.shape), end=""),
        ),
        (
            "the shortcut is subtracted",
            replace(right, join=lambda y, s: y - s),
            "The shortcut is added.",
            replace(right, join=lambda y, s: s - y),
        ),
        (
            "residual and shortcut are multiplied",
            replace(right, join=lambda y, s: y * s),
            "Residual and shortcut are added, cell by cell.",
        ),
        (
            "residual and shortcut are put side by side",
            replace(right, join=side_by_side),
            "Residual and shortcut are added cell by cell. torch.cat doubles the channels.",
            replace(right, join=lambda y, s: side_by_side(s, y)),
        ),
        (
            "residual and shortcut are averaged",
            replace(right, join=lambda y, s: (y + s) / 2),
            "Residual and shortcut are added; nothing is halved.",
        ),
        (
            "the shortcut is added twice",
            replace(right, join=lambda y, s: y + s + s),
            "The shortcut is added once.",
        ),
        (
            "the shortcut starts at the residual's result instead of x",
            replace(right, identity="main", projected="main", later=True),
            "The shortcut goes around the convolutions: it starts at the block's input, x.",
        ),
        (
            "the sum is written into the block's input",
            replace(right, join=added_in_place),
            "`+=` on the shortcut changes the caller's x. Write `y + shortcut`, or add into y.",
        ),
        (
            "forward returns nothing",
            replace(right, join=lambda y, s: None, end=""),
            "End forward with `return` and the result.",
        ),
        (
            "the layers lie in a list that torch does not see",
            replace(right, keep="list"),
            "Make each layer in __init__ and keep it as an attribute, self.conv1 = ...; a plain list, or a layer made "
            "in forward, is not found by module.parameters() and module.double(). nn.ModuleList and nn.Sequential are.",
        ),
    )


def projected(right: Recipe) -> Rows:
    """Return the mistakes in when and how the shortcut is projected, for any block."""
    marked = right.shortcut
    return (
        (
            "there is no projection where the shape changes",
            replace(right, when="never"),
            "If the channels or the size change, x does not fit: project it by a 1x1 convolution.",
            replace(right, when="unrun"),
        ),
        (
            "x is projected only where the channels change",
            replace(right, when="channels"),
            "A stride changes the size: x needs the projection then, even if the channels stay.",
        ),
        (
            "x is projected only where there is a stride",
            replace(right, when="stride"),
            "If the channels change, x needs the projection even at stride 1.",
        ),
        (
            "x is projected although the shape stays",
            replace(right, when="always"),
            "Where size and channels stay, the shortcut is x itself and costs nothing.",
            replace(right, when="always", later=True),
        ),
        (
            "a projection is made that is never used",
            replace(right, when="idle"),
            "Make the projection only if channels or stride call for it: unused layers have parameters, too.",
        ),
        (
            "the projection has no stride",
            replace(right, shortcut=marked.replace("1s", "1")),
            "The projection has the block's stride, or its maps are larger than those of the residual.",
        ),
        (
            "the projection is a 3x3 convolution",
            replace(right, shortcut=marked.replace("1s", "3s")),
            "The projection is a 1x1 convolution with the block's stride.",
        ),
        (
            "the projection is padded",
            replace(right, shortcut=marked.replace("1s", "1sp")),
            "A 1x1 convolution needs no padding: with padding=1 the maps grow by a border.",
        ),
        (
            "the projection ends with a ReLU",
            replace(right, shortcut=f"{marked} r"),
            "The projection hands on negative values, too: no ReLU follows it.",
        ),
    )


BASIC_BLOCK_MISTAKES = (
    *declared(
        of_channels,
        (
            *joined(RIGHT),
            *projected(RIGHT),
            (
                "the projection has no batch norm",
                replace(RIGHT, shortcut="1s"),
                "A batch norm follows the projection, as it follows every convolution of this block.",
            ),
            (
                "the shortcut is added after the last ReLU",
                replace(RIGHT, main="3s b r 3 b r", end=""),
                "Add first; the ReLU is the last step and sees the sum.",
            ),
            (
                "the residual goes through a ReLU before the addition and after it",
                replace(RIGHT, main="3s b r 3 b r"),
                "The second batch norm is followed by the addition. A residual that is never negative could only add.",
            ),
            (
                "there is no ReLU after the addition",
                replace(RIGHT, end=""),
                "The sum goes through a ReLU.",
            ),
            (
                "there is no ReLU between the two convolutions",
                replace(RIGHT, main="3s b 3 b"),
                "The order is conv, batch norm, ReLU, conv, batch norm; without the ReLU the two are one linear map.",
            ),
            (
                "there is no ReLU at all",
                replace(RIGHT, main="3s b 3 b", end=""),
                "There are two: after the first batch norm, and after the addition.",
            ),
            (
                "the ReLU stands before the first batch norm",
                replace(RIGHT, main="3s r b 3 b"),
                "The order is conv, batch norm, ReLU.",
            ),
            (
                "the second convolution has the stride",
                replace(RIGHT, main="3 b r 3s b"),
                "The first convolution has the stride; the second one keeps the size.",
            ),
            (
                "both convolutions have the stride",
                replace(RIGHT, main="3s b r 3s b"),
                "The first convolution alone has the stride, or the size shrinks twice.",
            ),
            (
                "no convolution of the residual has the stride",
                replace(RIGHT, main="3 b r 3 b"),
                "The first convolution has the block's stride.",
            ),
            (
                "both convolutions share one batch norm",
                replace(RIGHT, main="3s b r 3 b*"),
                "Each convolution needs a batch norm of its own: make two objects.",
            ),
            (
                "both convolutions are one and the same",
                replace(RIGHT, main="3s b r 3* b"),
                "Make two convolutions: the second has weights of its own, reads `channels` channels and has stride 1.",
            ),
            (
                "convolution and batch norm are used twice",
                replace(RIGHT, main="3s b r 3* b*"),
                "Make two convolutions and two batch norms: each has numbers of its own.",
            ),
            (
                "the first batch norm is missing",
                replace(RIGHT, main="3s r 3 b"),
                "A batch norm follows each of the two convolutions.",
            ),
            (
                "the second batch norm is missing",
                replace(RIGHT, main="3s b r 3"),
                "A batch norm follows each of the two convolutions; the second comes before the addition.",
            ),
            (
                "the residual has no batch norm",
                replace(RIGHT, main="3s r 3"),
                "A batch norm follows each of the two convolutions.",
                replace(RIGHT, main="3s r 3", shortcut="1s"),
            ),
            (
                "the second batch norm comes after the addition",
                replace(RIGHT, main="3s b r 3", end="b r"),
                "The residual is normalised before the addition, and the shortcut is left as it is.",
            ),
            (
                "batch norm and ReLU come before the convolutions",
                replace(RIGHT, main="b r 3s b r 3", end=""),
                "That is the order of a pre-activation block. Here it is conv, batch norm, ReLU, conv, batch norm, "
                "then the addition and a ReLU.",
                replace(RIGHT, main="b r 3s b r 3", end="", shortcut="1s"),
                replace(RIGHT, main="3s b r 3", start="b r", end="", shortcut="1s"),
            ),
            (
                "the convolutions have a bias",
                replace(RIGHT, main="3s+ b r 3+ b", shortcut="1s+ b"),
                "A batch norm subtracts the mean, and the bias with it: bias=False.",
                replace(RIGHT, main="3s+ b r 3+ b"),
                replace(RIGHT, main="3s+ b r 3 b"),
                replace(RIGHT, main="3s b r 3+ b"),
            ),
            (
                "the convolution of the projection has a bias",
                replace(RIGHT, shortcut="1s+ b"),
                "A batch norm follows it and subtracts the bias again: bias=False.",
            ),
            (
                "the convolutions have no padding",
                replace(RIGHT, main="3s- b r 3- b"),
                "A 3x3 convolution needs padding=1 to keep the size.",
                replace(RIGHT, main="3s- b r 3 b"),
                replace(RIGHT, main="3s b r 3- b"),
            ),
            (
                "the second convolution is 1x1",
                replace(RIGHT, main="3s b r 1 b"),
                "Both convolutions of a basic block are 3x3.",
            ),
            (
                "there is a single convolution",
                replace(RIGHT, main="3s b"),
                "The residual path has two convolutions.",
            ),
            (
                "there are three convolutions",
                replace(RIGHT, main="3s b r 3 b r 3 b"),
                "The residual path has two convolutions.",
            ),
            (
                "a ReLU in place rectifies x before the shortcut takes it",
                replace(RIGHT, start="r!"),
                "The first convolution sees x itself. A ReLU in place on x changes the shortcut, and the caller's x.",
            ),
            (
                "x goes through a ReLU first",
                replace(RIGHT, main="r 3s b r 3 b"),
                "The first convolution sees x itself.",
            ),
        ),
    ),
    Mistake(
        "super().__init__() is not called",
        without_super,
        "Begin __init__ with super().__init__(): it prepares the places in which a module keeps its layers.",
    ),
)
