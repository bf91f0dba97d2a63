"""What the operators take: arrays of one floating dtype."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncourse.arguments import no_array, wrong_dtype

Array = NDArray[Any]


def read(name: str, value: Any) -> Array:
    """Return ``value`` as an array of numbers, or say that it is none."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise no_array(name, value) from error
    if array.dtype.kind not in "biufc":
        raise no_array(name, value)
    return array


def common_float(optional: Sequence[str] = (), **arrays: Any) -> list[Any]:
    """Return the arrays in one floating dtype, integers as float64; those that are optional may be None."""
    found = [None if array is None and name in optional else _real(name, array) for name, array in arrays.items()]
    dtype = np.result_type(*(array for array in found if array is not None))
    if dtype.kind != "f":
        dtype = np.dtype(np.float64)
    return [None if array is None else array.astype(dtype, copy=False) for array in found]


def _real(name: str, value: Any) -> Array:
    array = read(name, value)
    if array.dtype.kind == "c":
        raise wrong_dtype(ValueError, name, "hold real numbers", array.dtype)
    return array
