"""What the operators take: tensors of one floating dtype, on one device."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from cnncourse.arguments import no_array, wrong_dtype


def read(name: str, value: Any) -> Tensor:
    """Return ``value`` as a tensor, or say that it is no array of numbers."""
    try:
        return torch.as_tensor(value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise no_array(name, value) from error


def common_float(optional: Sequence[str] = (), **tensors: Any) -> tuple[torch.dtype, list[Any]]:
    """Return the common dtype (integers: float64) and the tensors in the dtype to sum in.

    Those that are optional may be None, and stay None.
    """
    given = {name: value for name, value in tensors.items() if not (value is None and name in optional)}
    found = {name: _real(name, value) for name, value in given.items()}
    _require_one_device(found)
    dtype = functools.reduce(torch.promote_types, [tensor.dtype for tensor in found.values()])
    if not dtype.is_floating_point:
        dtype = torch.float64
    exact = torch.promote_types(dtype, torch.float32)  # 16 bits are too few to sum in
    return dtype, [found[name].to(exact) if name in found else None for name in tensors]


def _real(name: str, value: Any) -> Tensor:
    tensor = read(name, value)
    if tensor.dtype.is_complex:
        raise wrong_dtype(ValueError, name, "hold real numbers", tensor.dtype)
    return tensor


def _require_one_device(tensors: dict[str, Tensor]) -> None:
    (first, device), *others = [(name, tensor.device) for name, tensor in tensors.items()]
    for name, other in others:
        if other != device:
            raise ValueError(f"{first} is on {device} but {name} is on {other}: move one with .to(...)")
