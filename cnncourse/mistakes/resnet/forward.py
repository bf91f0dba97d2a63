"""Mistakes in residual_forward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray


def relu(x: Array) -> Array:
    """Cut what is negative."""
    return np.maximum(x, 0)


def block(rule: Callable[[Array, Any, Any], Any]) -> Callable[..., Any]:
    """Give a rule (x, f, shortcut) the signature of residual_forward; the shortcut is a function of x."""

    def answer(x: Array, f: Any, projection: Any = None) -> Any:
        return rule(x, f, projection or (lambda x: x))

    return answer


def projecting(rule: Callable[[Array, Any, Any], Any]) -> Callable[..., Any]:
    """Mistake only what is done where there is a projection."""

    def answer(x: Array, f: Any, projection: Any = None) -> Any:
        return relu(f(x) + x) if projection is None else rule(x, f, projection)

    return answer


def adds_into_x(x: Array, f: Any, projection: Any = None) -> Array:
    """Add into the shortcut, which is x."""
    shortcut = x if projection is None else projection(x)
    shortcut += f(x)
    return relu(shortcut)


def adds_into_f(x: Array, f: Any, projection: Any = None) -> Array:
    """Add into what f returns, which may be x."""
    y = f(x)
    y += x if projection is None else projection(x)
    return relu(y)


def rectifies_x(x: Array, f: Any, projection: Any = None) -> Array:
    """Rectify in place before f sees x."""
    x[x < 0] = 0
    return relu(f(x) + (x if projection is None else projection(x)))


def fills(x: Array, f: Any, projection: Any = None) -> Array:
    """Keep the result in an array of x's type."""
    y = np.zeros_like(f(x), dtype=x.dtype)
    y[...] = relu(f(x) + (x if projection is None else projection(x)))
    return y


RESIDUAL_FORWARD_MISTAKES = (
    *declared(
        block,
        (
            (
                "the shortcut is never added",
                lambda x, f, s: relu(f(x)),
                "y = relu(f(x) + shortcut): what f computes is a correction to x, not a replacement.",
            ),
            (
                "f is left out and only the shortcut remains",
                lambda x, f, s: relu(s(x)),
                "y = relu(f(x) + shortcut): both terms are needed.",
            ),
            (
                "the ReLU at the end is missing",
                lambda x, f, s: f(x) + s(x),
                "The sum goes through a ReLU: negative values become 0.",
            ),
            (
                "the shortcut is added after the ReLU",
                lambda x, f, s: relu(f(x)) + s(x),
                "Add first, then apply the ReLU to the sum.",
            ),
            (
                "f(x) goes through a ReLU before the addition and after it",
                lambda x, f, s: relu(relu(f(x)) + s(x)),
                "There is one ReLU, after the addition. Before it, f(x) must be free to be negative, or a block could "
                "only ever add.",
            ),
            (
                "the shortcut goes through a ReLU before the addition",
                lambda x, f, s: relu(f(x) + relu(s(x))),
                "The shortcut is added as it is, negative values included; the ReLU comes after.",
            ),
            (
                "each of the two terms goes through a ReLU of its own",
                lambda x, f, s: relu(f(x)) + relu(s(x)),
                "There is one ReLU, and it sees the sum.",
            ),
            (
                "f sees relu(x) instead of x",
                lambda x, f, s: relu(f(relu(x)) + s(x)),
                "f is applied to x itself.",
            ),
            (
                "the shortcut is subtracted",
                lambda x, f, s: relu(f(x) - s(x)),
                "The shortcut is added.",
                lambda x, f, s: relu(s(x) - f(x)),
            ),
            (
                "the two terms are multiplied",
                lambda x, f, s: relu(f(x) * s(x)),
                "The two terms are added, cell by cell.",
            ),
            (
                "the two terms are averaged",
                lambda x, f, s: relu(f(x) + s(x)) / 2,
                "The two terms are added; nothing is halved.",
            ),
            (
                "the two terms are put side by side instead of added",
                lambda x, f, s: relu(np.concatenate([f(x), s(x)], axis=1)),
                "A residual block adds cell by cell, so y has the shape of f(x).",
                lambda x, f, s: relu(np.concatenate([s(x), f(x)], axis=1)),
                lambda x, f, s: relu(np.concatenate([f(x), s(x)])),
                lambda x, f, s: relu(np.concatenate([s(x), f(x)])),
                lambda x, f, s: relu(np.concatenate([f(x), s(x)], axis=-1)),
                lambda x, f, s: relu(np.stack([f(x), s(x)])),
            ),
            (
                "f is applied twice",
                lambda x, f, s: relu(f(f(x)) + s(x)),
                "f stands for the whole residual path and is applied once.",
            ),
            (
                "f is applied to the sum of x and the shortcut",
                lambda x, f, s: relu(f(x + s(x))),
                "f sees x alone; the shortcut is added to what f returns.",
            ),
            (
                "the shortcut is added twice",
                lambda x, f, s: relu(f(x) + 2 * s(x)),
                "f stands for the residual alone: add the shortcut once.",
            ),
            (
                "the absolute value stands for the ReLU",
                lambda x, f, s: np.abs(f(x) + s(x)),
                "A ReLU makes negative values 0: np.maximum(value, 0).",
            ),
            (
                "the ReLU keeps what is negative",
                lambda x, f, s: np.minimum(f(x) + s(x), 0),
                "np.maximum(value, 0) keeps what is positive; np.minimum does the opposite.",
            ),
            (
                "only the largest value of the sum is returned",
                lambda x, f, s: max(np.max(f(x) + s(x)), 0),
                "np.maximum(value, 0) compares cell by cell; np.max looks for one value in the whole array.",
                lambda x, f, s: np.max(f(x) + s(x)),
            ),
            (
                "every value is 0",
                lambda x, f, s: np.zeros_like(f(x), dtype=float),
                "y = relu(f(x) + shortcut).",
            ),
        ),
    ),
    *declared(
        projecting,
        (
            (
                "the projection is ignored",
                lambda x, f, p: relu(f(x) + x),
                "If there is a projection, the shortcut is projection(x).",
            ),
            (
                "x is added beside its projection",
                lambda x, f, p: relu(f(x) + p(x) + x),
                "The shortcut is x or projection(x), not both.",
            ),
            (
                "the projection comes before f, too",
                lambda x, f, p: relu(f(p(x)) + p(x)),
                "The projection belongs to the shortcut; f sees x itself.",
            ),
            (
                "f sees the projection and x is added",
                lambda x, f, p: relu(f(p(x)) + x),
                "It is the other way round: f sees x, the shortcut is projection(x).",
            ),
            (
                "the projection is applied to f(x) instead of x",
                lambda x, f, p: relu(p(f(x)) + x),
                "The projection belongs to the shortcut: f(x) + projection(x).",
            ),
            (
                "the projection is applied to the sum",
                lambda x, f, p: relu(p(f(x) + x)),
                "The projection is part of the shortcut alone: f(x) + projection(x).",
            ),
            (
                "the shortcut is the projection of f(x)",
                lambda x, f, p: relu(f(x) + p(f(x))),
                "The shortcut starts from the block's input: projection(x).",
            ),
        ),
    ),
    *declared(
        lambda answer: answer,
        (
            (
                "the block adds into x itself",
                adds_into_x,
                "`+=` writes into the array. Whoever called the block still needs x: write `shortcut + f(x)`.",
            ),
            (
                "the block adds into what f returned, and that can be x",
                adds_into_f,
                "`+=` writes into the array that f returned, which may be the caller's x: write `y + shortcut`.",
            ),
            (
                "x is rectified in place, so that the shortcut loses its negative values",
                rectifies_x,
                "Keep x as it is: the shortcut and the caller still need it.",
            ),
            (
                "the fractions are cut off by an array made for whole numbers",
                fills,
                "f(x) may hold fractions where x holds whole numbers: do not force the type of x on the result.",
            ),
        ),
    ),
)
