"""Mistakes in sgd_momentum_step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake, declared

Array = np.ndarray


def each(rule: Callable[..., tuple[Any, Any]]) -> Callable[..., Any]:
    """Apply a rule of one parameter, its gradient and its velocity to each of the lists."""

    def answer(parameters: Any, gradients: Any, velocities: Any, learning_rate: float, momentum: float) -> Any:
        arrays = zip(parameters, gradients, velocities, strict=True)
        pairs = [rule(p, g, v, learning_rate, momentum) for p, g, v in arrays]
        return [p for p, _ in pairs], [v for _, v in pairs]

    return answer


right_step = each(lambda p, g, v, lr, m: (p - lr * (m * v + g), m * v + g))


def in_place(p: Array, g: Array, v: Array, lr: float, m: float) -> tuple[Array, Array]:
    """Write into the arrays."""
    v *= m
    v += g
    p -= lr * v
    return p, v


def velocity_in_place(p: Array, g: Array, v: Array, lr: float, m: float) -> tuple[Array, Array]:
    """Write into the velocity."""
    v *= m
    v += g
    return p - lr * v, v


def parameter_in_place(p: Array, g: Array, v: Array, lr: float, m: float) -> tuple[Array, Array]:
    """Write into the parameter."""
    v = m * v + g
    p -= lr * v
    return p, v


def lists_changed(parameters: Any, gradients: Any, velocities: Any, learning_rate: float, momentum: float) -> Any:
    """Put new arrays into the lists that were handed over."""
    parameters[:], velocities[:] = right_step(parameters, gradients, velocities, learning_rate, momentum)
    return parameters, velocities


def velocities_changed(parameters: Any, gradients: Any, velocities: Any, learning_rate: float, momentum: float) -> Any:
    """Put new arrays into the list of velocities."""
    new, velocities[:] = right_step(parameters, gradients, velocities, learning_rate, momentum)
    return new, velocities


def only_first(parameters: Any, gradients: Any, velocities: Any, learning_rate: float, momentum: float) -> Any:
    """Step the first array, and hand on the others."""
    p, v = right_step(parameters[:1], gradients[:1], velocities[:1], learning_rate, momentum)
    return [*p, *parameters[1:]], [*v, *velocities[1:]]


def first_alone(parameters: Any, gradients: Any, velocities: Any, learning_rate: float, momentum: float) -> Any:
    """Step the first array, and drop the others."""
    return right_step(parameters[:1], gradients[:1], velocities[:1], learning_rate, momentum)


def whole(p: Array, g: Array, v: Array, lr: float, m: float) -> tuple[Array, Array]:
    """Keep the dtype of the parameter."""
    return (p - lr * (m * v + g)).astype(p.dtype), m * v + g


def as_arrays(parameters: Any, gradients: Any, velocities: Any, learning_rate: float, momentum: float) -> Any:
    """Make an array of each list."""
    v = momentum * np.array(velocities) + np.array(gradients)
    return np.array(parameters) - learning_rate * v, v


STEP = "v = momentum * v + g, and then p = p - learning_rate * v."

SGD_MOMENTUM_STEP_MISTAKES = (
    *declared(
        each,
        (
            ("the momentum is left out", lambda p, g, v, lr, m: (p - lr * g, g), "The velocity keeps a share: " + STEP),
            (
                "the velocity is not used in the step",
                lambda p, g, v, lr, m: (p - lr * g, m * v + g),
                "The parameter follows the velocity, not the gradient alone: p = p - learning_rate * v.",
            ),
            (
                "the step uses the old velocity",
                lambda p, g, v, lr, m: (p - lr * v, m * v + g),
                "Update the velocity first, and step with the new one.",
                lambda p, g, v, lr, m: (p - lr * m * v, m * v + g),
            ),
            (
                "the gradient is weighed with 1 - momentum",
                lambda p, g, v, lr, m: (p - lr * (m * v + (1 - m) * g), m * v + (1 - m) * g),
                "That is an average, as Adam keeps it. Here the gradient is added whole: " + STEP,
            ),
            (
                "the learning rate is in the velocity",
                lambda p, g, v, lr, m: (p - m * v - lr * g, m * v + lr * g),
                "Some papers do so. Here it multiplies the velocity in the step: " + STEP,
            ),
            (
                "the velocity is the step itself, with its sign",
                lambda p, g, v, lr, m: (p + m * v - lr * g, m * v - lr * g),
                "Keras does so. Here the velocity is a sum of gradients: " + STEP,
            ),
            (
                "the gradient is subtracted from the velocity",
                lambda p, g, v, lr, m: (p + lr * (m * v - g), m * v - g),
                "Here the velocity points up the slope: " + STEP,
                lambda p, g, v, lr, m: (p - lr * (m * v - g), m * v - g),
            ),
            (
                "the step goes uphill",
                lambda p, g, v, lr, m: (p + lr * (m * v + g), m * v + g),
                "The gradient points to where the loss grows: subtract.",
            ),
            (
                "the gradient is looked at ahead, as Nesterov does",
                lambda p, g, v, lr, m: (p - lr * (g + m * (m * v + g)), m * v + g),
                "That is Nesterov momentum. Here p = p - learning_rate * v with the new v.",
            ),
            (
                "the learning rate is left out of the step",
                lambda p, g, v, lr, m: (p - (m * v + g), m * v + g),
                "The parameter moves by learning_rate * v.",
            ),
            (
                "the learning rate is applied twice",
                lambda p, g, v, lr, m: (p - lr * (m * v + lr * g), m * v + lr * g),
                "The velocity takes the gradient as it is.",
                lambda p, g, v, lr, m: (p - lr * lr * (m * v + g), m * v + g),
            ),
            (
                "the momentum multiplies the gradient",
                lambda p, g, v, lr, m: (p - lr * (v + m * g), v + m * g),
                "The momentum shrinks the old velocity; the new gradient comes in whole.",
            ),
            (
                "the momentum multiplies both",
                lambda p, g, v, lr, m: (p - lr * m * (v + g), m * (v + g)),
                "The momentum shrinks the old velocity alone: momentum * v + g, without brackets.",
            ),
            (
                "the old velocity is kept whole",
                lambda p, g, v, lr, m: (p - lr * (v + g), v + g),
                "Multiply the old velocity by the momentum.",
            ),
            (
                "learning rate and momentum are exchanged",
                lambda p, g, v, lr, m: (p - m * (lr * v + g), lr * v + g),
                "The order of the arguments is learning_rate, momentum.",
            ),
            (
                "the parameters stay as they are",
                lambda p, g, v, lr, m: (p, m * v + g),
                "Step with the new velocity: p = p - learning_rate * v.",
            ),
            (
                "the velocities stay as they are",
                lambda p, g, v, lr, m: (p - lr * (m * v + g), v),
                "Return the new velocities, too: the next step needs them.",
            ),
            (
                "the arrays are overwritten",
                in_place,
                "`*=`, `+=` and `-=` write into the caller's arrays, and fail on whole numbers. Write v = m * v + g.",
                velocity_in_place,
                parameter_in_place,
            ),
            (
                "the parameters are cut to whole numbers",
                whole,
                "Let the subtraction choose the dtype: an array made for whole numbers drops the fractions.",
            ),
        ),
    ),
    Mistake(
        "the lists are overwritten",
        lists_changed,
        "The caller still needs the lists: collect the new arrays in lists of their own.",
        (velocities_changed,),
    ),
    Mistake(
        "only the parameters are returned",
        lambda *given: right_step(*given)[0],
        "Return both lists: (parameters, velocities).",
    ),
    Mistake(
        "pairs of a parameter and a velocity are returned",
        lambda *given: list(zip(*right_step(*given), strict=True)),
        "Return two lists: all parameters in the first, all velocities in the second.",
    ),
    Mistake(
        "the lists are used as if they were arrays",
        lambda parameters, gradients, velocities, learning_rate, momentum: momentum * velocities,
        "A list cannot be multiplied by a float. Go through the lists with a loop or with zip.",
    ),
    Mistake(
        "each list is made into one array",
        as_arrays,
        "The parameters have different shapes, which fit into no array. Go through the lists with a loop or with zip.",
    ),
    Mistake(
        "only the first array is stepped",
        only_first,
        "Go through all arrays of the lists.",
        (first_alone,),
    ),
    Mistake(
        "the velocities come before the parameters",
        lambda *given: right_step(*given)[::-1],
        "Return (parameters, velocities), in this order.",
    ),
)
