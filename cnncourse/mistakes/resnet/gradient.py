"""Mistakes in residual_gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray


def walk(step: Callable[..., Any], start: Callable[[Array], Any] = lambda dy: dy) -> Callable[..., Array]:
    """Walk back by a step (g, w, shortcut, dy), as the right answer does, and return all gradients."""

    def answer(dy: Array, weights: Array, shortcut: bool = True) -> Array:
        rows = [start(dy)]
        for w in weights[::-1]:
            rows.insert(0, step(rows[0], w, shortcut, dy))
        return np.array(rows)

    return answer


def product(local: Callable[[Array, bool], Array]) -> Callable[..., Array]:
    """Multiply by a local derivative (w, shortcut) at each step back."""
    return walk(lambda g, w, shortcut, dy: g * local(w, shortcut))


def factors(weights: Array, shortcut: bool) -> Array:
    """Return the right local derivatives."""
    return weights + 1.0 if shortcut else weights


def rows(rule: Callable[[Array, Array], Any]) -> Callable[..., Any]:
    """Give a rule of dy and the right local derivatives the signature of residual_gradient."""
    return lambda dy, weights, shortcut=True: rule(dy, factors(weights, shortcut))


def forward(dy: Array, f: Array) -> Array:
    """Multiply from the first block on."""
    return np.concatenate([dy[None], dy * np.cumprod(f, axis=0)])


def right(dy: Array, f: Array) -> Array:
    """Return all gradients."""
    return np.array([dy * np.prod(f[i:], axis=0) for i in range(len(f) + 1)])


def tail(dy: Array, weights: Array, shortcut: bool, rule: Callable[[Array], Array]) -> Array:
    """Apply a rule to the weights from each block on, where there is a shortcut."""
    whole = rule if shortcut else (lambda w: np.prod(w, axis=0))
    return np.array([dy * whole(weights[i:]) if i < len(weights) else dy for i in range(len(weights) + 1)])


def one_plus(inner: Callable[..., Array]) -> Callable[..., Array]:
    """Add the 1 of the shortcuts once to what the weights give together."""
    return lambda dy, weights, shortcut=True: tail(dy, weights, shortcut, lambda w: 1 + inner(w, axis=0))


def scaled_in_place(dy: Array, weights: Array, shortcut: bool = True) -> Array:
    """Scale dy itself, from block to block."""
    kept = [dy.copy()]
    for f in factors(weights, shortcut)[::-1]:
        dy *= f
        kept.insert(0, dy.copy())
    return np.array(kept)


def same_row(dy: Array, weights: Array, shortcut: bool = True) -> Array:
    """Scale one array in place and put it into the list each time."""
    g = dy.copy()
    kept = [g]
    for f in factors(weights, shortcut)[::-1]:
        g *= f
        kept.insert(0, g)
    return np.array(kept)


RESIDUAL_GRADIENT_MISTAKES = declared(
    lambda answer: answer,
    (
        (
            "the shortcut is ignored",
            product(lambda w, shortcut: w),
            "The derivative of x + w * x is 1 + w: the 1 comes from the shortcut.",
        ),
        (
            "a plain block is treated like a residual one",
            product(lambda w, shortcut: 1 + w),
            "Without a shortcut a block computes w * x, and its derivative is w.",
        ),
        (
            "residual and plain blocks are exchanged",
            product(lambda w, shortcut: w if shortcut else 1 + w),
            "shortcut=True means x + w * x, with derivative 1 + w.",
        ),
        (
            "1 is added once for the whole chain: 1 + the product of the weights",
            one_plus(np.prod),
            "Each block has a shortcut of its own, so each contributes a factor 1 + w.",
        ),
        (
            "1 is added once for the whole chain: 1 + the sum of the weights",
            one_plus(np.sum),
            "The factors 1 + w multiply. For small w the sum comes near, but the products of weights are missing.",
        ),
        (
            "the shortcut hands on dy from the end of the chain",
            walk(lambda g, w, shortcut, dy: dy + w * g if shortcut else w * g),
            "What arrives at a block's output is split into two paths that meet at its input: g + w * g, with the same "
            "g in both terms.",
        ),
        (
            "the local derivatives are added up, not multiplied",
            walk(lambda g, w, shortcut, dy: g + (1 + w if shortcut else w)),
            "By the chain rule each step back multiplies by the local derivative.",
        ),
        (
            "the two paths of a residual block are multiplied",
            walk(lambda g, w, shortcut, dy: g * (g * w) if shortcut else g * w),
            "A sum has two terms, and the gradients of its two paths are added: g + w * g.",
        ),
        (
            "w is subtracted from 1",
            product(lambda w, shortcut: 1 - w if shortcut else w),
            "The derivative of x + w * x is 1 + w.",
        ),
        (
            "the local derivative is divided by",
            walk(lambda g, w, shortcut, dy: g / (1 + w if shortcut else w)),
            "Going back multiplies by the local derivative. Dividing would undo the forward pass.",
        ),
        (
            "the two paths of a residual block are averaged",
            product(lambda w, shortcut: (1 + w) / 2 if shortcut else w),
            "The gradients of the two paths are added: nothing is halved.",
        ),
        (
            "dy is forgotten and the walk starts at 1",
            walk(lambda g, w, shortcut, dy: g * (1 + w if shortcut else w), np.ones_like),
            "The last row is dy, and every row before it is a multiple of that.",
        ),
        (
            "each block takes dy instead of what arrives from the block behind it",
            walk(lambda g, w, shortcut, dy: dy * (1 + w if shortcut else w)),
            "Row i is row i + 1 times the derivative of block i: the factors pile up from the end to the start.",
        ),
        (
            "the walk starts at the first block instead of the last",
            rows(lambda dy, f: forward(dy, f)[::-1]),
            "Going back, the last block comes first: row L - 1 is dy times the derivative of block L - 1.",
        ),
        (
            "the rows are in the order of the walk, from the end to the start",
            rows(lambda dy, f: right(dy, f)[::-1]),
            "Row i belongs to the input of block i, so dy itself is the last row.",
        ),
        (
            "the products run from the start to the end",
            rows(forward),
            "Row i collects the blocks i, i + 1, ... up to the last: those that lie between it and dy.",
        ),
        (
            "dy itself is missing at the end",
            rows(lambda dy, f: right(dy, f)[:-1]),
            "There are L + 1 rows: one for the input of each block, and dy as the last.",
        ),
        (
            "only what arrives at the first block is returned",
            rows(lambda dy, f: right(dy, f)[0]),
            "Return all L + 1 rows: one for the input of each block, and dy as the last.",
            rows(lambda dy, f: right(dy, f)[:1]),
        ),
        (
            "the first row is missing",
            rows(lambda dy, f: right(dy, f)[1:]),
            "There are L + 1 rows; row 0 is what arrives at the input of the first block.",
        ),
        (
            "each row takes in the block before it as well",
            rows(lambda dy, f: right(dy, f)[[0, *range(len(f))]]),
            "Row i collects the blocks from i on; block i - 1 lies before it.",
        ),
        (
            "the features are multiplied with each other",
            rows(lambda dy, f: right(dy, np.repeat(np.prod(f, axis=1, keepdims=True), f.shape[1], axis=1))),
            "Each of the D columns is a chain of its own: multiply along the blocks, not along the features.",
            rows(lambda dy, f: dy * np.prod(f)),
        ),
        (
            "dy is overwritten",
            scaled_in_place,
            "`*=` writes into dy, which the caller still needs: write g = g * ...",
        ),
        (
            "all rows are one and the same array, scaled in place",
            same_row,
            "`*=` changes the array that already lies in your list: write g = g * ..., which makes a new one.",
        ),
    ),
)
