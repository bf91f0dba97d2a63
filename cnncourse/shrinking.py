"""Make a failing case smaller, one step at a time, for as long as it fails in the same way.

A case is its arguments: an array may lose entries along an axis, a number may fall towards its default, a list may
lose items. Where arguments depend on one another (the channels of x and those of weight), two step together.
Which of these siblings make sense is not known here: the caller says which fail, and a sibling that the reference
does not accept is none that fails.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import partial
from itertools import chain, combinations, product
from typing import Any

import numpy as np

from cnncourse.probing import Case

LARGEST = 9  # inputs more than twice as large are scaled down to it, for a sum that can be followed by hand
INSTEAD_OF_0 = 2  # a term that is 0 hides what is wrong with it
LEFT_OUT: Any = object()

Step = tuple[str, Callable[[Any], Any]]  # an argument, and what is made of its value


def smallest(case: Case, fails: Callable[[Case], bool], defaults: Mapping[str, Any], seconds: float) -> Case | None:
    """Return the smallest failing case that is found, or None if none in whole numbers fails.

    Args:
        case: a case that fails.
        fails: tells whether a sibling fails in the same way.
        defaults: of those arguments that have one.
        seconds: after them the smallest case so far is taken.
    """
    end = time.monotonic() + seconds
    found = next(filter(fails, in_whole_numbers(case)), None)
    while found is not None:
        in_time = (sibling for sibling in siblings(found, defaults) if time.monotonic() < end)
        smaller = next(filter(fails, in_time), None)
        if smaller is None:
            break
        found = smaller
    return found


def in_whole_numbers(case: Case) -> Iterator[Case]:
    """Yield the case with whole numbers: small and none of them 0, small, as large as they are, times 10."""
    for factor, zeros in ((None, False), (None, True), (1.0, True), (10.0, True)):
        rounded = partial(_rounded, factor=factor, zeros=zeros)
        yield _changed(case, [(name, rounded) for name, _ in _arrays(case)])


def siblings(case: Case, defaults: Mapping[str, Any]) -> Iterator[Case]:
    """Yield the cases that are one step smaller, first those that are smaller by far.

    A step changes one argument, or two, or all axes of the same length.
    """
    settings = [step for name in (*case.args, *case.options) for step in _lowered(case, name, defaults)]
    for shorter in (lambda n: 1, lambda n: n // 2, lambda n: n - 2, lambda n: n - 1):
        lengths = {(name, axis): n for name, array in _arrays(case) for axis, n in _axes(name, array)}
        for last in (False, True):
            cuts = {key: _cut(*key, shorter(n), last) for key, n in lengths.items() if 0 < shorter(n) < n}
            alike = [[cuts[key] for key in cuts if lengths[key] == n] for n in set(lengths.values())]
            together = [steps for steps in alike if len(steps) > 2]
            for steps in chain(together, *_alone_and_in_pairs(cuts.values(), settings)):
                yield _changed(case, steps)
    for steps in chain(*_alone_and_in_pairs(settings, [])):
        yield _changed(case, steps)


def left_out(case: Case, name: str) -> list[Case]:
    """Return the case without an argument that has a default, or nothing if others come after it."""
    return [_changed(case, [(name, lambda _: LEFT_OUT)])] if _can_go(case, name) else []


def fresh(case: Case) -> Case:
    """Return the case with copies of its arrays, so that an answer may write into them."""
    return replace(case, args={name: _copied(value) for name, value in case.args.items()})


def _alone_and_in_pairs(steps: Iterable[Step], others: Iterable[Step]) -> Iterator[Iterator[list[Step]]]:
    steps = list(steps)
    yield ([step] for step in steps)
    yield ([a, b] for a, b in combinations(steps, 2))
    yield ([a, b] for a, b in product(others, steps))


def _changed(case: Case, steps: Iterable[Step]) -> Case:
    args, options = dict(case.args), dict(case.options)
    for name, change in steps:
        holder = args if name in args else options
        value = change(holder[name]) if name in holder else LEFT_OUT
        holder[name] = value
        if value is LEFT_OUT:
            del holder[name]
    return replace(case, args=args, options=options)


# --------------------------------------------------------------------------- arrays


def _arrays(case: Case) -> list[tuple[str, np.ndarray]]:
    return [(name, value) for name, value in case.args.items() if isinstance(value, np.ndarray)]


def _axes(name: str, array: np.ndarray) -> list[tuple[int, int]]:
    """Return (axis, length) of the axes that may become shorter: a picture keeps its three colours."""
    return list(enumerate(array.shape[:2] if name == "image" else array.shape))


def _cut(name: str, axis: int, length: int, last: bool) -> Step:
    kept = slice(-length, None) if last else slice(length)
    return name, lambda array: _laid_out(array[(slice(None),) * axis + (kept,)].copy(), array)


def _rounded(array: np.ndarray, factor: float | None, zeros: bool) -> np.ndarray:
    """Round to whole numbers of the same dtype; no number becomes 0 where none was, and none stays 0 if not `zeros`."""
    largest = float(np.max(np.abs(array), initial=0))
    if factor is None:
        factor = LARGEST / largest if np.isfinite(largest) and largest > 2 * LARGEST else 1.0
    whole = np.rint(array.astype(float) * factor)
    if array.all():
        whole = np.where(whole == 0, np.sign(array.astype(float)), whole)
    if not zeros and array.dtype.kind == "f":
        whole = np.where(whole == 0, INSTEAD_OF_0, whole)
    like = np.empty_like(array) if array.dtype.kind == "f" else array
    return _laid_out(whole.astype(like.dtype), array)


def _copied(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return _laid_out(value.copy(), value)
    return deepcopy(value) if isinstance(value, list) else value


def _laid_out(array: np.ndarray, like: np.ndarray) -> np.ndarray:
    """Return an array as it is, or as a view of a larger one where the other is such a view."""
    if like.flags.c_contiguous or not like.ndim:
        return array
    return np.repeat(array, 2, axis=-1)[..., ::2]


# ------------------------------------------------------------------------- settings


def _lowered(case: Case, name: str, defaults: Mapping[str, Any]) -> list[Step]:
    """Return the steps that a setting can take: left out where it may be, or a little smaller."""
    value = case.args[name] if name in case.args else case.options[name]
    if isinstance(value, float):  # a setting that was chosen for round results
        return []
    values = ([LEFT_OUT] if name in defaults and _can_go(case, name) else []) + list(
        _smaller(value, defaults.get(name))
    )
    return [_becomes(name, smaller) for smaller in values]


def _becomes(name: str, value: Any) -> Step:
    return name, lambda _: value


def _can_go(case: Case, name: str) -> bool:
    return name in case.options or name == list(case.args)[-1]


def _smaller(value: Any, default: Any) -> Iterator[Any]:
    """Yield what is smaller than a setting: numbers nearer to the default (or 1), lists with fewer or smaller items."""
    if isinstance(value, bool):
        yield from [default] if isinstance(default, bool) and value != default else []
    elif isinstance(value, int):
        least = default if isinstance(default, int) and not isinstance(default, bool) else 1
        yield from dict.fromkeys(v for v in (least, (value + least) // 2, value - 2, value - 1) if least <= v < value)
    elif isinstance(value, tuple | list):
        if isinstance(value, list) and len(value) > 1:
            yield from (value[:1], value[:-1], value[1:])
        if isinstance(value, tuple) and len(value) == 2 and value[0] == value[1]:
            yield value[0]
        for i, item in enumerate(value):
            usual = default[i] if isinstance(default, tuple) and len(default) == len(value) else default
            yield from (type(value)([*value[:i], less, *value[i + 1 :]]) for less in _smaller(item, usual))
