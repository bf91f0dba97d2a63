"""Mistakes in GridReduction."""

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
    ends,
    every,
    normed,
    ordered,
    without_norm,
)


def grid(rule: Callable[[SimpleNamespace, Chains], Any]) -> Callable[..., Any]:
    """Give a rule the signature of GridReduction; it returns chains, or a module."""

    def answer(in_channels, c3, deep_reduce, deep):
        a = SimpleNamespace(C=in_channels, c3=c3, r=deep_reduce, d=deep)
        chains: Chains = {
            "3x3": [halving(c3)],
            "deep": [normed(deep_reduce, 1, 1), normed(deep, 3, 3), halving(deep)],
            "pool": [Pool(stride=2, padding=0)],
        }
        made = rule(a, chains)
        return built(in_channels, made) if isinstance(made, dict) else made

    return answer


def halving(out: int, **more: Any) -> Conv:
    """Describe a 3x3 convolution of stride 2 without padding."""
    return normed(out, 3, 3, **{"stride": 2, "padding": (0, 0), **more})


def pool_first(a: SimpleNamespace, chains: Chains) -> Chains:
    """Halve the maps by a pool, and convolve what is left: the bottleneck that the block avoids."""
    small: list[Step] = [Pool(stride=2, padding=0)]
    first, deep = [*small, normed(a.c3, 3, 3)], [*small, *chains["deep"][:2], normed(a.d, 3, 3)]
    return {"3x3": first, "deep": deep, "pool": small}


def pool_last(a: SimpleNamespace, chains: Chains) -> Chains:
    """Convolve at full size, and halve by a pool at the end: four times as dear."""
    small: list[Step] = [Pool(stride=2, padding=0)]
    first, deep = [normed(a.c3, 3, 3), *small], [*chains["deep"][:2], normed(a.d, 3, 3), *small]
    return {"3x3": first, "deep": deep, "pool": small}


def padded_pool(chains: Chains) -> Chains:
    """Pad the pool as well."""
    return changed(chains, "pool", 0, padding=1)


def padded(chains: Chains) -> Chains:
    """Pad the two convolutions that halve."""
    return changed(changed(chains, "3x3", 0, padding=(1, 1)), "deep", 2, padding=(1, 1))


def all_after(chains: Chains, *after: str, **more: Any) -> Chains:
    """Let something else follow every convolution."""
    return every(chains, lambda s: replace(s, after=after, **more))


GRID_REDUCTION_MISTAKES = declared(
    grid,
    (
        (
            "a pool stands before the convolutions",
            pool_first,
            "The pool drops what no convolution has seen yet. Let the convolutions halve the maps, beside the pool.",
            lambda a, c: {**c, "3x3": pool_first(a, c)["3x3"]},
            lambda a, c: {**c, "deep": pool_first(a, c)["deep"]},
        ),
        (
            "the convolutions run at full size, and pools halve at their end",
            pool_last,
            "That costs four times as much. Give the last convolution of each branch stride 2.",
            lambda a, c: {**c, "3x3": pool_last(a, c)["3x3"]},
            lambda a, c: {**c, "deep": pool_last(a, c)["deep"]},
        ),
        (
            "the maps are padded where they are halved",
            lambda a, c: padded_pool(padded(c)),
            "What halves has no padding here: (H - 3) // 2 + 1 rows remain, in all three branches.",
            lambda a, c: padded(c),
            lambda a, c: padded_pool(c),
        ),
        (
            "the deep branch comes out in another size than the 3x3 branch",
            lambda a, c: changed(c, "deep", 1, padding=(0, 0)),
            "Both give (H - 3) // 2 + 1 rows. In the deep branch the 1x1 and the first 3x3 convolution keep the "
            "size, the 3x3 one with padding 1; the last has stride 2 and no padding, as in the 3x3 branch.",
            lambda a, c: changed(c, "3x3", 0, padding=(1, 1)),
            lambda a, c: changed(c, "deep", 2, padding=(1, 1)),
            lambda a, c: {**c, "deep": [normed(a.r, 1, 1, stride=2), normed(a.d, 3, 3), normed(a.d, 3, 3)]},
            lambda a, c: {**c, "deep": [normed(a.r, 1, 1, stride=2), normed(a.d, 3, 3), halving(a.d, stride=1)]},
        ),
        (
            "nothing halves the maps",
            lambda a, c: {
                "3x3": [normed(a.c3, 3, 3)],
                "deep": [*c["deep"][:2], normed(a.d, 3, 3)],
                "pool": [Pool()],
            },
            "Stride 2 in the last convolution of each branch, and in the pool.",
            lambda a, c: {
                "3x3": [halving(a.c3, stride=1)],
                "deep": [*c["deep"][:2], halving(a.d, stride=1)],
                "pool": [Pool(padding=0)],
            },
        ),
        (
            "a branch is not halved",
            lambda a, c: changed(c, "pool", 0, stride=1),
            "All three branches halve: stride 2 in the pool and in the last convolution of each branch.",
            lambda a, c: changed(c, "3x3", 0, stride=1),
            lambda a, c: changed(c, "deep", 2, stride=1),
            lambda a, c: changed(c, "pool", 0, stride=1, padding=1),
            lambda a, c: changed(c, "3x3", 0, stride=1, padding=(1, 1)),
            lambda a, c: changed(c, "deep", 2, stride=1, padding=(1, 1)),
        ),
        (
            "the pool's stride is its window, 3",
            lambda a, c: changed(c, "pool", 0, stride=3),
            "MaxPool2d(3) alone has stride 3. Give it stride 2.",
        ),
        (
            "the deep branch is halved twice",
            lambda a, c: changed(c, "deep", 1, stride=2),
            "Only the last convolution of the branch has stride 2.",
        ),
        (
            "the deep branch is halved in its first 3x3 convolution",
            lambda a, c: {**c, "deep": [c["deep"][0], halving(a.d), normed(a.d, 3, 3)]},
            "The first 3x3 convolution keeps the size; the second has stride 2.",
        ),
        (
            "the pool takes means",
            lambda a, c: changed(c, "pool", 0, kind="average"),
            "The third branch takes the maximum of each window.",
        ),
        (
            "the pool has 2x2 windows, or rounds its size up",
            lambda a, c: changed(c, "pool", 0, kernel=2),
            "3x3 windows, stride 2, no padding and no ceil_mode: (H - 3) // 2 + 1 rows, as the convolutions give.",
            lambda a, c: changed(c, "pool", 0, ceil_mode=True),
        ),
        (
            "the pool branch is missing",
            lambda a, c: {name: steps for name, steps in c.items() if name != "pool"},
            "The pool stands beside the convolutions, and its in_channels channels are concatenated too.",
        ),
        (
            "the pool branch has a projection",
            lambda a, c: {**c, "pool": [*c["pool"], normed(a.C, 1, 1)]},
            "Here the pool's channels are passed on as they are: the block gives c3 + deep + in_channels.",
        ),
        (
            "the pool branch ends with a ReLU",
            lambda a, c: {**c, "pool": [*c["pool"], Relu()]},
            "ReLUs follow the convolutions alone. Concatenate after them, and do not apply one to all.",
        ),
        (
            "the deep branch has one 3x3 convolution",
            lambda a, c: {**c, "deep": [c["deep"][0], halving(a.d)]},
            "1x1, then 3x3, then 3x3 with stride 2.",
        ),
        (
            "the deep branch has no reduction",
            lambda a, c: {**c, "deep": c["deep"][1:]},
            "It begins with a 1x1 convolution to deep_reduce channels.",
        ),
        (
            "the deep branch has deep_reduce channels until its last convolution",
            lambda a, c: {**c, "deep": [c["deep"][0], normed(a.r, 3, 3), halving(a.d)]},
            "Both 3x3 convolutions give `deep` channels.",
        ),
        (
            "the branches are concatenated in another order",
            lambda a, c: ordered(c, "pool 3x3 deep"),
            "The order is 3x3, deep, pool.",
            lambda a, c: ordered(c, "deep 3x3 pool"),
            lambda a, c: ordered(c, "pool deep 3x3"),
            lambda a, c: ordered(c, "3x3 pool deep"),
            lambda a, c: ordered(c, "deep pool 3x3"),
        ),
        (
            "the branches are concatenated along another axis than the channels",
            lambda a, c: built(a.C, c, join="0"),
            "Axis 1 counts the channels: torch.cat(..., dim=1).",
            lambda a, c: built(a.C, c, join="2"),
            lambda a, c: built(a.C, c, join="3"),
        ),
        (
            "the branches are added",
            lambda a, c: built(a.C, c, join="sum"),
            "The branches have different numbers of channels. Concatenate them along axis 1.",
        ),
        (
            "there is no batch norm",
            lambda a, c: without_norm(c),
            "Each convolution is followed by a batch norm, and has no bias.",
            lambda a, c: without_norm(c, bias=False),
        ),
        (
            "two convolutions share one batch norm",
            lambda a, c: changed(changed(c, "deep", 1, one_norm=True), "deep", 2, one_norm=True),
            "A batch norm has numbers of its own: make one for each of the four convolutions.",
        ),
        (
            "there is no ReLU at all",
            lambda a, c: all_after(c, "norm"),
            "Each convolution is followed by batch norm and ReLU.",
        ),
        (
            "the ReLU is missing inside the deep branch",
            lambda a, c: ends(c, False, after=("norm",)),
            "Each convolution is followed by batch norm and ReLU, those inside the branch as well.",
            lambda a, c: changed(c, "deep", 0, after=("norm",)),
            lambda a, c: changed(c, "deep", 1, after=("norm",)),
        ),
        (
            "the ReLU is missing at the end of the branches",
            lambda a, c: ends(c, True, after=("norm",)),
            "Each convolution is followed by batch norm and ReLU, the last of a branch as well.",
            lambda a, c: changed(c, "3x3", 0, after=("norm",)),
            lambda a, c: changed(c, "deep", 2, after=("norm",)),
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
            "the ReLU stands before the batch norm",
            lambda a, c: all_after(c, "relu", "norm"),
            "Convolution, batch norm, ReLU, in this order.",
        ),
        (
            "the convolutions keep their biases",
            lambda a, c: all_after(c, "norm", "relu", bias=True),
            "The batch norm subtracts the mean, and any bias with it. It has a shift of its own: bias=False.",
        ),
    ),
)
