"""Mistakes in factorise_5x5 and AsymmetricConv."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from cnncourse.mistakes import declared
from cnncourse.mistakes.inception.blocks import Chains, Conv, built, changed, conv, every, normed, without_norm

# ------------------------------------------------------------------ factorise_5x5


def two_of_3x3(rule: Callable[[SimpleNamespace, Chains], Any]) -> Callable[..., Any]:
    """Give a rule the signature of factorise_5x5; it returns chains, or a module."""

    def answer(in_channels, between, out_channels):
        a = SimpleNamespace(C=in_channels, m=between, F=out_channels)
        made = rule(a, {"all": [conv(between, 3), conv(out_channels, 3)]})
        return built(in_channels, made) if isinstance(made, dict) else made

    return answer


FACTORISE_5X5_MISTAKES = declared(
    two_of_3x3,
    (
        (
            "one 5x5 convolution is left",
            lambda a, c: {"all": [conv(a.F, 5)]},
            "Two 3x3 convolutions take its place, one after the other.",
        ),
        (
            "both kernels are 5x5",
            lambda a, c: {"all": [conv(a.m, 5), conv(a.F, 5)]},
            "Two 3x3 kernels see 5x5 together.",
        ),
        (
            "there is one 3x3 convolution alone",
            lambda a, c: {"all": [conv(a.F, 3)]},
            "One 3x3 kernel sees 3x3 cells. The second one makes it 5x5.",
        ),
        (
            "there are three 3x3 convolutions",
            lambda a, c: {"all": [conv(a.m, 3), conv(a.m, 3), conv(a.F, 3)]},
            "Two are enough: 3 + 3 - 1 = 5. Three see 7x7.",
        ),
        (
            "the two 3x3 convolutions stand side by side",
            lambda a, c: {"a": c["all"][:1], "b": c["all"][1:]},
            "One after the other: only then the second sees what the first has gathered.",
        ),
        (
            "the padding is missing",
            lambda a, c: every(c, lambda s: replace(s, padding=(0, 0))),
            "A 3x3 convolution keeps H and W with padding 1.",
            lambda a, c: changed(c, "all", 0, padding=(0, 0)),
            lambda a, c: changed(c, "all", 1, padding=(0, 0)),
        ),
        (
            "the padding is that of a 5x5 kernel",
            lambda a, c: every(c, lambda s: replace(s, padding=(2, 2))),
            "Each of the two 3x3 convolutions needs padding 1.",
        ),
        (
            "the padding is given once for both",
            lambda a, c: changed(changed(c, "all", 0, padding=(2, 2)), "all", 1, padding=(0, 0)),
            "Padding 2 in front and none behind keeps the size, but puts values where zeros belong. Each needs 1.",
            lambda a, c: changed(changed(c, "all", 1, padding=(2, 2)), "all", 0, padding=(0, 0)),
        ),
        (
            "the ReLU between the two is missing",
            lambda a, c: changed(c, "all", 0, after=()),
            "Without a ReLU between them the two are one linear map. The authors found both ReLUs to help.",
        ),
        (
            "the ReLU at the end is missing",
            lambda a, c: changed(c, "all", 1, after=()),
            "A ReLU follows each convolution.",
        ),
        (
            "there is no ReLU at all",
            lambda a, c: every(c, lambda s: replace(s, after=())),
            "A ReLU follows each convolution; without one the two are a single linear map.",
        ),
        (
            "the first convolution gives all output channels",
            lambda a, c: {"all": [conv(a.F, 3), conv(a.F, 3)]},
            "The first gives `between` channels, the second reads them.",
        ),
        (
            "the channels stay those of the input between the two",
            lambda a, c: {"all": [conv(a.C, 3), conv(a.F, 3)]},
            "The first gives `between` channels, the second reads them.",
        ),
        (
            "`between` and `out_channels` are exchanged",
            lambda a, c: {"all": [conv(a.F, 3), conv(a.m, 3)]},
            "The arguments are (in_channels, between, out_channels), in the order of the data's way.",
        ),
        (
            "the convolutions have no bias",
            lambda a, c: every(c, lambda s: replace(s, bias=False)),
            "Both convolutions have biases; there is no batch norm to shift their outputs.",
        ),
        (
            "there are batch norms",
            lambda a, c: every(c, lambda s: replace(s, after=("norm", "relu"))),
            "A convolution with bias, then a ReLU; no batch norm here.",
            lambda a, c: every(c, lambda s: replace(s, after=("norm", "relu"), bias=False)),
        ),
        (
            "the kernels are dilated",
            lambda a, c: {"all": [conv(a.m, 3, dilation=2), conv(a.F, 3)]},
            "Two plain 3x3 kernels see 5x5 already; a dilated one skips cells.",
            lambda a, c: {"all": [conv(a.F, 3, dilation=2)]},
        ),
        (
            "the kernels are 1x5 and 5x1",
            lambda a, c: {"all": [Conv(a.m, (1, 5)), Conv(a.F, (5, 1))]},
            "That is the other factorisation. Here two 3x3 kernels are asked for.",
            lambda a, c: {"all": [Conv(a.m, (5, 1)), Conv(a.F, (1, 5))]},
        ),
    ),
)


# ------------------------------------------------------------------ AsymmetricConv


def asymmetric(rule: Callable[[SimpleNamespace, Chains], Any]) -> Callable[..., Any]:
    """Give a rule the signature of AsymmetricConv; it returns chains, or a module."""

    def answer(in_channels, between, out_channels, n):
        a = SimpleNamespace(C=in_channels, m=between, F=out_channels, n=n, p=n // 2)
        made = rule(a, {"all": [normed(between, 1, n), normed(out_channels, n, 1)]})
        return built(in_channels, made) if isinstance(made, dict) else made

    return answer


ASYMMETRIC_CONV_MISTAKES = declared(
    asymmetric,
    (
        (
            "the n x 1 convolution stands first",
            lambda a, c: {"all": [normed(a.m, a.n, 1), normed(a.F, 1, a.n)]},
            "First 1 x n, which looks along the row; then n x 1. A kernel's size is (KH, KW).",
        ),
        (
            "the kernels are squares",
            lambda a, c: {"all": [normed(a.m, a.n, a.n), normed(a.F, a.n, a.n)]},
            "kernel_size=(1, n) is one row of n cells; an int makes a square.",
        ),
        (
            "one square convolution is left",
            lambda a, c: {"all": [normed(a.F, a.n, a.n)]},
            "A 1 x n and an n x 1 convolution take its place, one after the other.",
        ),
        (
            "both kernels are 1 x n",
            lambda a, c: {"all": [normed(a.m, 1, a.n), normed(a.F, 1, a.n)]},
            "The second one stands upright: (n, 1). Only together they see a square.",
        ),
        (
            "the size of the kernels is fixed at 7",
            lambda a, c: {"all": [normed(a.m, 1, 7), normed(a.F, 7, 1)]},
            "Use n: the block serves every odd n.",
        ),
        (
            "the size of the kernels is fixed at 3",
            lambda a, c: {"all": [normed(a.m, 1, 3), normed(a.F, 3, 1)]},
            "Use n: the block serves every odd n.",
        ),
        (
            "the two convolutions stand side by side",
            lambda a, c: {"a": c["all"][:1], "b": c["all"][1:]},
            "One after the other: the second reads what the first gives.",
        ),
        (
            "the padding is missing",
            lambda a, c: every(c, lambda s: replace(s, padding=(0, 0))),
            "To keep H and W, 1 x n needs the padding (0, n // 2), and n x 1 the padding (n // 2, 0).",
        ),
        (
            "the padding goes to both directions",
            lambda a, c: every(c, lambda s: replace(s, padding=(a.p, a.p))),
            "A padding given as an int goes to all four sides. 1 x n needs (0, n // 2), n x 1 needs (n // 2, 0).",
        ),
        (
            "a padding is that of the other direction",
            lambda a, c: changed(changed(c, "all", 0, padding=(a.p, 0)), "all", 1, padding=(0, a.p)),
            "A padding pair is (vertical, horizontal): 1 x n needs (0, n // 2), n x 1 needs (n // 2, 0).",
            lambda a, c: every(c, lambda s: replace(s, padding=(a.p, 0))),
            lambda a, c: every(c, lambda s: replace(s, padding=(0, a.p))),
        ),
        (
            "the padding is given once for both",
            lambda a, c: changed(changed(c, "all", 0, padding=(a.p, a.p)), "all", 1, padding=(0, 0)),
            "All padding in front keeps the size, but rows of zeros go through the first layer. Each pads its own "
            "direction: (0, n // 2), then (n // 2, 0).",
            lambda a, c: changed(changed(c, "all", 1, padding=(a.p, a.p)), "all", 0, padding=(0, 0)),
        ),
        (
            "the padding is n, not n // 2",
            lambda a, c: changed(changed(c, "all", 0, padding=(0, a.n)), "all", 1, padding=(a.n, 0)),
            "An odd kernel of n cells keeps the size with padding n // 2 on each side.",
            lambda a, c: changed(changed(c, "all", 0, padding=(0, a.n - 1)), "all", 1, padding=(a.n - 1, 0)),
        ),
        (
            "the padding is fixed at 1",
            lambda a, c: changed(changed(c, "all", 0, padding=(0, 1)), "all", 1, padding=(1, 0)),
            "An odd kernel of n cells keeps the size with padding n // 2.",
        ),
        (
            "the first convolution is left without batch norm and ReLU",
            lambda a, c: changed(c, "all", 0, after=()),
            "A batch norm and a ReLU follow each of the two convolutions.",
        ),
        (
            "the ReLU between the two is missing",
            lambda a, c: changed(c, "all", 0, after=("norm",)),
            "Each of the two convolutions is followed by batch norm and ReLU.",
        ),
        (
            "the ReLU at the end is missing",
            lambda a, c: changed(c, "all", 1, after=("norm",)),
            "Each of the two convolutions is followed by batch norm and ReLU.",
        ),
        (
            "there is no ReLU at all",
            lambda a, c: every(c, lambda s: replace(s, after=("norm",))),
            "Each of the two convolutions is followed by batch norm and ReLU.",
        ),
        (
            "there is no batch norm",
            lambda a, c: without_norm(c),
            "Each convolution is followed by a batch norm, and has no bias.",
            lambda a, c: without_norm(c, bias=False),
        ),
        (
            "only the first convolution has a batch norm",
            lambda a, c: changed(c, "all", 1, after=("relu",)),
            "Each of the two convolutions is followed by a batch norm of its own.",
            lambda a, c: changed(c, "all", 1, after=("relu",), bias=True),
        ),
        (
            "only the second convolution has a batch norm",
            lambda a, c: changed(c, "all", 0, after=("relu",)),
            "Each of the two convolutions is followed by a batch norm of its own.",
            lambda a, c: changed(c, "all", 0, after=("relu",), bias=True),
        ),
        (
            "the ReLU stands before the batch norm",
            lambda a, c: every(c, lambda s: replace(s, after=("relu", "norm"))),
            "Convolution, batch norm, ReLU, in this order.",
        ),
        (
            "the convolutions keep their biases",
            lambda a, c: every(c, lambda s: replace(s, bias=True)),
            "The batch norm subtracts the mean, and any bias with it. It has a shift of its own: bias=False.",
        ),
        (
            "the batch norms have other settings",
            lambda a, c: every(c, lambda s: replace(s, norm=(("eps", 1e-3),))),
            "nn.BatchNorm2d(channels) without further arguments: eps 1e-5, momentum 0.1, with scale and shift.",
            lambda a, c: every(c, lambda s: replace(s, norm=(("momentum", 0.01),))),
            lambda a, c: every(c, lambda s: replace(s, norm=(("affine", False),))),
            lambda a, c: every(c, lambda s: replace(s, norm=(("eps", 1e-3), ("momentum", 0.01)))),
        ),
        (
            "`between` and `out_channels` are exchanged",
            lambda a, c: {"all": [normed(a.F, 1, a.n), normed(a.m, a.n, 1)]},
            "The arguments are (in_channels, between, out_channels, n), in the order of the data's way.",
        ),
        (
            "the first convolution gives all output channels",
            lambda a, c: {"all": [normed(a.F, 1, a.n), normed(a.F, a.n, 1)]},
            "The first gives `between` channels, the second reads them.",
        ),
    ),
)
