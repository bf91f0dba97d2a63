"""What follows the last feature map, in torch tensor operations: flatten, linear layer, dropout.

Everything here runs on the device of its arguments and can be differentiated by autograd. 16-bit floats are computed
in float32.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from cnncourse.arguments import flattened_shape, require_linear, require_mask, require_number, require_same_count
from cnncourse.shapes import require_flag, require_shape
from cnncourse.torch.arrays import common_float, read


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Compute weighted sums of all features; also called fully connected or dense layer.

    ::

        y[..., f] = bias[f] + sum over c of x[..., c] * weight[f, c]

    Args:
        x: features (..., C_in), usually (N, C_in). Integers are promoted to float64.
        weight: (C_out, C_in), one row per output feature.
        bias: (C_out,), or None for none.

    Returns:
        (..., C_out).

    Raises:
        ValueError: the shapes do not fit together.

    Source:
        torch.nn.functional.linear: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
    """
    dtype, (x, weight, bias) = common_float(x=x, weight=weight, bias=bias, optional=["bias"])
    require_linear(x.shape, weight.shape, None if bias is None else bias.shape)
    y = torch.matmul(x, weight.T)
    return (y if bias is None else y + bias).to(dtype)


def linear_backward(dy: Tensor, x: Tensor, weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the gradients of a loss with respect to x, weight and bias of :func:`linear`.

    ::

        dx[..., c] = sum over f of dy[..., f] * weight[f, c]
        dweight[f, c] = sum over ... of dy[..., f] * x[..., c]
        dbias[f] = sum over ... of dy[..., f]

    Args:
        dy: gradient of the loss with respect to the output, (..., C_out).
        x: features (..., C_in) as given to :func:`linear`.
        weight: (C_out, C_in).

    Returns:
        dx (..., C_in), dweight (C_out, C_in), dbias (C_out,). The sums run over the batch: nothing is divided
        by N, since a mean loss has done so already.

    Raises:
        ValueError: the shapes do not fit together.

    Source:
        torch.nn.functional.linear: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
    """
    dtype, (dy, x, weight) = common_float(dy=dy, x=x, weight=weight)
    require_linear(x.shape, weight.shape)
    C_out, C_in = weight.shape
    require_shape("dy", dy.shape, (*x.shape[:-1], C_out), "the shape of linear(x, weight)")
    rows = math.prod(x.shape[:-1])
    dy_rows, x_rows = dy.reshape(rows, C_out), x.reshape(rows, C_in)
    gradients = torch.matmul(dy, weight), torch.matmul(dy_rows.T, x_rows), dy_rows.sum(dim=0)
    dx, dweight, dbias = (gradient.to(dtype) for gradient in gradients)
    return dx, dweight, dbias


def flatten(x: Tensor, start_dim: int = 1) -> Tensor:
    """Make one axis of all axes from ``start_dim`` on.

    ::

        y[n, (c * H + h) * W + w] = x[n, c, h, w]

    Args:
        x: any shape with at least one axis, usually (N, C, H, W).
        start_dim: the first axis that is merged; negative ones count from the end.

    Returns:
        The same values, for (N, C, H, W) in the shape (N, C * H * W). A view where possible.

    Raises:
        ValueError: the axis does not exist.

    Source:
        torch.flatten: https://docs.pytorch.org/docs/stable/generated/torch.flatten.html. Its default of start_dim
        is 0; that of torch.nn.Flatten is 1, as here.
    """
    x = read("x", x)
    return x.reshape(flattened_shape(x.shape, start_dim))


def flatten_backward(dy: Tensor, x_shape: Sequence[int]) -> Tensor:
    """Give the gradient the shape that x had before :func:`flatten`.

    ::

        dx[n, c, h, w] = dy[n, (c * H + h) * W + w]

    Args:
        dy: gradient of the loss with respect to the output.
        x_shape: the shape of the x that was given to :func:`flatten`.

    Returns:
        dx in the shape x_shape. A view where possible.

    Raises:
        ValueError: dy has not as many values as x_shape.

    Source:
        torch.flatten: https://docs.pytorch.org/docs/stable/generated/torch.flatten.html
    """
    dy = read("dy", dy)
    require_same_count(dy.shape, x_shape)
    return dy.reshape(tuple(x_shape))


def dropout(
    x: Tensor, p: float = 0.5, training: bool = True, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor | None]:
    """Set each number to 0 with probability p, and enlarge those that stay.

    ::

        y = x * mask / (1 - p)    in training
        y = x                     in inference

    The division keeps the expected value of every number, so that inference needs no correction. This is called
    inverted dropout. The original paper divides nothing in training, and multiplies the weights in inference.

    Args:
        x: numbers, any shape. Integers are promoted to float64.
        p: probability of a 0, from 0 to 1.
        training: whether to drop anything.
        generator: where the chances come from. None: torch's global one. It must live on the
            device of x.

    Returns:
        y, the shape of x, and the mask: booleans of that shape, True where the number stays. In inference the
        mask is None. torch.nn.functional.dropout returns y alone; the mask is what the gradient needs.

    Raises:
        ValueError: p is not from 0 to 1, or x holds no real numbers.
        TypeError: p is no number, or the generator is no torch.Generator.

    Example:
        >>> y, mask = dropout(torch.ones(6), p=0.5, generator=torch.Generator().manual_seed(0))
        >>> bool((y == 2 * mask).all())  # each number became 0 or 2
        True

    Source:
        Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting (2014):
        https://jmlr.org/papers/v15/srivastava14a.html
    """
    dtype, (x,) = common_float(x=x)
    require_number(p, "p", 0, 1)
    require_flag(training, "training")
    if generator is not None and not isinstance(generator, torch.Generator):
        raise TypeError(f"generator must be a torch.Generator, but is a {type(generator).__name__}")
    if not training:
        return x.clone().to(dtype), None
    mask = torch.rand(x.shape, generator=generator, device=x.device, dtype=torch.float32) >= p
    return _dropped(x, mask, p).to(dtype), mask


def dropout_backward(dy: Tensor, mask: Tensor | None, p: float = 0.5) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`dropout`.

    ::

        dx = dy * mask / (1 - p)    in training
        dx = dy                     in inference, where the mask is None

    Args:
        dy: gradient of the loss with respect to the output, any shape.
        mask: as returned by :func:`dropout`: the shape of dy, or None.
        p: as given to :func:`dropout`.

    Returns:
        dx, the shape of dy.

    Raises:
        ValueError: the mask has another shape than dy, or p is not from 0 to 1.
        TypeError: p is no number, or the mask holds something else than booleans.

    Source:
        Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting (2014):
        https://jmlr.org/papers/v15/srivastava14a.html
    """
    dtype, (dy,) = common_float(dy=dy)
    require_number(p, "p", 0, 1)
    if mask is None:
        return dy.clone().to(dtype)
    mask = read("mask", mask)
    require_mask(mask, dy.shape, mask.dtype == torch.bool)
    return _dropped(dy, mask, p).to(dtype)


def _dropped(x: Tensor, mask: Tensor, p: float) -> Tensor:
    enlargement = 1 / (1 - p) if p < 1 else 0.0  # with p = 1 the mask is False everywhere
    return x * mask * enlargement
