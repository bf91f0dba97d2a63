"""Mistakes in depthwise_conv2d, and weak inputs of a test of it.

A depthwise convolution is conv2d with a group for each channel, so most of the mistakes in conv2d occur here too.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.convolution import CONV2D_MISTAKES
from cnncourse.mistakes.convolution.calls import biased, conv, pad
from cnncourse.numpy import depthwise_conv2d
from cnncourse.shapes import pair

Array = np.ndarray

# Names of mistakes in conv2d, each with a message of its own where the one of conv2d would mislead.
SHARED: dict[str, str] = {
    "the kernel is flipped along both axes": "",
    "the rows of the kernel are reversed": "",
    "the columns of the kernel are reversed": "",
    "the kernel is transposed": "",
    "the last window is left out": "",
    "every window starts one cell late": "",
    "the kernel is taken for square": "",
    "the output is taken for square": "",
    "the products are averaged": "",
    "the result is stored in the integer type of the input": "",
    "a view is read as if its memory were contiguous": "",
    "the input is overwritten": "",
    "the height is computed with the horizontal stride and padding, and the width with the vertical ones": "",
    "the output's height and width are swapped": "The layout is (N, C * m, OH, OW): rows before columns.",
    "the stride is ignored": "",
    "the stride sets the output's size but not where the windows start": "",
    "the two strides are swapped": "",
    "the vertical stride serves both directions": "",
    "the horizontal stride serves both directions": "",
    "the padding is ignored": "",
    "the two paddings are swapped": "",
    "padding is added at the top and left only": "",
    "all the padding lies at the top and left": "",
    "all the padding lies at the bottom and right": "",
    "the border is padded with copies of the edge": "",
    "the border is padded with the image's reflection": "",
    "the output size is rounded up": "",
    "the bias is left out": "",
    "the bias is added once for each product": "",
    "the bias runs along the last axis": "There is one bias for each filter: reshape it to (1, C * m, 1, 1).",
    "an activation is applied": "",
    "only the first image of the batch is computed": "",
    "every image of the batch gets the first one's output": "",
    "the images of the batch are added up": "Images are independent: the sum runs over the taps alone.",
    "the channels come last in the output": "The layout of this book is (N, C * m, OH, OW).",
    "the result is rounded to float32": "",
    "the output size is computed without the stride": "",
    "the output size is computed without the padding": "",
    "the output size is computed with the padding, but no zeros are added": "",
    "the one is added before the division": "",
    "the vertical padding serves both directions": "",
    "the horizontal padding serves both directions": "",
    "the padding pair is given to np.pad as (before, after)": "",
    "the cells beyond the border are read from the other side": "",
    "the first window is left out": "",
    "the last row of windows is left out": "",
    "the last window of each row is left out": "",
    "every window starts one cell early": "",
    "only the last product counts": "",
    "the bias is asked for its truth value": "",
    "the bias is taken for granted": "",
    "the bias is subtracted": "",
    "every map gets the bias of the first": "",
    "the bias is added once for each image": "",
    "the bias is added once for each row of the output": "",
    "the bias is added once for each row of the kernel": "",
    "only the first map of the first image is computed": "",
    "batch and filter axes are exchanged": "The layout is (N, C * m, OH, OW): images first, then maps.",
    "the result is cut to whole numbers": "",
    "window and kernel are added, not multiplied": "",
}


def as_groups(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Give an answer to conv2d the signature of depthwise_conv2d: a group for each channel."""
    return lambda x, weight, bias=None, stride=1, padding=0: answer(x, weight, bias, stride, padding, 1, x.shape[1])


def borrowed() -> list[Mistake]:
    """Return the mistakes in conv2d that occur here."""
    known = {mistake.name: mistake for mistake in CONV2D_MISTAKES}
    found = []
    for name, message in SHARED.items():
        mistake = known[name]
        found.append(
            Mistake(name, as_groups(mistake.answer), message or mistake.message, tuple(map(as_groups, mistake.forms)))
        )
    return found


def depthwise(rule: Callable[[SimpleNamespace], Any]) -> Callable[..., Any]:
    """Give a rule the signature of depthwise_conv2d. It may read the multiplier, `a.m`, and `a.groups`."""

    def answer(x, weight, bias=None, stride=1, padding=0):
        settings = {"stride": pair(stride), "padding": pair(padding, minimum=0), "dilation": (1, 1)}
        a = SimpleNamespace(x=x, weight=weight, bias=bias, groups=x.shape[1], m=len(weight) // x.shape[1], **settings)
        return rule(a)

    return answer


def call(a: SimpleNamespace, **changes: Any) -> Array:
    """Call the reference with some arguments changed."""
    return conv(SimpleNamespace(**{key: value for key, value in vars(a).items() if key != "m"}), **changes)


def reading(a: SimpleNamespace, channels: Any, weight: Array | None = None, bias: Any = True) -> Array:
    """Let each filter read the channel that is given for it."""
    weight = a.weight if weight is None else weight
    return call(a, x=a.x[:, channels], weight=weight, bias=a.bias if bias is True else bias, groups=len(weight))


def summed(a: SimpleNamespace) -> Array:
    """Let every filter read all channels with its one kernel."""
    return call(a, x=a.x.sum(1, keepdims=True), groups=1)


def orders(a: SimpleNamespace) -> Array:
    """Return the places of filters that are written filter by filter: k * C + c."""
    return np.arange(len(a.weight)).reshape(a.groups, a.m).T.ravel()


def by_filter(a: SimpleNamespace) -> Array:
    """Take a filter that is meant for output channel k * C + c."""
    places = np.arange(len(a.weight)).reshape(a.m, a.groups).T.ravel()
    return call(a, weight=a.weight[places])


def first_filters(a: SimpleNamespace) -> Array:
    """Take as many filters as there are channels."""
    bias = None if a.bias is None else a.bias[: a.groups]
    return call(a, weight=a.weight[: a.groups], bias=bias)


def added_up(a: SimpleNamespace) -> Array:
    """Add the maps that come from one channel."""
    y = call(a, bias=None)
    return biased(a, y.reshape(len(y), a.groups, a.m, *y.shape[2:]).sum(2))


def added_up_with_bias(a: SimpleNamespace) -> Array:
    """Add the maps that come from one channel, and each map's bias with it."""
    y = call(a)
    return y.reshape(len(y), a.groups, a.m, *y.shape[2:]).sum(2)


def index_beyond(a: SimpleNamespace) -> Array:
    """Take the filter's number for the channel's."""
    _ = [a.x[0, f] for f in range(len(a.weight))]
    return call(a)


def unrepeated(a: SimpleNamespace) -> Array:
    """Multiply a window of all channels with all filters, (N, C, KH, KW) with (F, KH, KW)."""
    kh, kw = a.weight.shape[2:]
    _ = np.zeros((len(a.x), a.groups, kh, kw)) * a.weight[:, 0]
    return call(a)


def windows_unrepeated(a: SimpleNamespace) -> Array:
    """Multiply all windows of all channels with all filters."""
    (sv, sh), (v, h) = a.stride, a.padding
    windows = np.lib.stride_tricks.sliding_window_view(pad(a.x, v, v, h, h), a.weight.shape[2:], (2, 3))
    _ = np.einsum("ncijkl,ckl->ncij", windows[:, :, ::sv, ::sh], a.weight[:, 0])
    return call(a)


def dense(a: SimpleNamespace) -> Array:
    """Look for a kernel of each filter for each channel."""
    _ = [a.weight[0, c] for c in range(a.groups)]
    return call(a)


def bias_of_channel(a: SimpleNamespace, pick: Callable[[Array], Array]) -> Array:
    """Give each map a bias picked by a rule on (filter numbers)."""
    return call(a, bias=None if a.bias is None else a.bias[pick(np.arange(len(a.weight)))])


def sizes_of_the_padded(a: SimpleNamespace) -> Array:
    """Compute OH and OW from the padded image, and add the padding once more: the last windows find no cells."""
    (PH, PW), (SH, SW), (KH, KW) = a.padding, a.stride, a.weight.shape[2:]
    x = pad(a.x, PH, PH, PW, PW)
    OH, OW = (x.shape[2] + 2 * PH - KH) // SH + 1, (x.shape[3] + 2 * PW - KW) // SW + 1
    for i in range(OH):
        for j in range(OW):
            _ = x[:, 0, i * SH : i * SH + KH, j * SW : j * SW + KW] * a.weight[0, 0]
    return call(a)


OWN = declared(
    depthwise,
    (
        (
            "every filter sums over all channels",
            summed,
            "A depthwise filter reads one channel. Nothing is summed over channels.",
        ),
        (
            "every filter is looked for a kernel for each channel",
            dense,
            "weight[f] holds one kernel, weight[f, 0]: a depthwise filter reads one channel.",
        ),
        (
            "every filter reads the first channel",
            lambda a: reading(a, np.zeros(len(a.weight), int)),
            "Filter f reads channel f // m of its own image.",
        ),
        (
            "every channel meets the first filter",
            lambda a: call(a, weight=a.weight[:1].repeat(len(a.weight), axis=0)),
            "Each channel has filters of its own: output c * m + k uses weight[c * m + k].",
        ),
        (
            "every channel meets the first m filters",
            lambda a: call(a, weight=np.concatenate([a.weight[: a.m]] * a.groups)),
            "Each channel has filters of its own: output c * m + k uses weight[c * m + k].",
        ),
        (
            "filter f reads channel f % C",
            lambda a: reading(a, np.arange(len(a.weight)) % a.groups),
            "The m filters of a channel are neighbours: filter f reads channel f // m.",
        ),
        (
            "the channels are read in reverse order",
            lambda a: reading(a, np.arange(len(a.weight))[::-1] // a.m),
            "Filter f reads channel f // m.",
        ),
        (
            "the filter's number is taken for the channel's",
            index_beyond,
            "There are m filters for each channel: filter f reads channel f // m.",
            unrepeated,
            windows_unrepeated,
        ),
        (
            "the filters are read in the order k * C + c",
            by_filter,
            "Output c * m + k uses weight[c * m + k]: weight.reshape(C, m, KH, KW), the channels first.",
        ),
        (
            "the maps are joined in the order k * C + c",
            lambda a: call(a)[:, orders(a)],
            "The m maps of a channel are neighbours in the output: map c * m + k.",
        ),
        (
            "a channel gets one filter only",
            first_filters,
            "weight has C * m filters, m for each channel, and the output C * m maps.",
            lambda a: call(a, weight=a.weight[:: a.m], bias=None if a.bias is None else a.bias[:: a.m]),
        ),
        (
            "the maps of a channel are added up",
            added_up,
            "Each filter makes a map of its own: the output has C * m maps.",
            added_up_with_bias,
        ),
        (
            "the maps have an axis for the channels and one for their filters",
            lambda a: call(a).reshape(len(a.x), a.groups, a.m, *call(a).shape[2:]),
            "The output has four axes: (N, C * m, OH, OW).",
        ),
        (
            "the maps of all channels are added up",
            lambda a: call(a).sum(1, keepdims=True),
            "Each filter makes a map of its own: nothing is summed over channels.",
        ),
        (
            "the padding is counted twice in the output size",
            sizes_of_the_padded,
            "H + 2 * PH is the height of the padded image already: read H and W before you pad, or leave 2 * PH out.",
        ),
        (
            "the bias has one number for each input channel",
            lambda a: bias_of_channel(a, lambda f: f // a.m),
            "There is one bias for each filter: bias[f].",
            lambda a: bias_of_channel(a, lambda f: f % a.groups),
        ),
        (
            "the bias is added once for each filter of a channel",
            lambda a: biased(a, call(a, bias=None), a.m),
            "Add bias[f] once to map f.",
        ),
    ),
)


def pads_first(x, weight, bias=None, stride=1, padding=0):
    """Take whatever comes for an int: pad, then compute the size."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    _ = (padded.shape[2] - weight.shape[2]) // stride + 1
    return depthwise_conv2d(x, weight, bias, stride, padding)


def sizes_first(x, weight, bias=None, stride=1, padding=0):
    """Take whatever comes for an int: compute the size, then pad."""
    _ = (x.shape[2] + 2 * padding - weight.shape[2]) // stride + 1
    return depthwise_conv2d(x, weight, bias, stride, padding)


UNPAIRED = Mistake(
    "a pair is taken for an int",
    pads_first,
    "stride and padding may be pairs: unpack them first, SH, SW = pair(stride).",
    (sizes_first,),
)
DEPTHWISE_CONV2D_MISTAKES = (*OWN, UNPAIRED, *borrowed())


# ------------------------------------------------------------------ weak inputs


def inputs(
    n: int = 2,
    c: int = 3,
    m: int = 2,
    size: tuple[int, int] = (8, 11),
    kernel: tuple[int, int] = (3, 2),
    stride: Any = (2, 3),
    padding: Any = (1, 2),
    ones: tuple[str, ...] = (),
) -> Callable[[], tuple[Any, ...]]:
    """Return inputs of a test; arrays named in `ones` hold nothing but ones, or zeros for the bias."""

    def answer():
        rng = np.random.default_rng(0)
        x, weight, bias = (
            rng.normal(1, 1, (n, c, *size)),
            -rng.normal(1, 1, (c * m, 1, *kernel)),
            rng.normal(1, 1, c * m),
        )
        x = np.ones_like(x) if "x" in ones else x
        weight = np.ones_like(weight) if "weight" in ones else weight
        return x, weight, np.zeros_like(bias) if "bias" in ones else bias, stride, padding

    return answer


DEPTHWISE_TEST_MISTAKES = (
    Mistake("the batch has one image", inputs(n=1), "Several images show whether each is treated by itself."),
    Mistake("there is one channel", inputs(c=1), "With one channel, no channel can be mixed up with another."),
    Mistake("there is one filter a channel", inputs(m=1), "Only with m > 1 does the order of the filters matter."),
    Mistake(
        "there are as many filters a channel as channels",
        inputs(c=2, m=2, stride=1, padding=0),
        "With m = C, some wrong orders look alike; and neither stride nor padding is tried.",
    ),
    Mistake("the maps are square", inputs(size=(8, 8)), "H and W differ where they must not be mixed up."),
    Mistake("the kernels are square", inputs(kernel=(3, 3)), "A kernel of 3 rows and 2 columns shows which is which."),
    Mistake("the stride is 1", inputs(stride=1), "At stride 1 a forgotten stride goes unseen."),
    Mistake("the two strides are equal", inputs(stride=2), "Two different strides show which is which."),
    Mistake("there is no padding", inputs(padding=0), "Without padding a forgotten one goes unseen."),
    Mistake("the two paddings are equal", inputs(padding=1), "Two different paddings show which is which."),
    Mistake("x is all ones", inputs(ones=("x",)), "Equal numbers hide which cell was read."),
    Mistake("the weights are all ones", inputs(ones=("weight",)), "Equal weights hide which one was used."),
    Mistake("the biases are zero", inputs(ones=("bias",)), "A bias of zero cannot be missed."),
    Mistake(
        "everything is as small as can be",
        inputs(1, 1, 1, (2, 2), (1, 1), 1, 0),
        "The smallest inputs show the least: nothing can be mixed up where there is only one of it.",
    ),
)
