"""Mistakes in two functions that settle claims: `weight_sets` and `squash_gap`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import prod
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.numpy import conv2d
from cnncourse.shapes import output_size

Array = np.ndarray


def as_it_is(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Take a rule that has the signature of its exercise."""
    return rule


# ---------------------------------------------------------------- weight_sets


def counts(**changes: Callable[[SimpleNamespace], Any]) -> Callable[..., Any]:
    """Count with some steps changed: `cells` of a map, numbers in a `set`, or one of the three results."""

    def answer(c_in, size, maps, kernel_size):
        a = SimpleNamespace(c_in=c_in, size=size, maps=maps, k=kernel_size)
        steps = {
            "cells": lambda a: prod(output_size(a.size, (a.k, a.k))),
            "set": lambda a: a.k * a.k * a.c_in + 1,
            "own": lambda a: a.maps * a.cells * a.set,
            "by_map": lambda a: a.maps * a.set,
            "one": lambda a: a.set,
        }
        for name, step in (steps | changes).items():
            setattr(a, name, step(a))
        return a.own, a.by_map, a.one

    return answer


def area(size: tuple[int, int], less: int = 0) -> int:
    """Return the cells of a map that is smaller than its input."""
    return (size[0] - less) * (size[1] - less)


WEIGHT_SETS_MISTAKES = declared(
    as_it_is,
    (
        (
            "the bias is left out",
            counts(set=lambda a: a.k * a.k * a.c_in),
            "A set is the weights and one bias.",
        ),
        (
            "a set has a bias for each channel",
            counts(set=lambda a: (a.k * a.k + 1) * a.c_in),
            "The products of all channels go into one sum, and one bias is added to it.",
        ),
        (
            "a set has a bias for each weight",
            counts(set=lambda a: 2 * a.k * a.k * a.c_in),
            "One bias is added to the whole sum.",
        ),
        (
            "the channels are forgotten",
            counts(set=lambda a: a.k * a.k + 1),
            "A neuron reads a window of each channel: K * K weights for each of them.",
        ),
        (
            "the side of the kernel is counted, not its area",
            counts(set=lambda a: a.k * a.c_in + 1),
            "A window has K rows of K cells.",
            counts(set=lambda a: 2 * a.k * a.c_in + 1),
        ),
        (
            "a map is taken to be as large as the input",
            counts(cells=lambda a: area(a.size)),
            "Without padding a map has H - K + 1 rows and W - K + 1 columns.",
        ),
        (
            "the last row and column of windows are left out",
            counts(cells=lambda a: area(a.size, a.k)),
            "There are H - K + 1 windows one below the other: the one that starts at 0 counts, too.",
        ),
        (
            "the windows lie side by side",
            counts(cells=lambda a: a.size[0] // a.k * (a.size[1] // a.k)),
            "The stride is 1: there are H - K + 1 rows of windows.",
        ),
        (
            "a map is taken for square",
            counts(cells=lambda a: (a.size[0] - a.k + 1) ** 2),
            "A map has H - K + 1 rows and W - K + 1 columns.",
            counts(cells=lambda a: (a.size[1] - a.k + 1) ** 2),
        ),
        (
            "height and width of a map are added",
            counts(cells=lambda a: sum(a.size) - 2 * a.k + 2),
            "A map has rows times columns cells.",
        ),
        (
            "only one map is counted where each neuron has its own set",
            counts(own=lambda a: a.cells * a.set),
            "Each map has OH * OW neurons, and there are several maps.",
        ),
        (
            "neurons are counted, not their numbers",
            counts(own=lambda a: a.maps * a.cells),
            "Each neuron has a whole set: multiply by the size of a set.",
        ),
        (
            "the sets are counted, not the numbers in them",
            counts(own=lambda a: a.maps * a.cells, by_map=lambda a: a.maps, one=lambda a: 1),
            "Multiply the number of sets by the size of a set.",
        ),
        (
            "one bias serves all maps",
            counts(by_map=lambda a: a.maps * (a.set - 1) + 1),
            "With a set for each map, each map has a bias, too.",
        ),
        (
            "the single set has a bias for each map",
            counts(one=lambda a: a.set - 1 + a.maps),
            "If the whole layer shares a single set, it shares its bias, too.",
        ),
        (
            "the neurons of a map share a bias where each has its own set",
            counts(own=lambda a: a.maps * a.cells * (a.set - 1) + a.maps),
            "A set is the weights and a bias: with a set for each neuron, each neuron has a bias, too.",
            counts(own=lambda a: a.maps * a.cells * (a.set - 1) + 1),
        ),
        (
            "there is a set for each channel, not for each map",
            counts(by_map=lambda a: a.c_in * a.set),
            "The neurons of one map of the output share a set. A set holds the weights for all channels.",
        ),
        (
            "a neuron is counted for each channel",
            counts(own=lambda a: a.c_in * a.maps * a.cells * a.set),
            "A neuron reads all channels. Its set has weights for all of them already.",
        ),
        (
            "size is taken for a single number",
            counts(cells=lambda a: (a.size - a.k + 1) ** 2),
            "size is the pair (H, W): unpack it first.",
        ),
        (
            "the three counts are in the reverse order",
            lambda *given: counts()(*given)[::-1],
            "Return (own, by_map, one): the largest first.",
        ),
        (
            "the maps are counted in the single set",
            counts(one=lambda a: a.maps * a.set),
            "A single set for the whole layer is as large as a set for one neuron.",
        ),
        (
            "each neuron is connected with the whole input",
            counts(own=lambda a: a.maps * a.cells * (prod(a.size) * a.c_in + 1)),
            "A neuron reads its window alone. It has a set of its own here, but no more connections than the others.",
        ),
    ),
)


# ----------------------------------------------------------------- squash_gap


def layer_map(image: Array, kernels: Array) -> Array:
    """Return the map of the filter."""
    return conv2d(image[None], kernels[None])[0, 0]


def flat_map(image: Array, kernels: Array, mix: Callable[..., Array] = np.mean, join: Any = np.sum) -> Array:
    """Return the map of the squashed way, with the channels mixed and the kernels joined."""
    return layer_map(mix(image, axis=0)[None], join(kernels, axis=0)[None])


def largest(difference: Array) -> Any:
    """Return the largest absolute value."""
    return np.abs(difference).max()


def gap(
    measure: Callable[[Array], Any] = largest,
    layer: Callable[[Array, Array], Array] = layer_map,
    flat: Callable[[Array, Array], Array] = flat_map,
) -> Callable[..., Any]:
    """Compare with one of the three steps changed."""
    return lambda image, kernels: float(measure(layer(image, kernels) - flat(image, kernels)))


def between_maxima(image: Array, kernels: Array) -> float:
    """Compare the largest values of the two maps."""
    return float(abs(layer_map(image, kernels).max() - flat_map(image, kernels).max()))


def each_channel(image: Array, kernels: Array) -> Array:
    """Return a map for each channel."""
    return conv2d(image[None], kernels[:, None], groups=len(image))[0]


def turned(image: Array, kernels: Array) -> float:
    """Turn the kernels by 180 degrees."""
    return gap()(image, kernels[:, ::-1, ::-1])


def overwritten(image: Array, kernels: Array) -> float:
    """Write into the image."""
    result = gap()(image, kernels)
    image /= len(image)
    return result


def first(array: Array, axis: int) -> Array:
    """Take the first channel alone."""
    return array[0]


SQUASH_GAP_MISTAKES = declared(
    as_it_is,
    (
        ("the gaps are averaged", gap(lambda d: np.abs(d).mean()), "The largest gap is asked for."),
        ("the gaps are added up", gap(lambda d: np.abs(d).sum()), "The largest gap is asked for."),
        (
            "the sign of the gaps is kept",
            gap(np.max),
            "Take absolute values before you look for the largest.",
            gap(lambda d: (-d).max()),
            gap(lambda d: abs(d.max())),
            gap(lambda d: abs((-d).max())),
        ),
        (
            "the gaps are squared",
            gap(lambda d: (d**2).max()),
            "Take absolute values, not squares.",
            gap(lambda d: (d**2).mean()),
            gap(lambda d: (d**2).sum()),
            gap(lambda d: (d**2).mean() ** 0.5),
        ),
        ("the largest values of the two maps are compared", between_maxima, "Subtract cell by cell, then look."),
        ("only the first cell is compared", gap(lambda d: abs(d[0, 0])), "The largest gap of all cells is asked for."),
        (
            "gaps are counted",
            gap(lambda d: np.count_nonzero(np.abs(d) > 1e-9)),
            "The size of the largest gap is asked for.",
            gap(lambda d: np.mean(np.abs(d) > 1e-9)),
            gap(lambda d: np.any(np.abs(d) > 1e-9)),
        ),
        (
            "the channels are added up, not averaged",
            gap(flat=partial(flat_map, mix=np.sum)),
            "The squashed image is the mean of the channels.",
        ),
        (
            "the kernels are averaged, not added up",
            gap(flat=partial(flat_map, join=np.mean)),
            "The single kernel is the sum of all kernels.",
        ),
        (
            "the single kernel is that of the first channel",
            gap(flat=partial(flat_map, join=first)),
            "The single kernel is the sum of all kernels.",
        ),
        (
            "the squashed image is the first channel",
            gap(flat=partial(flat_map, mix=first)),
            "The squashed image is the mean of the channels.",
        ),
        (
            "the maps of the channels are not added up",
            gap(layer=each_channel),
            "The filter's map is one map: the products of all channels go into one sum.",
        ),
        (
            "every kernel meets every channel",
            gap(layer=lambda image, kernels: conv2d(image[:, None], kernels[:, None]).sum((0, 1))),
            "Kernel c lies on channel c alone. In conv2d the channels are axis 1: image[None] and kernels[None].",
        ),
        (
            "the maps of the channels are averaged",
            gap(layer=lambda image, kernels: each_channel(image, kernels).mean(0)),
            "The filter adds over the channels. Nothing is divided there.",
        ),
        (
            "the kernels are turned by 180 degrees",
            turned,
            "Lay them on the image as they are: cross-correlate, as conv2d of the course does.",
        ),
        (
            "the image is overwritten",
            overwritten,
            "The caller still needs it. Make a new array.",
        ),
    ),
)
