"""Find what the wrong cases of an exercise have in common, and no right case has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np

from cnncourse.evidence import Run
from cnncourse.probing import Case

FEW = 2  # cases at least on either side, or it may be chance
AXES = {
    "x": ("image", "channel", "row", "column"),
    "dy": ("image", "filter", "row", "column"),
    "weight": ("filter", "channel in each filter", "row", "column"),
}
DIRECTIONS = "vertical", "horizontal"


def condition(run: Run, defaults: Mapping[str, Any]) -> str:
    """Say which one property of the inputs makes the cases wrong, or "" if there is none that tells.

    Args:
        run: the observed answer.
        defaults: of those arguments that have one.
    """
    ran = [key for key, seen in run.observed.items() if not seen.untried]
    features = {key: list(dict.fromkeys(_features(run.cases[key], defaults))) for key in ran}
    wrong, right = [key for key in ran if key not in run.fine], [key for key in ran if key in run.fine]
    if min(len(wrong), len(right)) < FEW:
        return ""
    shared = [one for one in features[wrong[0]] if all(one in features[key] for key in wrong)]
    telling = [one for one in shared if not any(one in features[key] for key in right)]
    return f"Every case is wrong in which {telling[0]}; all others are right." if telling else ""


def _features(case: Case, defaults: Mapping[str, Any]) -> Iterator[str]:
    """Yield what can be said of a case, in words that complete "in which ...", first what is most plainly seen."""
    given = {**case.args, **case.options}
    settings = {name: value for name, value in given.items() if not isinstance(value, np.ndarray)}
    arrays = {name: value for name, value in given.items() if isinstance(value, np.ndarray)}
    yield from chain.from_iterable(_of_setting(name, value, defaults) for name, value in settings.items())
    yield from (f"`{name}` is given" for name in arrays if name in defaults)
    yield from chain.from_iterable(_of_array(name, array) for name, array in arrays.items())


def _of_setting(name: str, value: Any, defaults: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(value, bool | str):
        yield f"`{name}` is {value}"
    elif name in defaults and value not in (defaults[name], (defaults[name],) * 2):
        yield f"`{name}` is given" if defaults[name] is None else f"`{name}` is not {defaults[name]}"
    if isinstance(value, tuple) and len(value) == 2 and value[0] != value[1]:
        yield f"the two numbers of `{name}` differ"
    if isinstance(value, tuple):
        yield f"`{name}` is a pair" if len(value) == 2 else f"`{name}` is a tuple"
    pair = value if isinstance(value, tuple) and len(value) == 2 else (value, value)
    if all(isinstance(number, int) and not isinstance(number, bool) for number in pair):
        for number, direction in zip(pair, DIRECTIONS, strict=True):
            if isinstance(defaults.get(name), int) and number != defaults[name]:
                yield f"the {direction} `{name}` is not {defaults[name]}"
        if pair[0] == pair[1]:
            yield f"`{name}` is {'odd' if pair[0] % 2 else 'even'}"
            yield f"`{name}` is {pair[0]}"


def _of_array(name: str, array: np.ndarray) -> Iterator[str]:
    yield f"`{name}` is in colour" if name == "image" and array.ndim == 3 else f"`{name}` has {array.ndim} axes"
    axes = AXES.get(name, ()) if array.ndim == 4 else ()
    for axis, length in zip(axes or range(array.ndim), array.shape, strict=True):
        what = axis if axes else f"entry along axis {axis}"
        yield f"`{name}` has {f'more than one {what}' if length > 1 else f'one {what}'}"
    if array.ndim >= 2 and array.shape[-1] != array.shape[-2]:
        yield f"`{name}` has {'more' if array.shape[-2] > array.shape[-1] else 'fewer'} rows than columns"
    if array.dtype.kind in "iu":
        yield f"`{name}` holds integers"
    if array.dtype == np.float32:
        yield f"`{name}` is of float32"
    if not array.flags.c_contiguous:
        yield f"`{name}` is a view of a larger array"
    if array.size and (array < 0).all():
        yield f"all numbers of `{name}` are negative"
    if name in ("weight", "kernel", "image"):
        for size, what in zip(array.shape[-2:], ("rows", "columns"), strict=False):
            yield f"`{name}` has an {'odd' if size % 2 else 'even'} number of {what}"
