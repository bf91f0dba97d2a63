"""Mistakes in merge_pointwise."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray


def pair_of_layers(rule: Callable[[SimpleNamespace], Any]) -> Callable[..., Any]:
    """Give a rule the signature of merge_pointwise; `a.m1`, `a.m2` are the weights as matrices."""

    def answer(weight1, bias1, weight2, bias2):
        m1, m2 = weight1[:, :, 0, 0], weight2[:, :, 0, 0]
        a = SimpleNamespace(w1=weight1, w2=weight2, m1=m1, m2=m2, b1=bias1, b2=bias2)
        a.weight, a.bias = (m2 @ m1)[:, :, None, None], m2 @ bias1 + bias2
        return rule(a)

    return answer


def with_bias(change: Callable[[SimpleNamespace], Any]) -> Callable[[SimpleNamespace], Any]:
    """Change the bias alone."""
    return lambda a: (a.weight, change(a))


def with_weight(change: Callable[[SimpleNamespace], Any]) -> Callable[[SimpleNamespace], Any]:
    """Change the weight alone."""
    return lambda a: (change(a), a.bias)


def overwriting(a: SimpleNamespace) -> Any:
    """Add the first bias into the second."""
    a.b2 += a.m2 @ a.b1
    return a.weight, a.b2


MERGE_POINTWISE_MISTAKES = declared(
    pair_of_layers,
    (
        (
            "the two weights are multiplied in the other order",
            with_weight(lambda a: (a.m1 @ a.m2)[:, :, None, None]),
            "The second layer is applied to what the first one makes: W2 @ W1.",
        ),
        (
            "the product of the weights is transposed",
            with_weight(lambda a: (a.m2 @ a.m1).T[:, :, None, None]),
            "The merged layer has F outputs and C inputs: its weight is (F, C, 1, 1).",
            with_weight(lambda a: (a.m1.T @ a.m2.T)[:, :, None, None]),
        ),
        (
            "the weights are multiplied entry by entry",
            with_weight(lambda a: a.w2 * a.w1),
            "Each weight of the merged layer is a sum over the maps in between: a matrix product.",
        ),
        (
            "the weights are added",
            with_weight(lambda a: a.w1 + a.w2),
            "The layers run one after the other: put y1 = W1 x + b1 into W2 y1 + b2.",
        ),
        (
            "one of the weights is left out",
            with_weight(lambda a: a.w2),
            "Both layers take part: put y1 = W1 x + b1 into W2 y1 + b2.",
            with_weight(lambda a: a.w1),
        ),
        (
            "the first weight is transposed",
            with_weight(lambda a: (a.m2 @ a.m1.T)[:, :, None, None]),
            "weight1 is (M, C): its rows belong to the maps in between, as do the columns of weight2.",
        ),
        (
            "the weight has no axes for rows and columns",
            with_weight(lambda a: a.m2 @ a.m1),
            "The result is a 1x1 kernel of four axes: (F, C, 1, 1).",
        ),
        (
            "the weights are squeezed",
            lambda a: (
                (a.w2.squeeze() @ a.w1.squeeze())[:, :, None, None],
                a.w2.squeeze() @ a.b1 + a.b2,
            ),
            "squeeze drops every axis of size 1, also that of a single channel. Take weight[:, :, 0, 0].",
        ),
        (
            "the four axes are multiplied by @",
            with_weight(lambda a: a.w2 @ a.w1),
            "@ multiplies the last two axes, which are 1x1 here. Take weight[:, :, 0, 0] first.",
        ),
        (
            "the first bias is left out",
            with_bias(lambda a: a.b2 + 0),
            "The second layer mixes the first bias as it mixes the maps: W2 b1 + b2.",
        ),
        (
            "the second bias is left out",
            with_bias(lambda a: a.m2 @ a.b1),
            "The second bias is added at the end, as it is: W2 b1 + b2.",
        ),
        (
            "the first bias is added without being mixed",
            with_bias(lambda a: a.b1 + a.b2),
            "The second layer mixes the first bias as it mixes the maps: W2 b1 + b2.",
        ),
        (
            "the second bias is mixed, too",
            with_bias(lambda a: a.m2 @ (a.b1 + a.b2)),
            "The second bias is added at the end, as it is: W2 b1 + b2.",
        ),
        (
            "the first bias is mixed by the first weight",
            with_bias(lambda a: a.m1 @ a.b1 + a.b2),
            "bias1 comes after weight1. It meets weight2 only: W2 b1 + b2.",
        ),
        (
            "the second weight is transposed for the bias",
            with_bias(lambda a: a.m2.T @ a.b1 + a.b2),
            "Map f gets the sum over m of weight2[f, m] * bias1[m].",
            with_bias(lambda a: a.b1 @ a.m2 + a.b2),
        ),
        (
            "the second bias is subtracted",
            with_bias(lambda a: a.m2 @ a.b1 - a.b2),
            "Both layers add their biases.",
        ),
        (
            "the bias has a row of its own for each output",
            with_bias(lambda a: a.bias[:, None]),
            "The bias is (F,): one axis. Take weight2[:, :, 0, 0] first.",
            with_bias(lambda a: a.bias.reshape(1, -1, 1, 1)),
            with_bias(lambda a: (a.w2 * a.b1[:, None, None]).sum(1) + a.b2),
        ),
        (
            "the products behind the bias are not added up",
            with_bias(lambda a: a.m2 * a.b1 + a.b2[:, None]),
            "Add up over the maps in between: W2 @ b1.",
        ),
        ("weight and bias are exchanged", lambda a: (a.bias, a.weight), "Return (weight, bias), in this order."),
        (
            "an activation stands between the biases",
            with_bias(lambda a: a.m2 @ np.maximum(a.b1, 0) + a.b2),
            "There is no activation between these two layers.",
        ),
        (
            "negative weights are set to 0",
            with_weight(lambda a: np.maximum(a.weight, 0)),
            "There is no activation between these two layers.",
            with_weight(lambda a: (a.m2 @ np.maximum(a.m1, 0))[:, :, None, None]),
        ),
        ("the second bias is overwritten", overwriting, "The caller still needs it: write bias2 + ..., not +=."),
    ),
)
