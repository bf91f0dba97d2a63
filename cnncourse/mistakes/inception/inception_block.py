"""Mistakes in InceptionBlock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from cnncourse.mistakes import declared
from cnncourse.mistakes.inception.blocks import (
    Chains,
    Conv,
    Pool,
    Relu,
    Step,
    built,
    changed,
    conv,
    ends,
    every,
    ordered,
)


def inception(rule: Callable[[SimpleNamespace, Chains], Any]) -> Callable[..., Any]:
    """Give a rule the signature of InceptionBlock; it returns chains, or a module."""

    def answer(in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj):
        a = SimpleNamespace(C=in_channels, c1=c1, r3=c3_reduce, c3=c3, r5=c5_reduce, c5=c5, pool=pool_proj)
        chains: Chains = {
            "1x1": [conv(c1, 1)],
            "3x3": [conv(c3_reduce, 1), conv(c3, 3)],
            "5x5": [conv(c5_reduce, 1), conv(c5, 5)],
            "pool": [Pool(), conv(pool_proj, 1)],
        }
        made = rule(a, chains)
        return built(in_channels, made) if isinstance(made, dict) else made

    return answer


def one_by_one_alone(a: SimpleNamespace, chains: Chains) -> Any:
    """Leave the reductions out: the large kernels read x."""
    return {**chains, "3x3": chains["3x3"][1:], "5x5": chains["5x5"][1:]}


INCEPTION_BLOCK_MISTAKES = declared(
    inception,
    (
        (
            "the branches are concatenated along another axis than the channels",
            lambda a, c: built(a.C, c, join="0"),
            "Axis 0 counts the images, 1 the channels, 2 and 3 the rows and columns: torch.cat(..., dim=1).",
            lambda a, c: built(a.C, c, join="2"),
            lambda a, c: built(a.C, c, join="3"),
        ),
        (
            "the branches are added",
            lambda a, c: built(a.C, c, join="sum"),
            "The branches have different numbers of channels. Concatenate them along axis 1.",
        ),
        (
            "the branches are run one after the other",
            lambda a, c: built(a.C, c, join="chain"),
            "Each branch reads the block's input x; their four outputs are concatenated.",
        ),
        (
            "the branches are concatenated in another order",
            lambda a, c: ordered(c, "pool 1x1 3x3 5x5"),
            "The order is that of the table: 1x1, 3x3, 5x5, pool.",
            lambda a, c: ordered(c, "pool 5x5 3x3 1x1"),
            lambda a, c: ordered(c, "1x1 5x5 3x3 pool"),
            lambda a, c: ordered(c, "1x1 3x3 pool 5x5"),
            lambda a, c: ordered(c, "1x1 pool 3x3 5x5"),
            lambda a, c: ordered(c, "3x3 5x5 1x1 pool"),
            lambda a, c: ordered(c, "3x3 1x1 5x5 pool"),
        ),
        (
            "the pool branch shrinks the maps",
            lambda a, c: changed(c, "pool", 0, padding=0),
            "All branches keep H and W: a 3x3 pool with stride 1 and padding 1. In torch, MaxPool2d(3) has stride 3.",
            lambda a, c: changed(c, "pool", 0, stride=2),
            lambda a, c: changed(c, "pool", 0, stride=3),
            lambda a, c: changed(c, "pool", 0, stride=3, padding=0),
            lambda a, c: changed(c, "pool", 0, stride=2, padding=0),
            lambda a, c: changed(c, "pool", 0, kernel=2, stride=2, padding=0),
        ),
        (
            "a large kernel shrinks the maps",
            lambda a, c: changed(changed(c, "3x3", 1, padding=(0, 0)), "5x5", 1, padding=(0, 0)),
            "A kernel of side k keeps H and W with padding (k - 1) / 2: 1 for 3x3, 2 for 5x5.",
            lambda a, c: changed(c, "5x5", 1, padding=(0, 0)),
            lambda a, c: changed(c, "5x5", 1, padding=(1, 1)),
            lambda a, c: changed(c, "3x3", 1, padding=(0, 0)),
        ),
        (
            "a 1x1 convolution is padded",
            lambda a, c: every(c, lambda s: replace(s, padding=(1, 1)) if s.kernel == (1, 1) else s),
            "A 1x1 kernel keeps H and W without padding.",
            lambda a, c: changed(c, "1x1", 0, padding=(1, 1)),
        ),
        (
            "the pool takes means",
            lambda a, c: changed(c, "pool", 0, kind="average"),
            "GoogLeNet's pool branch takes the maximum of each 3x3 window.",
        ),
        (
            "the pool is padded with zeros",
            lambda a, c: changed(c, "pool", 0, zeros=True),
            "A zero wins over negative values. nn.MaxPool2d's own padding never wins: use padding=1 there.",
        ),
        (
            "the pool is left out",
            lambda a, c: {**c, "pool": c["pool"][1:]},
            "The fourth branch is a 3x3 max pool with a 1x1 convolution behind it.",
        ),
        (
            "the pool stands behind its projection",
            lambda a, c: {**c, "pool": c["pool"][::-1]},
            "First the pool, then the 1x1 convolution.",
        ),
        (
            "the pool branch has no projection",
            lambda a, c: {**c, "pool": c["pool"][:1]},
            "Behind the pool stands a 1x1 convolution that leaves pool_proj channels.",
        ),
        (
            "the pool branch is missing",
            lambda a, c: {name: steps for name, steps in c.items() if name != "pool"},
            "There are four branches: the fourth is a max pool with a 1x1 convolution behind it.",
        ),
        (
            "the third branch has a 3x3 kernel",
            lambda a, c: changed(c, "5x5", 1, kernel=(3, 3)),
            "The third branch has a 5x5 kernel. torchvision's GoogLeNet has 3x3 there, which is a known mistake.",
        ),
        (
            "the large kernels have no reduction in front",
            one_by_one_alone,
            "Reduce with a 1x1 convolution first: to c3_reduce before 3x3, to c5_reduce before 5x5.",
        ),
        (
            "the two reductions are taken for one another",
            lambda a, c: {**c, "3x3": [c["5x5"][0], c["3x3"][1]], "5x5": [c["3x3"][0], c["5x5"][1]]},
            "c3_reduce stands before the 3x3 convolution, c5_reduce before the 5x5 one.",
        ),
        (
            "the reduction stands behind the large kernel",
            lambda a, c: {**c, "3x3": [conv(a.r3, 3), conv(a.c3, 1)], "5x5": [conv(a.r5, 5), conv(a.c5, 1)]},
            "Reduce first, so that the large kernel reads few channels.",
        ),
        (
            "reduction and large kernel exchange their channels",
            lambda a, c: {**c, "3x3": [conv(a.c3, 1), conv(a.r3, 3)], "5x5": [conv(a.c5, 1), conv(a.r5, 5)]},
            "The 1x1 convolution gives c3_reduce (c5_reduce) channels, the large one c3 (c5).",
        ),
        (
            "there is no ReLU at all",
            lambda a, c: every(c, lambda s: replace(s, after=())),
            "A ReLU follows each of the six convolutions. Without it two of them in a row are one linear map.",
        ),
        (
            "the ReLU is missing after a reduction",
            lambda a, c: ends(c, False, after=()),
            "A ReLU follows each convolution, both reductions as well.",
            lambda a, c: changed(c, "3x3", 0, after=()),
            lambda a, c: changed(c, "5x5", 0, after=()),
        ),
        (
            "the ReLU is missing at the end of the branches",
            lambda a, c: ends(c, True, after=()),
            "A ReLU follows each convolution, the last of each branch as well.",
        ),
        (
            "the ReLU is missing after the 1x1 branch",
            lambda a, c: changed(c, "1x1", 0, after=()),
            "A ReLU follows each of the six convolutions.",
        ),
        (
            "the ReLU is missing after the pool's projection",
            lambda a, c: changed(c, "pool", 1, after=()),
            "A ReLU follows each of the six convolutions.",
        ),
        (
            "the ReLU is missing after a large kernel",
            lambda a, c: changed(changed(c, "3x3", 1, after=()), "5x5", 1, after=()),
            "A ReLU follows each of the six convolutions, the 3x3 and the 5x5 one as well.",
            lambda a, c: changed(c, "3x3", 1, after=()),
            lambda a, c: changed(c, "5x5", 1, after=()),
        ),
        (
            "a ReLU stands before the convolutions, not after them",
            lambda a, c: {n: [x for s in steps for x in _relu_first(s)] for n, steps in c.items()},
            "Convolve first, then cut the negative values off.",
        ),
        (
            "x passes through a ReLU first",
            lambda a, c: {name: [Relu(), *steps] for name, steps in c.items()},
            "The branches read x as it is, negative values and all. ReLUs follow the convolutions.",
        ),
        (
            "the 5x5 branch reads the reduction of the 3x3 branch",
            lambda a, c: {**c, "5x5": [c["3x3"][0], c["5x5"][1]]},
            "The 5x5 convolution has a reduction of its own, to c5_reduce channels.",
        ),
        (
            "the convolutions have no bias",
            lambda a, c: every(c, lambda s: replace(s, bias=False)),
            "GoogLeNet's convolutions have biases; without batch norm nothing else shifts their outputs.",
        ),
        (
            "there are batch norms",
            lambda a, c: every(c, lambda s: replace(s, after=("norm", "relu"))),
            "This block is older than batch norm: a convolution with bias, then a ReLU.",
            lambda a, c: every(c, lambda s: replace(s, after=("norm", "relu"), bias=False)),
        ),
    ),
)


def _relu_first(step: Step) -> list[Step]:
    return [Relu(), replace(step, after=())] if isinstance(step, Conv) else [step]
