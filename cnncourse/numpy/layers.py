"""Layers with parameters, and two optimisers: as little as it takes to train a network in NumPy.

A layer has ``forward`` and ``backward``. ``forward`` keeps what ``backward`` needs; ``backward`` takes the gradient of
the loss with respect to the output, adds to the gradients of the parameters, and returns the gradient with respect to
the input.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from cnncourse.numpy.activation import relu, relu_backward
from cnncourse.numpy.arrays import Array
from cnncourse.numpy.convolution import conv2d, conv2d_backward
from cnncourse.numpy.linear import flatten, flatten_backward, linear, linear_backward
from cnncourse.numpy.normalization import batch_norm2d, batch_norm2d_backward
from cnncourse.numpy.pooling import max_pool2d, max_pool2d_backward
from cnncourse.shapes import Pair, pair


class Parameter:
    """Numbers that are learned, and the gradient of the loss with respect to them.

    Args:
        value: the numbers; optimisers write into this array.
    """

    def __init__(self, value: Array) -> None:
        self.value = value
        self.grad = np.zeros_like(value)


class Layer:
    """What all layers share: they may have parameters, and may behave otherwise in training."""

    training = True

    def __call__(self, x: Array) -> Array:
        """Return ``forward(x)``."""
        return self.forward(x)

    def forward(self, x: Array) -> Array:
        """Return the output, and keep what ``backward`` needs."""
        raise NotImplementedError

    def backward(self, dy: Array) -> Array:
        """Add to the parameters' gradients, and return the gradient with respect to the input."""
        raise NotImplementedError

    def parameters(self) -> list[Parameter]:
        """Return what is learned, in the order in which it was made."""
        return [value for value in vars(self).values() if isinstance(value, Parameter)]

    def train(self, training: bool = True) -> None:
        """Switch between training and inference."""
        self.training = training


class Conv2d(Layer):
    """A convolution layer: :func:`~cnncourse.numpy.conv2d` with its weight and bias.

    Args:
        in_channels: channels of the input.
        out_channels: filters.
        kernel_size: rows and columns of a filter, an integer or a pair.
        stride: as in :func:`~cnncourse.numpy.conv2d`.
        padding: as in :func:`~cnncourse.numpy.conv2d`.
        dilation: as in :func:`~cnncourse.numpy.conv2d`.
        groups: as in :func:`~cnncourse.numpy.conv2d`.
        bias: whether each filter has a bias.
        rng: draws the weights, normal with variance 2 / (weights of one filter).

    Source:
        He et al., Delving Deep into Rectifiers (2015), section 2.2: https://arxiv.org/abs/1502.01852
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Pair,
        stride: int | Pair = 1,
        padding: Any = 0,
        dilation: int | Pair = 1,
        groups: int = 1,
        bias: bool = True,
        rng: np.random.Generator | None = None,
    ) -> None:
        shape = (out_channels, in_channels // groups, *pair(kernel_size, "kernel_size"))
        self.weight = Parameter(he_normal(shape, rng))
        self.bias = Parameter(np.zeros(out_channels, np.float32)) if bias else None
        self.options: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}

    def forward(self, x: Array) -> Array:
        """Return the filters' maps."""
        self.x = x
        return conv2d(x, self.weight.value, None if self.bias is None else self.bias.value, **self.options)

    def backward(self, dy: Array) -> Array:
        """Return dx."""
        dx, dweight, dbias = conv2d_backward(dy, self.x, self.weight.value, **self.options)
        self.weight.grad += dweight
        if self.bias is not None:
            self.bias.grad += dbias
        return dx


class Linear(Layer):
    """A fully connected layer: y = x weight^T + bias.

    Args:
        in_features: length of an input.
        out_features: length of an output.
        rng: draws the weights, normal with variance 2 / in_features.
    """

    def __init__(self, in_features: int, out_features: int, rng: np.random.Generator | None = None) -> None:
        self.weight = Parameter(he_normal((out_features, in_features), rng))
        self.bias = Parameter(np.zeros(out_features, np.float32))

    def forward(self, x: Array) -> Array:
        """Return (N, out_features)."""
        self.x = x
        return linear(x, self.weight.value, self.bias.value)

    def backward(self, dy: Array) -> Array:
        """Return dx."""
        dx, dweight, dbias = linear_backward(dy, self.x, self.weight.value)
        self.weight.grad += dweight
        self.bias.grad += dbias
        return dx


class BatchNorm2d(Layer):
    """Batch normalisation with its scale, shift and running statistics.

    Args:
        channels: channels of the input.
        momentum: weight of the newest batch in the running statistics.
        eps: added to the variance.
    """

    def __init__(self, channels: int, momentum: float = 0.1, eps: float = 1e-5) -> None:
        self.weight = Parameter(np.ones(channels, np.float32))
        self.bias = Parameter(np.zeros(channels, np.float32))
        self.running_mean, self.running_var = np.zeros(channels, np.float32), np.ones(channels, np.float32)
        self.momentum, self.eps = momentum, eps

    def forward(self, x: Array) -> Array:
        """Normalise with the batch's statistics in training, with the running ones otherwise."""
        self.x = x
        y, self.running_mean, self.running_var = batch_norm2d(
            x,
            self.running_mean,
            self.running_var,
            self.weight.value,
            self.bias.value,
            training=self.training,
            momentum=self.momentum,
            eps=self.eps,
        )
        return y

    def backward(self, dy: Array) -> Array:
        """Return dx, through the batch's mean and variance."""
        dx, dweight, dbias = batch_norm2d_backward(dy, self.x, self.weight.value, eps=self.eps)
        self.weight.grad += dweight
        self.bias.grad += dbias
        return dx


class MaxPool2d(Layer):
    """Max pooling.

    Args:
        kernel_size: rows and columns of a window, an integer or a pair.
        stride: step between windows; the kernel size if None.
        padding: cells that never win, on each side.
    """

    def __init__(self, kernel_size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0) -> None:
        self.options: dict[str, Any] = {"kernel_size": kernel_size, "stride": stride, "padding": padding}

    def forward(self, x: Array) -> Array:
        """Return the largest value of each window."""
        self.x = x
        return max_pool2d(x, **self.options)

    def backward(self, dy: Array) -> Array:
        """Hand each gradient to its window's winner."""
        return max_pool2d_backward(dy, self.x, **self.options)


class ReLU(Layer):
    """max(x, 0)."""

    def forward(self, x: Array) -> Array:
        """Cut off what is negative."""
        self.x = x
        return relu(x)

    def backward(self, dy: Array) -> Array:
        """Let the gradient through where x was positive."""
        return relu_backward(dy, self.x)


class Flatten(Layer):
    """(N, C, H, W) to (N, C * H * W)."""

    def forward(self, x: Array) -> Array:
        """Return one row for each image."""
        self.shape = x.shape
        return flatten(x)

    def backward(self, dy: Array) -> Array:
        """Return to the old shape."""
        return flatten_backward(dy, self.shape)


class Sequential(Layer):
    """One layer after the other.

    Args:
        layers: in the order in which the input passes them.
    """

    def __init__(self, *layers: Layer) -> None:
        self.layers = layers

    def forward(self, x: Array) -> Array:
        """Pass x through all layers."""
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, dy: Array) -> Array:
        """Pass dy back through all layers, the last one first."""
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def parameters(self) -> list[Parameter]:
        """Return the parameters of all layers."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def train(self, training: bool = True) -> None:
        """Switch all layers."""
        super().train(training)
        for layer in self.layers:
            layer.train(training)


class SGD:
    """Gradient descent with momentum: v = momentum * v + grad + weight_decay * value, then value -= lr * v.

    Args:
        parameters: what to learn.
        lr: the learning rate, above 0.
        momentum: how much of the last step goes on, from 0 to below 1.
        weight_decay: pulls every parameter towards 0.

    Source:
        torch.optim.SGD, without dampening: https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html
    """

    def __init__(
        self, parameters: Iterable[Parameter], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        self.parameters = list(parameters)
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.velocities = [np.zeros_like(parameter.value) for parameter in self.parameters]

    def step(self) -> None:
        """Move every parameter against its gradient."""
        for parameter, velocity in zip(self.parameters, self.velocities, strict=True):
            velocity *= self.momentum
            velocity += parameter.grad + self.weight_decay * parameter.value
            parameter.value -= self.lr * velocity

    def zero_grad(self) -> None:
        """Forget the gradients; without it those of the next batch are added to them."""
        for parameter in self.parameters:
            parameter.grad[...] = 0


class Adam(SGD):
    """Steps of about lr, whatever the size of the gradient.

    ::

        m = b1 * m + (1 - b1) * grad
        v = b2 * v + (1 - b2) * grad^2
        value -= lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)

    Args:
        parameters: what to learn.
        lr: the learning rate, above 0.
        betas: b1 and b2, each from 0 to below 1.
        eps: keeps the division finite.

    Source:
        Kingma and Ba, Adam (2015), algorithm 1: https://arxiv.org/abs/1412.6980
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(parameters, lr)
        self.betas, self.eps, self.t = betas, eps, 0
        self.squares = [np.zeros_like(parameter.value) for parameter in self.parameters]

    def step(self) -> None:
        """Move every parameter against its mean gradient, in units of the gradient's usual size."""
        self.t += 1
        b1, b2 = self.betas
        for parameter, mean, square in zip(self.parameters, self.velocities, self.squares, strict=True):
            mean += (1 - b1) * (parameter.grad - mean)
            square += (1 - b2) * (parameter.grad**2 - square)
            size = np.sqrt(square / (1 - b2**self.t)) + self.eps
            parameter.value -= self.lr / (1 - b1**self.t) * mean / size


def he_normal(shape: tuple[int, ...], rng: np.random.Generator | None = None) -> Array:
    """Draw float32 weights with variance 2 / (weights of one output), so that ReLU layers keep the signal's size.

    Args:
        shape: the outputs first; the rest is what one output sums over.
        rng: a generator; a fresh one if None.

    Returns:
        Weights of the given shape.

    Source:
        He et al., Delving Deep into Rectifiers (2015), equation 10: https://arxiv.org/abs/1502.01852
    """
    rng = rng or np.random.default_rng()
    return rng.normal(0, np.sqrt(2 / np.prod(shape[1:])), shape).astype(np.float32)
