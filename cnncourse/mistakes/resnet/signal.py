"""Mistakes in signal_std."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray


def standard(z: Array) -> Array:
    """Normalise each column."""
    return (z - z.mean(axis=0)) / z.std(axis=0)


def relu(z: Array) -> Array:
    """Cut what is negative."""
    return np.maximum(z, 0)


def layers(
    product: Callable[[Array, Array], Array] = lambda x, w: x @ w,
    norm: Callable[[Array], Array] = standard,
    activation: Callable[[Array], Array] = relu,
    measure: Callable[[Array], Any] = np.std,
    also: Callable[[Array], Array] = lambda z: z,
    after: Callable[[Array], Array] | None = None,
    carried: bool = True,
) -> Callable[..., Array]:
    """Follow a signal, with one of the steps changed."""

    def answer(x: Array, weights: Array, normalise: bool = False) -> Array:
        found, signal = [], x
        for w in weights:
            z = product(signal if carried else x, w)
            z = (norm(z) if after is None else z) if normalise else also(z)
            signal = activation(z)
            signal = after(signal) if normalise and after is not None else signal
            found.append(measure(signal))
        return np.array(found)

    return answer


def before_relu(x: Array, weights: Array, normalise: bool = False) -> Array:
    """Measure before the ReLU."""
    found, signal = [], x
    for w in weights:
        z = signal @ w
        z = standard(z) if normalise else z
        found.append(z.std())
        signal = relu(z)
    return np.array(found)


def normalised_first(x: Array, weights: Array, normalise: bool = False) -> Array:
    """Normalise what enters the product."""
    found, signal = [], x
    for w in weights:
        signal = relu((standard(signal) if normalise else signal) @ w)
        found.append(signal.std())
    return np.array(found)


right_std = layers()

SIGNAL_STD_MISTAKES = declared(
    lambda answer: answer,
    (
        (
            "the ReLU is left out",
            layers(activation=lambda z: z),
            "Each layer ends with a ReLU, and the next layer sees what it lets through.",
        ),
        (
            "the spread is measured before the ReLU",
            before_relu,
            "Measure what leaves the layer, after the ReLU.",
        ),
        (
            "the variance is returned",
            layers(measure=np.var),
            "The standard deviation is the square root of the variance.",
        ),
        (
            "the mean is returned",
            layers(measure=np.mean),
            "np.std measures the spread; np.mean says where the values lie.",
        ),
        (
            "the spread divides by one value less than there are",
            layers(measure=lambda z: z.std(ddof=1)),
            "np.std divides by the number of values, as it does unless told otherwise.",
        ),
        (
            "each column has a spread of its own",
            layers(measure=lambda z: z.std(axis=0)),
            "Return one number a layer: the spread over all images and units.",
        ),
        (
            "the spreads of the columns are averaged",
            layers(measure=lambda z: z.std(axis=0).mean()),
            "The spread is that of all N * D values of the layer at once.",
        ),
        (
            "normalise is ignored",
            layers(norm=lambda z: z),
            "With normalise=True each column of x @ W gets mean 0 and standard deviation 1 before the ReLU.",
        ),
        (
            "every layer is normalised, asked for or not",
            layers(also=standard),
            "Normalise only if normalise is True.",
        ),
        (
            "the rows are normalised instead of the columns",
            layers(norm=lambda z: (z - z.mean(1, keepdims=True)) / z.std(1, keepdims=True)),
            "A batch norm takes each unit, a column, over all images of the batch: axis 0.",
        ),
        (
            "all values are normalised together",
            layers(norm=lambda z: (z - z.mean()) / z.std()),
            "A batch norm takes each unit, a column, for itself: axis 0.",
        ),
        (
            "the mean is not subtracted",
            layers(norm=lambda z: z / z.std(axis=0)),
            "Subtract the mean of each column, then divide by its standard deviation.",
        ),
        (
            "the mean is subtracted and nothing divided",
            layers(norm=lambda z: z - z.mean(axis=0)),
            "Subtract the mean of each column, then divide by its standard deviation.",
        ),
        (
            "the normalisation divides by the variance",
            layers(norm=lambda z: (z - z.mean(axis=0)) / z.var(axis=0)),
            "Divide by the standard deviation, the square root of the variance.",
        ),
        (
            "the normalisation divides by the spread of N - 1 values",
            layers(norm=lambda z: (z - z.mean(axis=0)) / z.std(axis=0, ddof=1)),
            "A batch norm normalises with the biased spread, np.std as it is.",
        ),
        (
            "the normalisation comes after the ReLU",
            layers(after=standard),
            "The order is product, normalisation, ReLU.",
        ),
        (
            "the input of each layer is normalised instead of the product",
            normalised_first,
            "The order is product, normalisation, ReLU.",
        ),
        (
            "every layer sees x itself",
            layers(carried=False),
            "A layer's input is the output of the layer before it.",
        ),
        (
            "the weights are transposed",
            layers(product=lambda x, w: x @ w.T),
            "A layer computes x @ W.",
        ),
        (
            "only the last layer is reported",
            lambda x, weights, normalise=False: right_std(x, weights, normalise)[-1],
            "Return one number for each of the L layers.",
            lambda x, weights, normalise=False: right_std(x, weights, normalise)[-1:],
        ),
        (
            "the input is reported as well",
            lambda x, weights, normalise=False: np.array([x.std(), *right_std(x, weights, normalise)]),
            "Return one number for each of the L layers; x itself is no layer.",
        ),
        (
            "the layers are run from the last to the first",
            lambda x, weights, normalise=False: right_std(x, weights[::-1], normalise),
            "weights[0] belongs to the first layer.",
        ),
    ),
)
