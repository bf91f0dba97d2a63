"""What the operators of both backends refuse, and in which words: one place, so that both say the same.

Shapes come as tuples, so nothing here knows NumPy or torch. Windows, strides and padding are checked by
:mod:`cnncourse.shapes`.
"""

from __future__ import annotations

import math
import reprlib
import sys
from collections.abc import Sequence
from numbers import Real
from typing import Any

from cnncourse.shapes import require_flag, require_shape, sizes, whole_number

Shape = Sequence[int]
REDUCTIONS = ("mean", "sum", "none")


def no_array(name: str, value: Any) -> ValueError:
    """Return the refusal of what cannot be read as an array of numbers: text, None, rows of different lengths."""
    return ValueError(f"{name} must be an array of numbers, but is {reprlib.repr(value)} ({type(value).__name__})")


def wrong_dtype(error: type[Exception], name: str, wanted: str, dtype: Any) -> Exception:
    """Return the refusal of an array of another dtype, which both packages call by the same name."""
    return error(f"{name} must {wanted}, but its dtype is {str(dtype).removeprefix('torch.')}")


def require_number(value: Any, name: str, lowest: float = -math.inf, highest: float = math.inf) -> None:
    """Raise unless ``value`` is a number from ``lowest`` to ``highest``; NaN is not.

    Raises:
        TypeError: no real number; ``True`` counts as a mistake.
        ValueError: a number out of range.
    """
    if not isinstance(value, Real) or isinstance(value, bool):
        raise TypeError(f"{name} must be a number, but is {value!r} ({type(value).__name__})")
    if not lowest <= float(value) <= highest:
        wanted = f"at least {lowest}" if highest == math.inf else f"from {lowest} to {highest}"
        wanted = "a number" if lowest == -math.inf else wanted
        raise ValueError(f"{name} must be {wanted}, but is {value}")


def require_rank(name: str, shape: Shape, letters: Sequence[str]) -> tuple[int, ...]:
    """Return the sizes of an array that must have as many dimensions as there are letters."""
    if len(shape) != len(letters):
        raise ValueError(
            f"{name} has {len(shape)} dimensions, shape {tuple(shape)}, "
            f"but {len(letters)} are expected: ({', '.join(letters)})"
        )
    return tuple(shape)


def require_axis(value: Any, shape: Shape, argument: str = "dim", name: str = "x") -> int:
    """Return the axis that an argument names, counted from the front; it must exist."""
    axis, rank = whole_number(value, argument, minimum=-sys.maxsize), len(shape)
    if rank == 0:
        raise ValueError(f"{name} has 0 dimensions, but {argument}={axis} needs at least 1")
    if not -rank <= axis < rank:
        raise ValueError(
            f"{argument} is {axis} but {name} has {rank} dimensions: {argument} runs from {-rank} to {rank - 1}"
        )
    return axis % rank


def batch_norm2d_count(
    x_shape: Shape,
    vectors: dict[str, Any],
    from_batch: bool,
    eps: float,
    momentum: float = 0.1,
) -> int:
    """Return M = N * H * W, the values per channel, or say which argument of batch_norm2d does not fit.

    Args:
        x_shape: (N, C, H, W).
        vectors: running_mean, running_var, and what else has one value per channel; None for those not given.
        from_batch: whether mean and variance are computed from x.
        eps: at least 0.
        momentum: from 0 to 1.
    """
    N, C, H, W = require_rank("x", x_shape, ("N", "C", "H", "W"))
    require_flag(from_batch, "training")
    for name, vector in vectors.items():
        if vector is not None:
            require_shape(name, vector.shape, (C,), "one value per channel of x")
    if (vectors["running_mean"] is None) != (vectors["running_var"] is None):
        raise ValueError("running_mean and running_var belong together: give both or neither")
    if not from_batch and vectors["running_mean"] is None:
        raise ValueError("with training=False, running_mean and running_var are needed, but are None")
    if from_batch and N * H * W == 1:
        raise ValueError(
            f"x has shape {tuple(x_shape)}: in training each channel needs at least 2 values "
            f"to have a variance, but N * H * W is 1"
        )
    require_number(eps, "eps", 0)
    require_number(momentum, "momentum", 0, 1)
    return N * H * W


def neighbour_count(size: Any, alpha: Any, beta: Any, k: Any) -> int:
    """Return the number of channels in a sum of local_response_norm; the other three must be numbers."""
    for name, value in (("alpha", alpha), ("beta", beta), ("k", k)):
        require_number(value, name)
    return whole_number(size, "size")


def require_linear(x_shape: Shape, weight_shape: Shape, bias_shape: Shape | None = None) -> None:
    """Raise a ValueError unless ``linear(x, weight, bias)`` can be computed."""
    C_out, C_in = require_rank("weight", weight_shape, ("C_out", "C_in"))
    if len(x_shape) == 0:
        raise ValueError("x has 0 dimensions, but at least 1 is expected: (..., C_in)")
    if x_shape[-1] != C_in:
        raise ValueError(f"x has {x_shape[-1]} features (x.shape[-1]) but weight expects {C_in} (weight.shape[1])")
    if bias_shape is not None:
        require_shape("bias", bias_shape, (C_out,), "one value per output feature (weight.shape[0])")


def flattened_shape(x_shape: Shape, start_dim: int) -> tuple[int, ...]:
    """Return the shape once all axes from ``start_dim`` on have become one."""
    start = require_axis(start_dim, x_shape, "start_dim")
    return (*x_shape[:start], math.prod(x_shape[start:]))


def require_same_count(shape: Shape, x_shape: Shape) -> None:
    """Raise a ValueError unless dy has as many values as x had before it was flattened."""
    x_shape = [whole_number(size, "each size of x_shape", minimum=0) for size in sizes(x_shape, "x_shape")]
    found, expected = math.prod(shape), math.prod(x_shape)
    if found != expected:
        raise ValueError(
            f"dy has {found} values, shape {tuple(shape)}, "
            f"but x_shape={tuple(x_shape)} has {expected}: flattening keeps them all"
        )


def require_mask(mask: Any, dy_shape: Shape, is_boolean: bool) -> None:
    """Raise unless the mask holds one boolean for each value of dy."""
    require_shape("mask", mask.shape, dy_shape, "the shape of dy")
    if not is_boolean:
        raise wrong_dtype(TypeError, "mask", "hold True and False", mask.dtype)


def require_reduction(reduction: str, allowed: Sequence[str] = REDUCTIONS) -> None:
    """Raise a ValueError unless the reduction is among those that are allowed."""
    if reduction not in allowed:
        names = ", ".join(f'"{name}"' for name in allowed)
        raise ValueError(f"reduction must be one of {names}, but is {reduction!r}")


def require_labels(logits_shape: Shape, labels: Any, is_integer: bool) -> None:
    """Raise unless there is one class index per row of the logits, and each names one of their classes.

    Args:
        logits_shape: (N, C).
        labels: array of class indices.
        is_integer: whether the dtype of the labels is one of integers.

    Raises:
        TypeError: labels are no integers.
        ValueError: a shape is wrong, or a label names no class.
    """
    N, C = require_rank("logits", logits_shape, ("N", "C"))
    if C == 0:
        raise ValueError(f"logits has shape {tuple(logits_shape)}: there is no class to choose (logits.shape[1]=0)")
    if not is_integer:
        dtype = str(labels.dtype).removeprefix("torch.")
        raise TypeError(f"labels must be whole numbers (class indices), but their dtype is {dtype}")
    require_shape("labels", labels.shape, (N,), "one class index per row of logits")
    for label in (int(labels.min()), int(labels.max())) if N else ():
        if not 0 <= label < C:
            raise ValueError(
                f"labels hold {label} but logits has {C} classes (logits.shape[1]): labels run from 0 to {C - 1}"
            )
