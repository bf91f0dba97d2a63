"""Mistakes in MLPConv. torch is imported when such a block is built, not before."""

from __future__ import annotations

from typing import Any

from cnncourse.mistakes import Mistake

ACTIVATED = "A ReLU follows each of the three convolutions."
RELU = "The activation is ReLU, nn.ReLU."
BIASED = "Each of the three convolutions has a bias."
PADDED = "The first convolution is padded by kernel_size // 2, the 1x1 ones not at all."
CHANNELS = "Convolution i makes channels[i] maps, of those that the one before it made."


def block(name: str, message: str, *forms: dict[str, Any], **changes: Any) -> Mistake:
    """Make a mistake of what is changed in MLP of ``wrong_blocks``; each further dictionary is a form."""

    def building(changes: dict[str, Any]) -> Any:
        def build(in_channels: int, channels: Any, kernel_size: int) -> Any:
            from cnncourse.mistakes.pointwise.wrong_blocks import MLP

            return MLP(in_channels, channels, kernel_size, **changes)

        return build

    return Mistake(name, building(changes), message, tuple(map(building, forms)))


MLP_CONV_MISTAKES = (
    block("the last ReLU is left out", ACTIVATED, acts="RR-"),
    block("the first ReLU is left out", ACTIVATED, acts="-RR"),
    block("the ReLU between the 1x1 convolutions is left out", ACTIVATED, acts="R-R"),
    block("a ReLU follows the last convolution only", ACTIVATED, acts="--R"),
    block("a ReLU follows the first convolution only", ACTIVATED, acts="R--"),
    block("a ReLU follows the second convolution only", ACTIVATED, acts="-R-"),
    block("there is no activation at all", ACTIVATED, acts="---"),
    block("sigmoids stand for the ReLUs", RELU, {"acts": "RRS"}, {"acts": "SS-"}, acts="SSS"),
    block("tanh stands for ReLU", RELU, {"acts": "TT-"}, acts="TTT"),
    block("ReLU6 stands for ReLU", "ReLU is not cut off above: nn.ReLU.", acts="666"),
    block("leaky ReLUs stand for the ReLUs", RELU, acts="LLL"),
    block("GELU stands for ReLU", RELU, acts="GGG"),
    block("the ReLUs come before the convolutions", "Convolution first, then ReLU, three times.", before=True),
    block("the result ends in a softmax over the channels", "A ReLU is the last step.", acts="RRP"),
    block(
        "batch norms follow the convolutions",
        "This block has no batch norm.",
        {"early": "yyy"},
        {"normed": "y--"},
        {"normed": "yy-"},
        normed="yyy",
    ),
    block("the convolutions have no biases", BIASED, bias="---"),
    block("the 1x1 convolutions have no biases", BIASED, bias="y--"),
    block("the first convolution has no bias", BIASED, bias="-yy"),
    block("the first convolution is not padded", PADDED, pads=lambda k: (0, 0, 0)),
    block("the padding is 1 whatever the kernel", PADDED, pads=lambda k: (1, 0, 0)),
    block("the padding is as large as the kernel", PADDED, pads=lambda k: (k, 0, 0)),
    block("the padding is one less than the kernel", PADDED, pads=lambda k: (k - 1, 0, 0)),
    block("the 1x1 convolutions are padded, too", PADDED, pads=lambda k: (k // 2,) * 3),
    block(
        "all three kernels have kernel_size",
        "Only the first convolution has kernel_size; the other two are 1x1.",
        {"kernels": lambda k: (k, k, k), "pads": lambda k: (k // 2, 0, 0)},
        kernels=lambda k: (k, k, k),
        pads=lambda k: (k // 2,) * 3,
    ),
    block(
        "the second kernel has kernel_size, too",
        "Only the first convolution has kernel_size; the other two are 1x1.",
        kernels=lambda k: (k, k, 1),
        pads=lambda k: (k // 2, k // 2, 0),
    ),
    block(
        "all three kernels are 1x1",
        "The first convolution has kernel_size.",
        kernels=lambda k: (1, 1, 1),
        pads=lambda k: (0, 0, 0),
    ),
    block(
        "the large kernel comes last",
        "The large kernel comes first; the 1x1 convolutions mix what it has found.",
        kernels=lambda k: (1, 1, k),
        pads=lambda k: (0, 0, k // 2),
    ),
    block(
        "the large kernel stands in the middle",
        "The large kernel comes first; the 1x1 convolutions mix what it has found.",
        kernels=lambda k: (1, k, 1),
        pads=lambda k: (0, k // 2, 0),
    ),
    block(
        "the first kernel is 3x3 whatever kernel_size is",
        "Use the argument kernel_size.",
        kernels=lambda k: (3, 1, 1),
        pads=lambda k: (1, 0, 0),
    ),
    block(
        "there is one 1x1 convolution only",
        "Two 1x1 convolutions follow the first: three convolutions in all.",
        {"widths": lambda i, c: (i, c[0], c[2])},
        widths=lambda i, c: (i, c[0], c[1]),
    ),
    block(
        "there is no 1x1 convolution",
        "Two 1x1 convolutions follow the first: three convolutions in all.",
        {"widths": lambda i, c: (i, c[2])},
        widths=lambda i, c: (i, c[0]),
    ),
    block(
        "a third 1x1 convolution follows",
        "Two 1x1 convolutions follow the first: three convolutions in all.",
        widths=lambda i, c: (i, *c, c[2]),
    ),
    block("the channels are read from the last to the first", CHANNELS, widths=lambda i, c: (i, *c[::-1])),
    block("every convolution makes channels[0] maps", CHANNELS, widths=lambda i, c: (i, c[0], c[0], c[0])),
    block("every convolution makes channels[2] maps", CHANNELS, widths=lambda i, c: (i, c[2], c[2], c[2])),
    block(
        "channels[0] maps are read from x",
        "x has in_channels maps; the first convolution makes channels[0] of them.",
        reads=lambda widths: (widths[1], *widths[1:]),
    ),
    block(
        "every convolution reads in_channels maps",
        CHANNELS,
        reads=lambda widths: (widths[0],) * len(widths),
    ),
    block(
        "the third convolution reads channels[0] maps",
        "It reads what the second one made: channels[1] maps.",
        reads=lambda widths: (*widths[:2], widths[1], *widths[3:]),
    ),
    block(
        "one 1x1 convolution is used twice",
        "Two places in the block need two objects, each with weights of its own.",
        shared=True,
    ),
    block(
        "linear layers stand for the 1x1 convolutions",
        "They can compute the same. Here nn.Conv2d is asked for: no axis has to be moved.",
        linear=True,
    ),
    block("the stride is 2", "The maps keep their size: the stride is 1.", stride=2),
    block("a max pool ends the block", "The network pools between its blocks, not the block.", end="pool"),
    block(
        "each map ends as its mean",
        "The maps keep their size. A mean of each comes at the end of the network.",
        end="mean",
    ),
    block("the result is flattened", "Return maps (N, channels[2], H, W).", end="flat"),
    block("a dropout ends the block", "The network has its dropout between the blocks, not inside.", end="dropout"),
    block("the block returns zeros", "Return what the last ReLU makes.", end="zeros"),
    block("the block returns x", "Return what the last ReLU makes.", end="x"),
    block("x is added at the end", "This block has no shortcut.", end="add"),
    block(
        "the layers are kept in a plain list",
        "torch does not look into a Python list: use nn.Sequential or nn.ModuleList, or give each layer a name.",
        listed=True,
    ),
)
