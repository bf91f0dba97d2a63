"""What the operators take: tensors of one floating dtype."""

from __future__ import annotations

import functools
from typing import Any

import torch


def common_float(*tensors: Any) -> tuple[torch.dtype, list[Any]]:
    """Return the common dtype (integers: float64) and the tensors in the dtype to sum in; None stays None."""
    found = [tensor if tensor is None else torch.as_tensor(tensor) for tensor in tensors]
    dtype = functools.reduce(torch.promote_types, [tensor.dtype for tensor in found if tensor is not None])
    if dtype.is_complex:
        raise ValueError(f"the arrays must hold real numbers, but their common dtype is {dtype}")
    if not dtype.is_floating_point:
        dtype = torch.float64
    exact = torch.promote_types(dtype, torch.float32)  # 16 bits are too few to sum in
    return dtype, [tensor if tensor is None else tensor.to(exact) for tensor in found]
