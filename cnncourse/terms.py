"""Write a number of a result as a sum of terms, by asking the function that gives it for one term at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from cnncourse.probing import Case, run

MOST_CELLS = 48  # of an argument: the function is called for each of them
MOST_TERMS = 12  # in a line that is still read


def sum_of_terms(function: Callable[..., Any], case: Case, index: tuple[int, ...]) -> str:
    """Write one number of a result as the inputs behind it, each times its factor.

    It works where the result is linear in one of the arrays, which is tried out and not taken on trust. Of several
    such arrays, that with the most terms says most.

    Args:
        function: gives the result.
        case: its arguments.
        index: (array, *index) of the number.

    Returns:
        "3×2 + 1×(-1)", or "x[0, 1]" where the number is one of the inputs; "" if there is no such sum.
    """
    if case.drive:
        return ""
    arrays = {name: value for name, value in case.args.items() if isinstance(value, np.ndarray)}
    found = (_in_terms_of(function, case, index, name) for name, value in arrays.items() if value.size <= MOST_CELLS)
    return max(found, key=lambda said: said.count(" + ") if said else -1, default="")


def _in_terms_of(function: Callable[..., Any], case: Case, index: tuple[int, ...], name: str) -> str:
    array = case.args[name].astype(float)
    factors = np.zeros(array.shape)
    for cell in np.ndindex(array.shape):
        alone = np.zeros(array.shape)
        alone[cell] = 1.0
        factors[cell] = _number(function, case, index, name, alone)
    total, cells = (factors * array).sum(), np.argwhere(factors)
    linear = all(np.isclose(_number(function, case, index, name, c * array), c * total) for c in (1.0, -2.0))
    if not linear or not 0 < len(cells) <= MOST_TERMS:
        return ""
    if len(cells) == 1 and factors[tuple(cells[0])] == 1:
        return f"{name}[{', '.join(map(str, cells[0].tolist()))}]"
    return " + ".join(f"{array[tuple(cell)]:g}×{_signed(factors[tuple(cell)])}" for cell in cells)


def _number(function: Callable[..., Any], case: Case, index: tuple[int, ...], name: str, array: np.ndarray) -> float:
    """Return the number at the index for another array, or NaN if nothing comes out there."""
    args = {key: value.copy() if isinstance(value, np.ndarray) else value for key, value in case.args.items()}
    seen = run(function, replace(case, args={**args, name: array}))
    at, *place = index
    return float(seen.arrays[at][tuple(place)]) if seen.arrays else float("nan")


def _signed(value: float) -> str:
    return f"({value:g})" if value < 0 else f"{value:g}"
