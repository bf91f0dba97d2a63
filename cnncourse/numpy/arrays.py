"""What the operators take: arrays of one floating dtype."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def common_float(*arrays: Any) -> list[Any]:
    """Return the arrays in one floating dtype, integers as float64; None stays None."""
    found = [array if array is None else np.asarray(array) for array in arrays]
    dtype = np.result_type(*(array for array in found if array is not None))
    if dtype.kind in "biu":
        dtype = np.dtype(np.float64)
    if dtype.kind != "f":
        raise ValueError(f"the arrays must hold real numbers, but their common dtype is {dtype}")
    return [array if array is None else array.astype(dtype, copy=False) for array in found]
