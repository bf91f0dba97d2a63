"""Mistakes in SqueezeExcite. torch is imported when such a block is built, not before."""

from __future__ import annotations

from typing import Any

from cnncourse.mistakes import Mistake

REDUCED = "There are channels // reduction channels between the two layers."
GATED = "Multiply x by the gate."


def gate(name: str, message: str, *forms: dict[str, Any], **changes: Any) -> Mistake:
    """Make a mistake of what is changed in Gate of ``wrong_blocks``; each further dictionary is a form."""

    def building(changes: dict[str, Any]) -> Any:
        def build(channels: int, reduction: int = 4) -> Any:
            from cnncourse.mistakes.mobilenet.wrong_blocks import Gate

            return Gate(channels, reduction, **changes)

        return build

    return Mistake(name, building(changes), message, tuple(map(building, forms)))


SQUEEZE_EXCITE_MISTAKES = (
    gate(
        "the ReLU between the two layers is left out",
        "Two linear layers in a row are one: put a ReLU in between.",
        middle="nothing",
    ),
    gate(
        "a sigmoid stands between the two layers", "A ReLU stands in between; the sigmoid comes last.", middle="sigmoid"
    ),
    gate("ReLU6 stands between the two layers", "A plain ReLU stands in between.", middle="relu6"),
    gate(
        "ReLU and sigmoid are exchanged",
        "ReLU after the first layer, sigmoid after the second.",
        middle="sigmoid",
        last="relu",
    ),
    gate("the sigmoid is left out", "A gate lies between 0 and 1: the sigmoid brings it there.", last="nothing"),
    gate("a ReLU ends the gate", "A gate lies between 0 and 1: it ends with a sigmoid.", last="relu"),
    gate(
        "a hard sigmoid ends the gate",
        "MobileNet v3 does so. Here the gate ends with the sigmoid of the first paper.",
        last="hard_sigmoid",
    ),
    gate(
        "a softmax over the channels ends the gate",
        "The channels do not compete: each gate is a sigmoid of its own.",
        last="softmax",
    ),
    gate("a tanh ends the gate", "A gate lies between 0 and 1; tanh goes down to -1.", last="tanh"),
    gate(
        "the gate follows a ReLU",
        "The sigmoid sees what the second layer gives, negative numbers too.",
        last="relu_sigmoid",
    ),
    gate(
        "the sigmoid is applied twice",
        "The sigmoid is applied once, to what the second layer gives.",
        last="sigmoid_sigmoid",
    ),
    gate("the largest number of each map is taken", "Squeezing takes the mean of each map.", pool="max"),
    gate(
        "the numbers of each map are summed",
        "Squeezing takes the mean of each map, so that the size of the image does not matter.",
        pool="sum",
    ),
    gate(
        "the mean runs over all images of the batch",
        "Each image has gates of its own: the mean runs over H and W alone.",
        pool="batch",
    ),
    gate(
        "the mean runs over the channels as well",
        "Each channel has a mean of its own: the mean runs over H and W alone.",
        pool="channels",
    ),
    gate(
        "the mean runs over the channels, not over the map",
        "Axis 1 holds the channels. The mean runs over axes 2 and 3.",
        {"pool": "over_channels_kept"},
        pool="over_channels",
        linear=True,
    ),
    gate(
        "a convolution is given means without the axes of a map",
        "x.mean((2, 3), keepdim=True) keeps two axes of length 1, as nn.Conv2d wants them; nn.Linear wants none.",
        pool="flat",
    ),
    gate("the mean runs over the rows alone", "The mean runs over H and W: one number for each channel.", pool="rows"),
    gate(
        "the mean runs over the columns alone",
        "The mean runs over H and W: one number for each channel.",
        pool="columns",
    ),
    gate(
        "nothing is squeezed",
        "First take the mean of each map: the gate of a channel is one number, not one for each pixel.",
        pool="nothing",
    ),
    gate("the gate itself is returned", GATED, {"join": "gate_only"}, {"join": "gate_flat"}, join="gate"),
    gate(
        "the gate is not given the two axes of a map",
        "Give the gate the shape (N, C, 1, 1) before you multiply.",
        join="flat",
    ),
    gate("the gate is added to x", "A gate is multiplied.", join="add"),
    gate("x is added to the gated x", "There is no shortcut here: return x * gate.", join="residual"),
    gate("the gated means are returned", "The gate scales x, not the means of its maps.", join="means"),
    gate("x is scaled by 1 minus the gate", "The gate says how much passes: return x * gate.", join="rest"),
    gate("x is divided by the gate", "A gate is multiplied.", join="divide"),
    gate("x is returned as it came", GATED, join="x"),
    gate("zeros are returned", "Return x * gate.", join="zeros"),
    gate("reduction is taken for the number of squeezed channels", REDUCED, width=lambda c, r: r),
    gate(
        "the channels are multiplied by reduction",
        "There are fewer channels between the two layers: channels // reduction.",
        width=lambda c, r: c * r,
    ),
    gate("reduction is subtracted from the channels", REDUCED, width=lambda c, r: c - r),
    gate("nothing is reduced", REDUCED, width=lambda c, r: c),
    gate("the reduction is always 4", "Use the argument, not its default.", width=lambda c, r: c // 4),
    gate(
        "the two layers have no biases",
        "Both layers have a bias: that is the default of nn.Linear and nn.Conv2d.",
        biases=(False, False),
    ),
    gate("the first layer has no bias", "Both layers have a bias.", biases=(False, True)),
    gate("the second layer has no bias", "Both layers have a bias.", biases=(True, False)),
    gate("one layer makes the gate", "Two layers: channels to channels // reduction, and back.", single=True),
    gate("a batch norm follows the first layer", "There is no batch norm in the gate.", normed=True),
)
