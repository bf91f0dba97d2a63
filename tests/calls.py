"""One valid call of every operator of both packages: what the tests of all operators start from."""

import numpy as np

ELEMENTWISE = ("relu", "relu6", "sigmoid", "tanh", "silu", "hard_sigmoid", "hard_swish")
SOFTMAXES = ("softmax", "log_softmax")
CHOOSING = (  # values are chosen or moved, nothing is computed: integers stay integers
    "adaptive_max_pool2d", "flatten", "flatten_backward", "global_max_pool2d", "im2col", "max_pool2d", "max_unpool2d",
)  # fmt: skip
NO_OPERATORS = {"compile"}  # takes a network


def calls(N=2):
    """Return the arguments by operator and by name, for a batch of N images: 4 channels of 5 x 7 pixels."""
    return {
        **_convolution(N),
        **_separable(N),
        **_pooling(N),
        **_normalization(N),
        **_pointwise(N),
        **_linear_and_loss(N),
        **FILTERS,
    }


def names(module):
    """Return the operators of a package."""
    return [name for name in module.__all__ if name not in NO_OPERATORS]


def floats(arguments):
    """Return the names of the arrays of real numbers among the arguments."""
    return [name for name, value in arguments.items() if isinstance(value, np.ndarray) and value.dtype.kind == "f"]


def draw(*shape):
    """Return numbers of both signs, the same ones for the same shape."""
    return np.random.default_rng(shape).normal(0.3, 1, shape)


def _convolution(N):
    steps = {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2)}
    transposed = {"stride": (2, 1), "padding": (1, 0), "output_padding": (1, 0), "groups": 2, "dilation": (1, 2)}
    arrays = {"x": draw(N, 4, 5, 7), "weight": draw(6, 2, 3, 2)}
    dy = draw(N, 6, 3, 9)
    return {
        "conv2d": {**arrays, "bias": draw(6), **steps, "groups": 2},
        "conv2d_backward": {"dy": dy, **arrays, **steps, "groups": 2},
        "conv_transpose2d": {"x": arrays["x"], "weight": draw(4, 3, 3, 2), "bias": draw(6), **transposed},
        "conv_transpose2d_backward": {
            "dy": draw(N, 6, 10, 9), "x": arrays["x"], "weight": draw(4, 3, 3, 2), **transposed,
        },
        "im2col": {"x": arrays["x"], "kernel_size": (3, 2), **steps},
        "col2im": {"columns": draw(N, 24, 27), "input_shape": (N, 4, 5, 7), "kernel_size": (3, 2), **steps},
    }  # fmt: skip


def _separable(N):
    x, steps = draw(N, 4, 5, 7), {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2)}
    depthwise, pointwise = draw(8, 1, 3, 2), draw(3, 8, 1, 1)
    both = {"depthwise_weight": depthwise, "pointwise_weight": pointwise}
    return {
        "depthwise_conv2d": {"x": x, "weight": depthwise, "bias": draw(8), **steps},
        "depthwise_conv2d_backward": {"dy": draw(N, 8, 3, 9), "x": x, "weight": depthwise, **steps},
        "pointwise_conv2d": {"x": x, "weight": draw(3, 4, 1, 1), "bias": draw(3)},
        "pointwise_conv2d_backward": {"dy": draw(N, 3, 5, 7), "x": x, "weight": draw(3, 4, 1, 1)},
        "separable_conv2d": {"x": x, **both, "bias": draw(3), **steps},
        "separable_conv2d_backward": {"dy": draw(N, 3, 3, 9), "x": x, **both, **steps},
    }


def _pooling(N):
    x, dy, one, shape = draw(N, 4, 5, 7), draw(N, 4, 3, 7), draw(N, 4, 1, 1), (N, 4, 5, 7)
    window = {"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 0)}
    largest = {**window, "dilation": (1, 1), "ceil_mode": True}
    mean = {**window, "ceil_mode": True, "count_include_pad": False, "divisor_override": None}
    indices = np.broadcast_to(2 * np.arange(35).reshape(5, 7), shape).copy()
    return {
        "max_pool2d": {"x": x, **largest, "return_indices": True},
        "max_pool2d_backward": {"dy": draw(N, 4, 3, 6), "x": x, **largest},
        "avg_pool2d": {"x": x, **mean},
        "avg_pool2d_backward": {"dy": draw(N, 4, 3, 6), "x_shape": shape, **mean},
        "global_avg_pool2d": {"x": x},
        "global_avg_pool2d_backward": {"dy": one, "x_shape": shape},
        "global_max_pool2d": {"x": x},
        "global_max_pool2d_backward": {"dy": one, "x": x},
        "adaptive_avg_pool2d": {"x": x, "output_size": (3, None)},
        "adaptive_avg_pool2d_backward": {"dy": dy, "x_shape": shape},
        "adaptive_max_pool2d": {"x": x, "output_size": (3, None), "return_indices": True},
        "adaptive_max_pool2d_backward": {"dy": dy, "x": x, "output_size": (3, None)},
        "max_unpool2d": {
            "x": x, "indices": indices, "kernel_size": 2, "stride": 2, "padding": 0, "output_size": (10, 14),
        },
        "max_unpool2d_backward": {"dy": draw(N, 4, 10, 14), "indices": indices},
    }  # fmt: skip


def _normalization(N):
    x, dy, statistics = (
        draw(N, 4, 5, 7),
        draw(N, 4, 5, 7)[::-1].copy(),
        {"running_mean": draw(4), "running_var": draw(4) ** 2},
    )
    neighbours = {"size": 3, "alpha": 0.5, "beta": 0.75, "k": 2.0}
    affine = {"weight": draw(4), "bias": draw(4)}
    return {
        "batch_norm2d": {"x": x, **statistics, **affine, "training": N > 0, "momentum": 0.1, "eps": 1e-5},
        "batch_norm2d_backward": {"dy": dy, "x": x, "weight": draw(4), "eps": 1e-5, **statistics},
        "local_response_norm": {"x": x, **neighbours},
        "local_response_norm_backward": {"dy": dy, "x": x, **neighbours},
    }


def _pointwise(N):
    x, dy = draw(N, 4, 5, 7), draw(N, 4, 5, 7)[::-1].copy()
    calls = {name: {"x": x} for name in ELEMENTWISE}
    calls |= {f"{name}_backward": {"dy": dy, "x": x} for name in ELEMENTWISE}
    calls |= {name: {"x": x, "dim": 1} for name in SOFTMAXES}
    return calls | {f"{name}_backward": {"dy": dy, "y": abs(x) / 8, "dim": 1} for name in SOFTMAXES}


def _linear_and_loss(N):
    x, weight, labels = draw(N, 4), draw(3, 4), np.arange(N) % 3
    classes = {"logits": draw(N, 3), "labels": labels, "label_smoothing": 0.1}
    errors = {"input": 2 * draw(N, 4), "target": draw(N, 4)[::-1].copy(), "beta": 0.5}
    return {
        "linear": {"x": x, "weight": weight, "bias": draw(3)},
        "linear_backward": {"dy": draw(N, 3), "x": x, "weight": weight},
        "flatten": {"x": draw(N, 4, 5, 7), "start_dim": 1},
        "flatten_backward": {"dy": draw(N, 140), "x_shape": (N, 4, 5, 7)},
        "dropout": {"x": x, "p": 0.0, "training": True, "generator": None},
        "dropout_backward": {"dy": x, "mask": x > 0, "p": 0.3},
        "cross_entropy": {**classes, "reduction": "none"},
        "cross_entropy_backward": {**classes, "reduction": "mean"},
        "smooth_l1": {**errors, "reduction": "none"},
        "smooth_l1_backward": {**errors, "reduction": "mean"},
    }


FILTERS = {
    "blur_kernel": {"size": 3},
    "sharpen_kernel": {"amount": 1.0},
    "emboss_kernel": {"direction": "ne"},
    "gaussian_kernel": {"size": 5, "sigma": 1.0},
    "sobel_kernel": {"direction": "x"},
    "apply_filter": {"image": draw(6, 7, 3), "kernel": draw(3, 3)},
    "median_filter": {"image": draw(6, 7, 3), "size": 3},
    "watercolour": {"image": np.clip(draw(6, 7, 3), 0, 1)},
}
