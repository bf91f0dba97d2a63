"""Mistakes in InvertedResidual. torch is imported when such a block is built, not before."""

from __future__ import annotations

from typing import Any

from cnncourse.mistakes import Mistake

ACTIVATED = "ReLU6 follows the batch norms of the first two convolutions."
NORMED = "A batch norm follows each of the three convolutions."
UNBIASED = "Each convolution is followed by a batch norm, which has a bias of its own: bias=False."
STRIDE = "Only the depthwise convolution takes the stride."
WIDENED = "The block widens by a factor: in_channels * expand_ratio."


def block(name: str, message: str, *forms: dict[str, Any], **changes: Any) -> Mistake:
    """Make a mistake of what is changed in Residual of ``wrong_blocks``; each further dictionary is a form."""

    def building(changes: dict[str, Any]) -> Any:
        def build(in_channels: int, out_channels: int, stride: int, expand_ratio: int) -> Any:
            from cnncourse.mistakes.mobilenet.wrong_blocks import Residual

            return Residual(in_channels, out_channels, stride, expand_ratio, **changes)

        return build

    return Mistake(name, building(changes), message, tuple(map(building, forms)))


INVERTED_RESIDUAL_MISTAKES = (
    block(
        "an activation follows the projection",
        "The projection is linear: batch norm, and nothing after it.",
        {"acts": "RRR"},
        acts="666",
    ),
    block(
        "an activation follows the addition",
        "Nothing follows the addition: in few channels an activation destroys information.",
        {"after": "R"},
        {"after": "6", "always": True},
        {"after": "R", "always": True},
        after="6",
    ),
    block("the activation after the expansion is left out", ACTIVATED, acts="-6-"),
    block("the activation after the depthwise convolution is left out", ACTIVATED, acts="6--"),
    block("there is no activation at all", ACTIVATED, acts="---"),
    block("ReLU stands for ReLU6", "ReLU6 is cut off at 6: nn.ReLU6.", acts="RR-"),
    block(
        "the activation comes before the batch norm", "Convolution, batch norm, activation: in this order.", early=True
    ),
    block(
        "the shortcut is left out",
        "At stride 1 and with equal channels x is added to the result.",
        shortcut=lambda i, o, s: False,
    ),
    block(
        "the shortcut is taken whatever the stride and the channels",
        "x fits only if the stride is 1 and the channels are equal.",
        shortcut=lambda i, o, s: True,
    ),
    block(
        "the shortcut is taken wherever the stride is 1",
        "The channels must be equal too.",
        shortcut=lambda i, o, s: s == 1,
    ),
    block(
        "the shortcut is taken wherever the channels are equal",
        "The stride must be 1 too.",
        shortcut=lambda i, o, s: i == o,
    ),
    block(
        "the shortcut is projected where the shapes differ",
        "ResNet does so. Here a block has no shortcut at all where the shapes differ.",
        {"projected": "conv"},
        projected="norm",
    ),
    block("the shortcut of equal shapes is projected", "x is added as it is.", projected="always"),
    block("x is concatenated, not added", "The shortcut is a sum: y + x.", join="concat"),
    block("x and the result are multiplied", "The shortcut is a sum: y + x.", join="multiply"),
    block("x is added twice", "The shortcut adds x once.", join="twice"),
    block(
        "the result is added to itself, not to x", "Keep x under a name of its own: y = ..., then y + x.", join="self"
    ),
    block(
        "the shortcut joins the wide ends",
        "x itself is added, to the narrow result: the wide maps are inside.",
        join="wide",
    ),
    block("the block returns zeros", "Return the result of the projection, plus x where it fits.", join="zeros"),
    block("the block returns x where the shortcut is taken", "Return y + x there.", join="x"),
    block(
        "the expansion is made at expand_ratio 1 too",
        "At expand_ratio 1 there is nothing to widen: the block begins with the depthwise convolution.",
        expands=lambda t: True,
    ),
    block(
        "there is no expansion",
        "A 1x1 convolution widens in_channels to in_channels * expand_ratio first.",
        expands=lambda t: False,
    ),
    block(
        "the expansion is made at expand_ratio 1 only",
        "The condition is the wrong way round: at expand_ratio 1 there is nothing to widen.",
        expands=lambda t: t == 1,
        kept=True,
    ),
    block(
        "no 1x1 convolution makes the hidden channels",
        "The expansion is a 1x1 convolution of its own, with batch norm and ReLU6; the depthwise one comes after it.",
        {"expands": lambda t: False, "kept": True},
        expands=lambda t: False,
        kept=True,
        merged=True,
        groups=lambda i, h: i,
    ),
    block(
        "the layers are kept in a plain list",
        "torch does not look into a Python list: use nn.Sequential or nn.ModuleList, or give each layer a name.",
        listed=True,
    ),
    block(
        "the hidden channels are counted from out_channels",
        "The block widens what comes in: in_channels * expand_ratio.",
        hidden=lambda i, o, t: o * t,
    ),
    block("expand_ratio is added to the channels", WIDENED, hidden=lambda i, o, t: i + t),
    block("expand_ratio is taken for the number of hidden channels", WIDENED, hidden=lambda i, o, t: t),
    block("the channels are always expanded six times", "Use the argument expand_ratio.", hidden=lambda i, o, t: 6 * i),
    block(
        "the expansion leads to out_channels",
        "The expansion makes in_channels * expand_ratio channels; only the projection makes out_channels.",
        hidden=lambda i, o, t: o,
    ),
    block("the 3x3 convolution has no groups", "Each channel is filtered by itself: groups=hidden.", dense=True),
    block(
        "the groups are those of in_channels",
        "There is a group for each hidden channel: groups=hidden.",
        groups=lambda i, h: i,
    ),
    block(
        "the 3x3 convolution is left out",
        "Between the two 1x1 convolutions stands the depthwise 3x3 one.",
        filtered=False,
    ),
    block("the depthwise kernels are 1x1", "The depthwise kernels are 3x3, with padding 1.", kernel=1),
    block("the depthwise kernels are 5x5", "The depthwise kernels are 3x3, with padding 1.", kernel=5),
    block("the depthwise convolution is not padded", "padding=1 keeps the size of the maps at stride 1.", padding=0),
    block("the projection is 3x3", "Expansion and projection are 1x1 convolutions.", narrow=3),
    block("the expansion is 3x3", "Expansion and projection are 1x1 convolutions.", widen=3),
    block("the stride is ignored", "The depthwise convolution takes the stride.", strides="---"),
    block("the stride is 2 in every block", "Use the argument stride.", strides="-2-"),
    block(
        "the expansion takes the stride",
        "The depthwise convolution takes the stride: it sees all pixels before it drops some.",
        strides="s--",
    ),
    block("the projection takes the stride too", STRIDE, strides="-ss"),
    block("the expansion takes the stride too", STRIDE, strides="ss-"),
    block("all three convolutions take the stride", STRIDE, strides="sss"),
    block("the convolutions have biases", UNBIASED, bias="yyy"),
    block("the projection has a bias", UNBIASED, bias="--y"),
    block("the depthwise convolution has a bias", UNBIASED, bias="-y-"),
    block("the expansion has a bias", UNBIASED, bias="y--"),
    block("there is no batch norm", NORMED, norms="---"),
    block(
        "the projection has no batch norm",
        "The projection is followed by a batch norm too: only the activation is missing there.",
        norms="yy-",
    ),
    block("the expansion has no batch norm", NORMED, norms="-yy"),
    block("the depthwise convolution has no batch norm", NORMED, norms="y-y"),
    block(
        "one batch norm serves two convolutions",
        "Each convolution needs a batch norm of its own: two places in the network, two objects.",
        shared=True,
    ),
    block("a batch norm follows the addition", "Nothing follows the addition.", after="N"),
)
