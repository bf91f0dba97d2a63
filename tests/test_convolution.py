"""The convolution operators against torch.nn.functional, both backends in the same tests."""

import subprocess
import sys
import tracemalloc
from dataclasses import dataclass

import numpy as np
import pytest
from backends import GENERATED, Backend, as_numpy, assert_close, on_cuda
from benchmarks.layers import LAYERS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cnncourse.numpy
from cnncourse.numpy import algorithms
from cnncourse.shapes import conv_transpose2d_output_size

torch = pytest.importorskip("torch", reason="torch is the oracle here: install cnncourse with its extra [torch]")

import torch.nn.functional as F  # noqa: E402
from torch.utils._python_dispatch import TorchDispatchMode  # noqa: E402

import cnncourse.torch  # noqa: E402

NUMPY = [
    pytest.param(Backend(cnncourse.numpy, algorithm=algorithm), id=f"numpy-{algorithm}")
    for algorithm in ("loops", "im2col", "tiled", "shifted", "auto")
]
TORCH = [
    pytest.param(Backend(cnncourse.torch, device="cpu"), id="torch-cpu"),
    on_cuda(Backend(cnncourse.torch, device="cuda")),
]
every_backend = pytest.mark.parametrize("backend", [*NUMPY, *TORCH])
one_numpy_or_torch = pytest.mark.parametrize("backend", [NUMPY[-1], *TORCH])  # for what has one algorithm
GENERATED = settings(GENERATED, max_examples=200)


# Generated configurations, and torch's answer to them


@dataclass(frozen=True)
class Configuration:
    """A convolution: its shapes, its options, and the zeros on each side that its padding means."""

    x_shape: tuple
    weight_shape: tuple
    has_bias: bool
    options: dict
    sides: tuple
    seed: int

    def arrays(self, dtype=np.float64):
        rng = np.random.default_rng(self.seed)
        C_out = self.weight_shape[0]
        x = rng.normal(0.5, 1, self.x_shape).astype(dtype)
        weight = rng.normal(0.5, 1, self.weight_shape).astype(dtype)
        bias = rng.normal(0.5, 1, C_out).astype(dtype) if self.has_bias else None
        return x, weight, bias

    @property
    def window(self):
        names = ("stride", "padding", "dilation")
        return {"kernel_size": self.weight_shape[2:]} | {name: self.options[name] for name in names}


def tensorflow_same(size, extent, stride):
    """Return "same" padding in the words of the TensorFlow documentation, which has two cases."""
    total = max(extent - stride, 0) if size % stride == 0 else max(extent - size % stride, 0)
    return total // 2, total - total // 2


cells = st.integers(0, 3)
PADDINGS = st.one_of(  # the argument, and the zeros it stands for; those of "same" depend on the rest
    cells.map(lambda p: (p, ((p, p), (p, p)))),
    st.tuples(cells, cells).map(lambda p: (p, ((p[0], p[0]), (p[1], p[1])))),
    st.tuples(st.tuples(cells, cells), st.tuples(cells, cells)).map(lambda sides: (sides, sides)),
    st.just(("valid", ((0, 0), (0, 0)))),
    st.just(("same", None)),
)


@st.composite
def configurations(draw):
    few = st.integers(1, 3)
    groups, stride, dilation = draw(few), draw(st.tuples(few, few)), draw(st.tuples(few, few))
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    extent = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    padding, sides = draw(PADDINGS)
    smallest = [1, 1] if sides is None else [max(1, extent[axis] - sum(sides[axis])) for axis in (0, 1)]
    H, W = smallest[0] + draw(st.integers(0, 6)), smallest[1] + draw(st.integers(0, 6))
    channels = draw(few)
    return Configuration(
        x_shape=(draw(few), groups * channels, H, W),
        weight_shape=(groups * draw(few), channels, *kernel),
        has_bias=draw(st.booleans()),
        options={"stride": stride, "padding": padding, "dilation": dilation, "groups": groups},
        sides=sides or tuple(map(tensorflow_same, (H, W), extent, stride)),
        seed=draw(st.integers(0, 2**31)),
    )


def torch_conv2d(configuration, x, weight, bias=None):
    """Return torch's own answer, with the padding applied first."""
    top_bottom, left_right = configuration.sides
    options = configuration.options | {"padding": 0}
    return F.conv2d(F.pad(x, (*left_right, *top_bottom)), weight, bias, **options)


def torch_gradients(configuration, dy, x, weight):
    x, weight = torch.tensor(x, requires_grad=True), torch.tensor(weight, requires_grad=True)
    bias = torch.zeros(weight.shape[0], dtype=weight.dtype, requires_grad=True)
    y = torch_conv2d(configuration, x, weight, bias)
    return [as_numpy(gradient) for gradient in torch.autograd.grad(y, (x, weight, bias), torch.tensor(dy))]


def upstream(configuration):
    """Return x, weight and a random gradient dy of the output."""
    x, weight, _ = configuration.arrays()
    y = torch_conv2d(configuration, torch.tensor(x), torch.tensor(weight))
    return x, weight, np.random.default_rng(configuration.seed + 1).normal(0.5, 1, y.shape)


@every_backend
@GENERATED
@given(configuration=configurations())
def test_conv2d_equals_torch(backend, configuration):
    x, weight, bias = configuration.arrays()
    expected = torch_conv2d(configuration, *(None if a is None else torch.tensor(a) for a in (x, weight, bias)))
    assert_close(backend("conv2d", x, weight, bias, **configuration.options), as_numpy(expected))


@every_backend
@GENERATED
@given(configuration=configurations())
def test_conv2d_backward_equals_the_autograd_of_torch(backend, configuration):
    x, weight, dy = upstream(configuration)
    gradients = backend("conv2d_backward", dy, x, weight, **configuration.options)
    for gradient, expected in zip(gradients, torch_gradients(configuration, dy, x, weight), strict=True):
        assert_close(gradient, expected)


@GENERATED
@given(configuration=configurations())
def test_conv2d_of_the_torch_backend_is_differentiated_by_autograd(configuration):
    x, weight, dy = upstream(configuration)
    arguments = [torch.tensor(a, requires_grad=True) for a in (x, weight, np.zeros(len(weight)))]
    y = cnncourse.torch.conv2d(*arguments, **configuration.options)
    gradients = torch.autograd.grad(y, arguments, torch.tensor(dy))
    for gradient, expected in zip(gradients, torch_gradients(configuration, dy, x, weight), strict=True):
        assert_close(as_numpy(gradient), expected)


def test_transposed_and_separable_convolution_of_the_torch_backend_are_differentiated_by_autograd():
    x, weight, bias, dy = (torch.tensor(array / 10, requires_grad=True) for array in example())
    mix = torch.tensor(np.random.default_rng(3).normal(size=(5, 4, 1, 1)), requires_grad=True)

    def transposed(dy, weight, bias):
        return cnncourse.torch.conv_transpose2d(dy, weight, bias, **OPTIONS)

    def separable(x, weight, mix):
        return cnncourse.torch.separable_conv2d(x, weight[:4, :1], mix, None, (2, 1), (1, 0))

    assert torch.autograd.gradcheck(transposed, (dy, weight, bias[:4]), fast_mode=True)
    assert torch.autograd.gradcheck(separable, (x, weight, mix), fast_mode=True)


@every_backend
@GENERATED
@given(configuration=configurations())
def test_im2col_equals_unfold_of_torch(backend, configuration):
    x, _, _ = configuration.arrays()
    (top, bottom), (left, right) = configuration.sides
    padded = F.pad(torch.tensor(x), (left, right, top, bottom))
    expected = F.unfold(padded, **configuration.window | {"padding": 0})
    np.testing.assert_array_equal(backend("im2col", x, **configuration.window), as_numpy(expected))


@every_backend
@GENERATED
@given(configuration=configurations())
def test_col2im_is_the_adjoint_of_im2col(backend, configuration):
    x, _, _ = configuration.arrays()
    columns = backend("im2col", x, **configuration.window)
    c = np.random.default_rng(configuration.seed + 1).normal(size=columns.shape)
    back = backend("col2im", c, input_shape=x.shape, **configuration.window)
    scale = np.sqrt(np.sum(columns**2) * np.sum(c**2))
    assert abs(np.sum(columns * c) - np.sum(x * back)) <= 1e-12 * scale


# Gradients without any autograd: central differences


DIFFERENCES = [
    ((2, 4, 5, 7), (6, 2, 3, 2), {"stride": (2, 3), "padding": (1, 2), "dilation": (1, 2), "groups": 2}),
    ((2, 3, 6, 4), (2, 3, 2, 4), {"stride": (3, 2), "padding": "same"}),
    ((1, 2, 4, 5), (2, 1, 2, 2), {"padding": ((2, 0), (0, 1)), "groups": 2}),
]


def central_differences(loss, array, step=1e-3):
    """Return d loss / d array. The loss is linear in each argument, so the step may be large."""
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        shifted = [array.copy(), array.copy()]
        shifted[0][index] += step
        shifted[1][index] -= step
        gradient[index] = (loss(shifted[0]) - loss(shifted[1])) / (2 * step)
    return gradient


@every_backend
@pytest.mark.parametrize(("x_shape", "weight_shape", "options"), DIFFERENCES)
def test_conv2d_backward_equals_central_differences(backend, x_shape, weight_shape, options):
    rng = np.random.default_rng(3)
    x, weight, bias = (
        rng.normal(size=x_shape),
        rng.normal(size=weight_shape),
        rng.normal(size=weight_shape[0]),
    )
    dy = rng.normal(size=backend("conv2d", x, weight, **options).shape)

    def loss(x, weight, bias):
        return np.sum(dy * backend("conv2d", x, weight, bias, **options))

    dx, dweight, dbias = backend("conv2d_backward", dy, x, weight, **options)
    assert_close(dx, central_differences(lambda x: loss(x, weight, bias), x), 1e-8)
    assert_close(dweight, central_differences(lambda weight: loss(x, weight, bias), weight), 1e-8)
    assert_close(dbias, central_differences(lambda bias: loss(x, weight, bias), bias), 1e-8)


# The algorithms that are made for some shapes only


def tile_of(monkeypatch, columns):
    """Make tiles of that many float64 numbers, so that small arrays have many of them."""
    monkeypatch.setattr(algorithms.tiled, "TILE", 8 * columns)
    monkeypatch.setattr(algorithms.tiled, "LARGEST_TILE", 8 * columns)
    monkeypatch.setattr(algorithms.shifted, "TILE", 8 * columns)


@pytest.mark.parametrize("columns", [1, 60, 500], ids=["pixel by pixel", "rows", "groups and images"])
@pytest.mark.parametrize("algorithm", ["tiled", "shifted"])
@settings(GENERATED, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(configuration=configurations())
def test_tiles_of_any_size_give_the_same_convolution(monkeypatch, algorithm, columns, configuration):
    tile_of(monkeypatch, columns)
    x, weight, dy = upstream(configuration)
    backend, expected = Backend(cnncourse.numpy, algorithm), Backend(cnncourse.numpy, "im2col")
    options = configuration.options
    assert_close(backend("conv2d", x, weight, **options), expected("conv2d", x, weight, **options))
    gradients = zip(
        backend("conv2d_backward", dy, x, weight, **options),
        expected("conv2d_backward", dy, x, weight, **options),
        strict=True,
    )
    for gradient, right in gradients:
        assert_close(gradient, right)


@st.composite
def configurations_for(draw, algorithm):
    """Draw only what this algorithm is made for."""
    few, one_side = st.integers(1, 3), st.integers(3, 5) if algorithm == "winograd" else st.integers(1, 3)
    kernel = (1, 1) if algorithm == "pointwise" else draw(st.tuples(one_side, one_side))
    stride = (1, 1) if algorithm == "winograd" else draw(st.tuples(few, few))
    dilation = draw(st.tuples(few, few))
    groups, channels = draw(few), 1 if algorithm == "depthwise" else draw(few)
    padding = (0, 0) if algorithm == "pointwise" else draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
    sides = tuple((p, p) for p in padding)
    if algorithm == "winograd":
        padding = sides = draw(st.tuples(st.tuples(cells, cells), st.tuples(cells, cells)))
    size = tuple(draw(st.integers(max(7, d * (k - 1) + 1), 20)) for d, k in zip(dilation, kernel, strict=True))
    return Configuration(
        x_shape=(draw(few), groups * channels, *size),
        weight_shape=(groups * draw(few), channels, *kernel),
        has_bias=draw(st.booleans()),
        options={"stride": stride, "padding": padding, "dilation": dilation, "groups": groups},
        sides=sides,
        seed=draw(st.integers(0, 2**31)),
    )


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("algorithm", ["winograd", "pointwise", "depthwise"])
@GENERATED
@given(data=st.data())
def test_algorithms_for_some_shapes_equal_torch_on_them(algorithm, dtype, data):
    configuration = data.draw(configurations_for(algorithm))
    arrays = configuration.arrays(np.float64)
    expected = torch_conv2d(configuration, *(None if a is None else torch.tensor(a) for a in arrays))
    arrays = [None if a is None else a.astype(dtype) for a in arrays]
    y = cnncourse.numpy.conv2d(*arrays, **configuration.options, algorithm=algorithm)
    assert y.dtype == dtype
    tolerance = 1e-10 if dtype == np.float64 else 5e-5 if algorithm == "winograd" else 1e-5
    assert_close(y, as_numpy(expected), tolerance)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@GENERATED
@given(configuration=configurations_for("winograd"))
def test_winograd_gradient_of_the_weights_equals_the_autograd_of_torch(dtype, configuration):
    x, weight, dy = upstream(configuration)
    _, expected, _ = torch_gradients(configuration, dy, x, weight)
    arrays = dy.astype(dtype), x.astype(dtype), weight.shape
    dweight = algorithms.winograd.dweight(*arrays, **configuration.options)
    assert dweight.dtype == dtype
    assert_close(dweight, expected, 1e-10 if dtype == np.float64 else 5e-5)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("images", [2, 8], ids=["one piece", "pieces"])
@pytest.mark.parametrize("kernel", [3, 5])
def test_winograd_stays_within_its_stated_error_on_a_layer_of_256_channels(dtype, images, kernel):
    rng = np.random.default_rng(5)
    x, weight = rng.normal(0.5, 1, (images, 256, 15, 18)), rng.normal(0, 0.1, (70, 256, kernel, kernel))
    ours, theirs = torch.tensor(x), torch.tensor(weight, requires_grad=True)
    expected = F.conv2d(ours, theirs, padding=1)
    dy = rng.normal(0.5, 1, expected.shape)
    (dweight,) = torch.autograd.grad(expected, theirs, torch.tensor(dy))
    x, weight, dy = (array.astype(dtype) for array in (x, weight, dy))
    tolerance = 5e-5 if dtype == np.float32 else 1e-10
    y = cnncourse.numpy.conv2d(x, weight, padding=1, algorithm="winograd")
    assert_close(y, as_numpy(expected), tolerance)
    assert_close(algorithms.winograd.dweight(dy, x, weight.shape, 1, 1, 1, 1), as_numpy(dweight), tolerance)


@pytest.mark.parametrize("padding", [((41, 0), (1, 1)), ((0, 41), (0, 66))], ids=["before", "after"])
def test_winograd_takes_tiles_of_nothing_but_padding(padding):
    rng = np.random.default_rng(8)
    x, weight = rng.normal(size=(1, 4, 7, 64)), rng.normal(size=(5, 4, 3, 4))
    expected = F.conv2d(F.pad(torch.tensor(x), (*padding[1], *padding[0])), torch.tensor(weight))
    assert_close(cnncourse.numpy.conv2d(x, weight, padding=padding, algorithm="winograd"), as_numpy(expected))


@pytest.mark.parametrize("images", [1, 5], ids=["one piece", "pieces"])
def test_winograd_makes_the_same_of_weights_transformed_beforehand(images):
    rng = np.random.default_rng(7)
    x, weight = rng.normal(size=(images, 4, 29, 30)), rng.normal(size=(140, 2, 3, 4))
    arguments = x, weight, 1, 2, (1, 2), 2
    U = algorithms.winograd.transform(weight, groups=2)
    assert_close(algorithms.winograd.forward(*arguments, U=U), algorithms.winograd.forward(*arguments))


def test_auto_equals_torch_on_each_layer_of_the_benchmarks():
    rng = np.random.default_rng(6)
    for layer in LAYERS:
        _, C, H, W = layer.x_shape
        x = rng.normal(size=(2, C, min(H, 29), min(W, 30))).astype(np.float32)
        weight = rng.normal(size=layer.weight_shape).astype(np.float32)[: 96 if "groups" not in layer.options else None]
        y = cnncourse.numpy.conv2d(x, weight, **layer.options)
        expected = as_numpy(F.conv2d(torch.tensor(x), torch.tensor(weight), **layer.options))
        assert_close(y, expected, 5e-5)


@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "options", "name"),
    [
        ((1, 9, 8, 7), (4, 9, 1, 1), {"stride": (2, 1)}, "pointwise"),
        ((1, 9, 8, 7), (4, 9, 1, 1), {"padding": (1, 0)}, "tiled"),
        ((1, 32, 29, 30), (64, 1, 3, 3), {"groups": 32, "stride": 2}, "depthwise"),
        ((1, 32, 29, 31), (64, 1, 3, 3), {"groups": 32, "stride": 2}, "shifted"),
        ((1, 31, 16, 16), (31, 1, 3, 3), {"groups": 31}, "shifted"),
        ((1, 128, 9, 9), (128, 16, 3, 3), {"groups": 8}, "shifted"),
        ((1, 112, 9, 9), (112, 16, 3, 3), {"groups": 7}, "tiled"),
        ((1, 136, 9, 9), (128, 17, 3, 3), {"groups": 8}, "tiled"),
        ((1, 128, 9, 9), (136, 16, 3, 3), {"groups": 8}, "tiled"),
        ((1, 32, 28, 28), (32, 32, 3, 3), {"padding": 1}, "winograd"),
        ((4, 64, 14, 14), (64, 32, 3, 3), {"padding": 1, "groups": 2}, "winograd"),
        ((1, 32, 60, 60), (32, 32, 3, 3), {"dilation": (2, 1)}, "winograd"),
        ((1, 12, 60, 60), (12, 12, 5, 5), {}, "winograd"),
        ((1, 12, 60, 60), (11, 12, 5, 5), {}, "tiled"),
        ((1, 31, 28, 28), (32, 31, 3, 3), {"padding": 1}, "tiled"),
        ((1, 32, 16, 24), (32, 32, 3, 3), {"padding": 1}, "winograd"),
        ((1, 32, 16, 23), (32, 32, 3, 3), {"padding": 1}, "tiled"),
        ((8, 32, 6, 8), (32, 32, 3, 3), {"padding": 1}, "winograd"),
        ((16, 32, 5, 6), (32, 32, 3, 3), {"padding": 1}, "tiled"),
        ((8, 32, 9, 9), (32, 32, 3, 3), {"padding": 2, "dilation": 2}, "tiled"),
        ((1, 32, 60, 60), (32, 32, 3, 3), {"stride": (1, 2)}, "tiled"),
        ((1, 96, 60, 60), (96, 96, 3, 2), {}, "tiled"),
        ((1, 96, 60, 60), (96, 96, 3, 6), {}, "tiled"),
    ],
)
def test_auto_chooses_by_the_rule_of_the_docstring(x_shape, weight_shape, options, name):
    defaults = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}
    assert algorithms.choose(x_shape, weight_shape, **defaults | options) == name


@pytest.mark.parametrize(
    ("algorithm", "weight_shape", "options", "message"),
    [
        ("winograd", (4, 4, 3, 2), {},
         'algorithm="winograd" is for kernels of 3 to 5 rows and columns and stride 1, but the kernel is 3x2, '
         "stride=1"),
        ("winograd", (4, 4, 6, 3), {},
         'algorithm="winograd" is for kernels of 3 to 5 rows and columns and stride 1, but the kernel is 6x3, '
         "stride=1"),
        ("winograd", (4, 4, 3, 3), {"stride": (1, 2)},
         'algorithm="winograd" is for kernels of 3 to 5 rows and columns and stride 1, but the kernel is 3x3, '
         "stride=(1, 2)"),
        ("pointwise", (4, 4, 1, 2), {},
         'algorithm="pointwise" is for 1x1 kernels without padding, but the kernel is 1x2, padding=0'),
        ("pointwise", (4, 4, 1, 1), {"padding": 1},
         'algorithm="pointwise" is for 1x1 kernels without padding, but the kernel is 1x1, padding=1'),
        ("depthwise", (4, 2, 3, 3), {"groups": 2},
         'algorithm="depthwise" is for groups=C, one channel each, but C=4 and groups=2'),
    ],
)  # fmt: skip
def test_an_algorithm_refuses_what_it_is_not_made_for(algorithm, weight_shape, options, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        cnncourse.numpy.conv2d(np.zeros((2, 4, 7, 8)), np.zeros(weight_shape), **options, algorithm=algorithm)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "options"),
    [
        ((1, 64, 112, 113), (64, 64, 3, 3), {"padding": 1}),
        ((8, 64, 40, 41), (64, 64, 3, 3), {"padding": 1}),
        ((1, 3, 224, 225), (64, 3, 7, 7), {"stride": 2, "padding": 3}),
        ((8, 512, 7, 8), (512, 512, 3, 3), {"padding": 1}),
        ((1, 1024, 3, 600), (2, 1024, 3, 3), {}),  # the columns of one output row are 22 MB
        ((1, 256, 56, 57), (256, 1, 3, 3), {"padding": 1, "groups": 256}),
    ],
)
def test_tiled_needs_4_mb_beyond_the_padded_input_and_the_output(x_shape, weight_shape, options):
    x, weight = np.ones(x_shape, np.float32), np.ones(weight_shape, np.float32)
    padded = np.pad(x, ((0, 0), (0, 0), *2 * [2 * (options.get("padding", 0),)])).nbytes
    tracemalloc.start()
    try:
        y = cnncourse.numpy.conv2d(x, weight, **options, algorithm="tiled")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= padded + y.nbytes + 4 * 10**6


# Transposed, depthwise, pointwise and separable convolution


@st.composite
def transposed(draw):
    """Draw arrays and options of a transposed convolution, and dy."""
    few = st.integers(1, 3)
    two = st.tuples(few, few)
    groups, stride, dilation, kernel = draw(few), draw(two), draw(two), draw(two)
    extra = tuple(draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True))
    size = draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    padding = []
    for axis in (0, 1):  # at least one cell must be left
        reach = (size[axis] - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1 + extra[axis]
        padding.append(draw(st.integers(0, min(4, (reach - 1) // 2))))
    rng = np.random.default_rng(draw(st.integers(0, 2**31)))
    C, C_out = groups * draw(few), groups * draw(few)
    x, weight = rng.normal(size=(draw(few), C, *size)), rng.normal(size=(C, C_out // groups, *kernel))
    options = {"stride": stride, "padding": tuple(padding), "output_padding": extra}
    return x, weight, rng.normal(size=C_out), options | {"groups": groups, "dilation": dilation}


def with_gradients(function, *arrays):
    """Return torch's answer, a random dy, and torch's gradients of sum(dy * answer)."""
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    y = function(*tensors)
    dy = torch.tensor(np.random.default_rng(8).normal(size=y.shape))
    return as_numpy(y), as_numpy(dy), [as_numpy(gradient) for gradient in torch.autograd.grad(y, tensors, dy)]


def assert_operator_equals(backend, name, function, arrays, options):
    """Compare an operator and its backward pass with a function of torch; arrays end with the bias."""
    y, dy, gradients = with_gradients(lambda *tensors: function(*tensors), *arrays)
    assert_close(backend(name, *arrays, **options), y)
    found = backend(f"{name}_backward", dy, *arrays[:-1], **options)
    for gradient, expected in zip(found, gradients, strict=True):
        assert_close(gradient, expected)


@one_numpy_or_torch
@GENERATED
@given(drawn=transposed())
def test_conv_transpose2d_and_its_backward_equal_torch(backend, drawn):
    *arrays, options = drawn
    assert_operator_equals(
        backend, "conv_transpose2d", lambda *tensors: F.conv_transpose2d(*tensors, **options), arrays, options
    )


@one_numpy_or_torch
@GENERATED
@given(data=st.data())
def test_depthwise_conv2d_and_its_backward_equal_torch(backend, data):
    configuration = data.draw(configurations_for("depthwise"))
    x, weight, _ = configuration.arrays()
    bias = np.random.default_rng(1).normal(size=len(weight))
    options = {name: value for name, value in configuration.options.items() if name != "groups"}
    assert_operator_equals(
        backend,
        "depthwise_conv2d",
        lambda *tensors: F.conv2d(*tensors, **configuration.options),
        (x, weight, bias),
        options,
    )


@one_numpy_or_torch
@GENERATED
@given(data=st.data())
def test_separable_conv2d_and_its_backward_equal_torch(backend, data):
    configuration = data.draw(configurations_for("depthwise"))
    x, depthwise, _ = configuration.arrays()
    rng = np.random.default_rng(2)
    pointwise, bias = rng.normal(size=(5, len(depthwise), 1, 1)), rng.normal(size=5)
    options = {name: value for name, value in configuration.options.items() if name != "groups"}

    def function(x, depthwise, pointwise, bias):
        return F.conv2d(F.conv2d(x, depthwise, **configuration.options), pointwise, bias)

    assert_operator_equals(backend, "separable_conv2d", function, (x, depthwise, pointwise, bias), options)


@one_numpy_or_torch
@pytest.mark.parametrize("x_shape", [(2, 3, 5, 4), (1, 4, 1, 7), (3, 5, 17, 18)])
def test_pointwise_conv2d_and_its_backward_equal_torch(backend, x_shape):
    rng = np.random.default_rng(4)
    arrays = rng.normal(size=x_shape), rng.normal(size=(6, x_shape[1], 1, 1)), rng.normal(size=6)
    assert_operator_equals(backend, "pointwise_conv2d", F.conv2d, arrays, {})


@one_numpy_or_torch
def test_conv_transpose2d_is_the_adjoint_of_conv2d(backend):
    rng = np.random.default_rng(9)
    x, weight = rng.normal(size=(2, 4, 9, 8)), rng.normal(size=(6, 2, 3, 2))
    options = {"stride": (2, 3), "padding": 1, "groups": 2}
    y = backend("conv2d", x, weight, **options)
    c = rng.normal(size=y.shape)
    back = backend("conv_transpose2d", c, weight, **options, output_padding=(0, 2))
    assert back.shape == x.shape
    assert np.sum(y * c) == pytest.approx(np.sum(x * back))


@one_numpy_or_torch
def test_conv_transpose2d_paints_the_kernel_at_each_pixel(backend):
    x, weight = np.array([[[[1.0, 10, 100]]]]), np.array([[[[1.0, 2, 3]]]])
    assert backend("conv_transpose2d", x, weight, stride=2)[0, 0].tolist() == [[1, 2, 13, 20, 130, 200, 300]]


@one_numpy_or_torch
def test_depthwise_conv2d_puts_the_filters_of_a_channel_side_by_side(backend):
    x, weight = np.array([1.0, 100]).reshape(1, 2, 1, 1), np.array([1.0, 2, 3, 4]).reshape(4, 1, 1, 1)
    assert backend("depthwise_conv2d", x, weight).ravel().tolist() == [1, 2, 300, 400]


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ((5, 3), 7),
        ((4, 4, 2, 1), 8),  # the doubling layer of a DCGAN
        ((14, 3, 2, 1, 1), 28),
        ((5, 3, 1, 0, 1, 2), 10),
        (((2, 5), (3, 2), (1, 4)), (4, 18)),
        (((2, 5), 3, 2, (1, 0), (0, 1)), (3, 12)),
    ],
)
def test_conv_transpose2d_output_size_counts_by_hand(arguments, size):
    assert conv_transpose2d_output_size(*arguments) == size


def test_conv_transpose2d_output_size_names_cells_if_no_axis_is_known():
    with pytest.raises(ValueError, match=r"^padding 2 cuts 2\*2 cells off the output, but there are 4$"):
        conv_transpose2d_output_size(2, 3, padding=2)


# Numbers worked out by hand


@every_backend
def test_conv2d_does_not_flip_the_kernel(backend):
    x, weight = np.zeros((1, 1, 3, 4)), np.arange(6.0).reshape(1, 1, 2, 3)
    x[0, 0, 1, 1] = 1
    # The tap that meets the lone 1 runs backwards as the window moves on.
    assert backend("conv2d", x, weight)[0, 0].tolist() == [[4, 3], [1, 0]]


@every_backend
def test_conv2d_backward_gives_zero_to_pixels_that_no_window_reaches(backend):
    x, weight, dy = np.ones((1, 1, 4, 5)), np.ones((1, 1, 1, 2)), np.ones((1, 1, 2, 2))
    dx, _, _ = backend("conv2d_backward", dy, x, weight, stride=(3, 2))
    assert dx[0, 0].tolist() == [[1, 1, 1, 1, 0], [0] * 5, [0] * 5, [1, 1, 1, 1, 0]]


@every_backend
def test_im2col_puts_one_window_into_each_column(backend):
    x = np.arange(6).reshape(1, 1, 2, 3)
    assert backend("im2col", x, kernel_size=(2, 2))[0].tolist() == [[0, 1], [1, 2], [3, 4], [4, 5]]


@every_backend
def test_col2im_counts_the_windows_over_each_pixel(backend):
    counts = backend("col2im", np.ones((1, 4, 6)), input_shape=(1, 1, 3, 4), kernel_size=2)
    assert counts[0, 0].tolist() == [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]]


@every_backend
def test_conv2d_puts_the_extra_cell_of_same_padding_at_the_bottom_and_right(backend):
    y = backend("conv2d", np.ones((1, 1, 2, 3)), np.ones((1, 1, 2, 2)), padding="same")
    assert y[0, 0].tolist() == [[4, 4, 2], [2, 2, 1]]


# Promises about dtype, memory and views: ``everything`` calls each operator


OPTIONS = {"stride": (2, 1), "padding": (1, 0), "dilation": (1, 2), "groups": 2}


def example(dtype=np.float64):
    """Return x, weight, bias and dy that fit OPTIONS."""
    rng = np.random.default_rng(7)
    shapes = (2, 4, 5, 7), (6, 2, 3, 2), (6,), (2, 6, 3, 5)
    return [(10 * rng.normal(0.5, 1, shape)).astype(dtype) for shape in shapes]


def everything(backend, x, weight, bias, dy):
    """Return the result of each operator on one set of arrays."""
    columns = backend("im2col", x, kernel_size=(3, 2))
    return [
        backend("conv2d", x, weight, bias, **OPTIONS),
        *backend("conv2d_backward", dy, x, weight, **OPTIONS),
        *transposed_and_separable(backend, x, weight, bias, dy),
        columns,
        backend("col2im", columns, input_shape=x.shape, kernel_size=(3, 2)),
    ]


def transposed_and_separable(backend, x, weight, bias, dy):
    """Return the results of the other operators. As a transposed convolution, dy comes first."""
    options = {name: OPTIONS[name] for name in ("stride", "padding", "dilation")}
    per_channel, mix = weight[:4, :1], weight[:, :1, :1, :1] * weight[0, 0, 0, 0]
    mix = mix.repeat(4, axis=1) if isinstance(mix, np.ndarray) else mix.repeat(1, 4, 1, 1)
    return [
        backend("conv_transpose2d", dy, weight, bias[:4], **OPTIONS),
        *backend("conv_transpose2d_backward", x, dy, weight, **OPTIONS),
        backend("depthwise_conv2d", x, per_channel, bias[:4], **options),
        *backend("depthwise_conv2d_backward", dy[:, :4], x, per_channel, **options),
        backend("pointwise_conv2d", x, mix, bias),
        *backend("pointwise_conv2d_backward", backend("pointwise_conv2d", x, mix), x, mix),
        backend("separable_conv2d", x, per_channel, mix, bias, **options),
        *backend("separable_conv2d_backward", dy, x, per_channel, mix, **options),
    ]


@every_backend
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_operators_return_the_dtype_they_are_given(backend, dtype):
    assert {result.dtype for result in everything(backend, *example(dtype))} == {np.dtype(dtype)}


@every_backend
def test_float32_results_are_those_of_float64_up_to_rounding(backend):
    singles = example(np.float32)
    doubles = [array.astype(np.float64) for array in singles]
    for single, double in zip(everything(backend, *singles), everything(backend, *doubles), strict=True):
        assert_close(single, double, 1e-5)


@every_backend
@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.uint8, np.bool_])
def test_conv2d_and_its_backward_promote_integers_to_float64(backend, dtype):
    x, weight, bias, dy = (abs(array).astype(dtype) for array in example())
    exact = [array.astype(np.float64) for array in (x, weight, bias, dy)]
    for result, expected in zip(
        everything(backend, x, weight, bias, dy)[:-2], everything(backend, *exact)[:-2], strict=True
    ):
        assert result.dtype == np.float64
        np.testing.assert_array_equal(result, expected)


@every_backend
def test_im2col_keeps_integers(backend):
    assert backend("im2col", np.arange(12).reshape(1, 1, 3, 4), kernel_size=2, padding=1).dtype == np.int64


@every_backend
@pytest.mark.parametrize("wide", [0, 1, 2])
def test_conv2d_widens_to_the_widest_float_among_its_arrays(backend, wide):
    arrays = example(np.float32)[:3]
    arrays[wide] = arrays[wide].astype(np.float64)
    assert backend("conv2d", *arrays, **OPTIONS).dtype == np.float64


@pytest.mark.parametrize(("integers", "expected"), [(np.int8, np.float32), (np.int64, np.float64)])
def test_numpy_conv2d_mixes_integers_and_float32_as_result_type_does(integers, expected):
    x, weight, _, _ = example(np.float32)
    assert cnncourse.numpy.conv2d(x.astype(integers), weight, **OPTIONS).dtype == expected


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_torch_operators_sum_16_bit_floats_in_float32(dtype):
    # A running sum of ones in bfloat16 would stop at 256, in float16 at 2048.
    x, weight = torch.ones(1, 256, 4, 4, dtype=dtype), torch.ones(1, 256, 4, 4, dtype=dtype)
    y = cnncourse.torch.conv2d(x, weight)
    dx, dweight, dbias = cnncourse.torch.conv2d_backward(y, x, weight)
    counts = cnncourse.torch.col2im(torch.ones(1, 48 * 48, 48 * 48, dtype=dtype), (1, 1, 95, 95), 48)
    ones = torch.ones(1, 4096, 1, 1, dtype=dtype)
    z = cnncourse.torch.conv_transpose2d(ones, ones.reshape(4096, 1, 1, 1))
    dz = cnncourse.torch.conv_transpose2d_backward(ones[:, :1], ones, ones.reshape(4096, 1, 1, 1))
    separable = cnncourse.torch.separable_conv2d(ones, ones.reshape(4096, 1, 1, 1), ones)
    results = y, dx, dweight, dbias, counts, z, *dz, separable
    assert {tensor.dtype for tensor in results} == {dtype}
    assert y.item() == dbias.item() == z.item() == separable.item() == 4096
    assert counts[0, 0, 47, 47].item() == 48 * 48  # every window covers the central pixel


@every_backend
def test_operators_read_non_contiguous_views(backend):
    arrays = example()
    views = [np.moveaxis(np.moveaxis(array, 0, -1).copy(), -1, 0) for array in arrays]
    assert not any(view.flags.c_contiguous for view in views if view.ndim > 1)
    for result, expected in zip(everything(backend, *views), everything(backend, *arrays), strict=True):
        assert_close(result, expected, 1e-14)


def test_numpy_operators_read_views_with_negative_and_zero_strides():
    backend = Backend(cnncourse.numpy)
    x, weight, bias, dy = example()
    views = [x[:, ::-1, ::-1], np.broadcast_to(weight[:1], weight.shape), bias[::-1], dy[..., ::-1]]
    copies = [view.copy() for view in views]
    for result, expected in zip(everything(backend, *views), everything(backend, *copies), strict=True):
        assert_close(result, expected, 1e-14)


@pytest.mark.parametrize("backend", NUMPY)
def test_numpy_operators_accept_read_only_arrays(backend):
    arrays = example()
    for array in arrays:
        array.flags.writeable = False
    everything(backend, *arrays)  # a write would raise


@pytest.mark.parametrize("padding", [0, 1])
@every_backend
def test_operators_never_write_to_their_arguments(backend, padding):
    x, weight, bias, _ = arrays = example()
    options = OPTIONS | {"padding": padding}
    dy = np.ones_like(backend("conv2d", *arrays[:3], **options))
    tensors = [
        torch.as_tensor(a, device=backend.device).clone() if backend.device else a for a in (x, weight, bias, dy)
    ]
    before = [as_numpy(tensor).copy() for tensor in tensors]
    backend("conv2d", *tensors[:3], **options)
    backend("conv2d_backward", tensors[3], *tensors[:2], **options)
    columns = backend("im2col", tensors[0], kernel_size=1)
    backend("col2im", columns, input_shape=x.shape, kernel_size=1)
    for tensor, original in zip(tensors, before, strict=True):
        np.testing.assert_array_equal(as_numpy(tensor), original)


@pytest.mark.parametrize("algorithm", ["winograd", "pointwise", "depthwise"])
def test_algorithms_for_some_shapes_never_write_to_their_arguments(algorithm):
    K, groups = {"winograd": (3, 1), "pointwise": (1, 1), "depthwise": (2, 4)}[algorithm]
    x, weight = np.ones((2, 4, 8, 8)), np.ones((4, 4 // groups, K, K))
    x.flags.writeable = weight.flags.writeable = False  # a write would raise
    y = cnncourse.numpy.conv2d(x, weight, groups=groups, algorithm=algorithm)
    assert y.flags.writeable
    assert not np.shares_memory(x, y)


@pytest.mark.parametrize("backend", [NUMPY[1], TORCH[0]])
def test_im2col_returns_memory_of_its_own_even_for_a_1x1_kernel(backend):
    x = example()[0]
    columns = backend("im2col", x, kernel_size=1)
    assert not np.shares_memory(columns, x)
    assert columns.flags.writeable


@every_backend
def test_operators_accept_an_empty_batch(backend):
    x, weight, bias, dy = example()
    y, dx, dweight, dbias, *others, columns, back = everything(backend, x[:0], weight, bias, dy[:0])
    assert (y.shape, dx.shape, columns.shape) == ((0, 6, 3, 5), x[:0].shape, (0, 24, 18))
    assert back.shape == x[:0].shape
    assert dweight.tolist() == np.zeros(weight.shape).tolist()
    assert dbias.tolist() == [0] * 6
    full = transposed_and_separable(backend, x, weight, bias, dy)
    for empty, result in zip(others, full, strict=True):
        per_image = len(result) == len(x)  # outputs and dx; the others are gradients of parameters
        assert empty.shape == ((0, *result.shape[1:]) if per_image else result.shape)
        assert not empty.any()


def test_numpy_conv2d_reads_nested_lists():
    assert cnncourse.numpy.conv2d([[[[1, 2, 3]]]], [[[[1, 1]]]]).tolist() == [[[[3, 5]]]]


def test_torch_conv2d_calls_no_convolution_of_torch():
    class Recorder(TorchDispatchMode):
        names: set[str] = set()  # noqa: RUF012

        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            self.names.add(str(func))
            return func(*args, **(kwargs or {}))

    x, weight, bias, dy = map(torch.tensor, example())
    with Recorder() as recorder:
        cnncourse.torch.conv2d(x, weight, bias, **OPTIONS)
        cnncourse.torch.conv2d_backward(dy, x, weight, **OPTIONS)
        transposed_and_separable(Backend(cnncourse.torch), x, weight, bias, dy)
    assert any("mm" in name for name in recorder.names)
    assert not any("conv" in name or "im2col" in name for name in recorder.names)


# Refusals: the same words from both backends


def zeros(*shape):
    return np.zeros(shape)


REFUSALS = [
    ("conv2d", [zeros(2, 3, 5, 6), zeros(4, 2, 3, 3)], {"groups": 2},
     "x has 3 channels but weight expects 4 (weight.shape[1]=2, groups=2)"),
    ("conv2d", [zeros(2, 4, 5, 6), zeros(3, 2, 3, 3)], {"groups": 2},
     "weight has 3 filters (weight.shape[0]), which do not divide into groups=2"),
    ("conv2d", [zeros(3, 5, 6), zeros(4, 3, 3, 3)], {},
     "x has 3 dimensions, shape (3, 5, 6), but 4 are expected: (N, C, H, W)"),
    ("conv2d", [zeros(2, 3, 5, 6), zeros(3, 3)], {},
     "weight has 2 dimensions, shape (3, 3), but 4 are expected: (C_out, C/groups, KH, KW)"),
    ("conv2d", [zeros(2, 3, 5, 6), zeros(4, 3, 0, 3)], {}, "KH of weight must be at least 1, but is 0"),
    ("conv2d", [zeros(2, 3, 0, 6), zeros(4, 3, 1, 3)], {}, "H of x must be at least 1, but is 0"),
    ("conv2d", [zeros(2, 3, 5, 6), zeros(4, 3, 3, 3), zeros(3)], {},
     "bias has shape (3,) but (4,) is expected: one value per filter"),
    ("conv2d", [zeros(2, 3, 5, 6), zeros(4, 3, 7, 3)], {},
     "kernel 7 (dilation 1) does not fit into 5 + 2*0 rows: it spans 7 but there are 5. "
     "Use a smaller kernel, less dilation or more padding"),
    ("conv2d", [zeros(2, 3, 5, 6), zeros(4, 3, 3, 4)], {"dilation": 3, "padding": ((9, 9), (1, 2))},
     "kernel 4 (dilation 3) does not fit into 6 + (1 + 2) columns: it spans 10 but there are 9. "
     "Use a smaller kernel, less dilation or more padding"),
    ("conv2d", [zeros(2, 3, 5, 6), zeros(4, 3, 3, 3)], {"stride": 0}, "stride must be at least 1, but is 0"),
    ("conv2d", [zeros(2, 3, 5, 6), zeros(4, 3, 3, 3)], {"groups": 0}, "groups must be at least 1, but is 0"),
    ("conv2d", [zeros(2, 3, 5, 6), zeros(4, 3, 3, 3)], {"dilation": (1, 2.0)},
     "dilation must be a whole number, but is 2.0 (float)"),
    ("conv2d", [zeros(2, 3, 5, 6), zeros(4, 3, 3, 3)], {"padding": (1, -1)},
     "padding must be at least 0, but is -1"),
    ("conv2d", [zeros(2, 3, 5, 6), zeros(4, 3, 3, 3)], {"padding": "full"},
     "padding must be an integer, a pair (vertical, horizontal), ((top, bottom), (left, right)), "
     "\"same\" or \"valid\", but is 'full'"),
    ("conv2d_backward", [zeros(2, 4, 5, 6), zeros(2, 3, 5, 6), zeros(4, 3, 3, 3)], {},
     "dy has shape (2, 4, 5, 6) but (2, 4, 3, 4) is expected: the shape of conv2d(x, weight, ...)"),
    ("conv2d_backward", [zeros(2, 4, 3, 4), zeros(2, 3, 5, 6), zeros(4, 1, 3, 3)], {},
     "x has 3 channels but weight expects 1 (weight.shape[1]=1, groups=1)"),
    ("im2col", [zeros(5, 6)], {"kernel_size": 2},
     "x has 2 dimensions, shape (5, 6), but 4 are expected: (N, C, H, W)"),
    ("im2col", [zeros(1, 1, 5, 6)], {"kernel_size": (2, 3, 4)},
     "kernel_size must be a whole number or a pair (vertical, horizontal), but has 3 entries: (2, 3, 4)"),
    ("col2im", [zeros(1, 4, 6)], {"input_shape": (1, 1, 3, 5), "kernel_size": 2},
     "columns has shape (1, 4, 6) but (1, 4, 8) is expected: (N, C*KH*KW, OH*OW) of these arguments"),
    ("col2im", [zeros(1, 4, 6)], {"input_shape": (3, 5), "kernel_size": 2},
     "input_shape has 2 dimensions, shape (3, 5), but 4 are expected: (N, C, H, W)"),
    ("conv_transpose2d", [zeros(2, 3, 5, 6), zeros(4, 2, 3, 3)], {},
     "x has 3 channels but weight expects 4 (weight.shape[0])"),
    ("conv_transpose2d", [zeros(2, 3, 5, 6), zeros(3, 2, 3, 3)], {"groups": 2},
     "x has 3 channels, which do not divide into groups=2"),
    ("conv_transpose2d", [zeros(2, 3, 5, 6), zeros(3, 2, 3)], {},
     "weight has 3 dimensions, shape (3, 2, 3), but 4 are expected: (C, C_out/groups, KH, KW)"),
    ("conv_transpose2d", [zeros(2, 4, 5, 6), zeros(4, 3, 3, 3), zeros(3)], {"groups": 2},
     "bias has shape (3,) but (6,) is expected: one value per output channel"),
    ("conv_transpose2d", [zeros(2, 3, 5, 6), zeros(3, 2, 3, 3)], {"stride": (2, 3), "output_padding": 2},
     "output_padding must be less than the stride or the dilation, but is 2 where stride is 2 and dilation is 1"),
    ("conv_transpose2d", [zeros(2, 3, 1, 6), zeros(3, 2, 3, 3)], {"padding": 2},
     "padding 2 cuts 2*2 rows off the output, but there are 3"),
    ("conv_transpose2d", [zeros(2, 3, 5, 6), zeros(3, 2, 3, 3)], {"padding": -1},
     "padding must be at least 0, but is -1"),
    ("conv_transpose2d", [zeros(2, 3, 5, 6), zeros(3, 2, 3, 3)], {"output_padding": (0, -1)},
     "output_padding must be at least 0, but is -1"),
    ("conv_transpose2d", [zeros(2, 3, 5, 6), zeros(3, 2, 3, 3)], {"stride": 0},
     "stride must be at least 1, but is 0"),
    ("conv_transpose2d_backward", [zeros(2, 2, 6, 8), zeros(2, 3, 5, 6), zeros(3, 2, 3, 3)], {},
     "dy has shape (2, 2, 6, 8) but (2, 2, 7, 8) is expected: the shape of conv_transpose2d(x, weight, ...)"),
    ("conv_transpose2d_backward", [zeros(2, 2, 7, 8), zeros(2, 3, 5, 6), zeros(2, 3, 3, 3)], {},
     "x has 3 channels but weight expects 2 (weight.shape[0])"),
    ("depthwise_conv2d", [zeros(2, 3, 5, 6), zeros(6, 2, 3, 3)], {},
     "a depthwise filter sees 1 channel but weight.shape[1] is 2"),
    ("depthwise_conv2d", [zeros(2, 3, 5, 6), zeros(4, 1, 3, 3)], {},
     "weight has 4 filters (weight.shape[0]), no multiple of the 3 channels of x"),
    ("depthwise_conv2d", [zeros(2, 3, 5, 6), zeros(3, 3, 3)], {},
     "weight has 3 dimensions, shape (3, 3, 3), but 4 are expected: (C*m, 1, KH, KW)"),
    ("depthwise_conv2d", [zeros(2, 3, 5, 6), zeros(6, 1, 3, 3), zeros(3)], {},
     "bias has shape (3,) but (6,) is expected: one value per filter"),
    ("depthwise_conv2d", [zeros(2, 3, 5, 6), zeros(6, 1, 3, 7)], {},
     "kernel 7 (dilation 1) does not fit into 6 + 2*0 columns: it spans 7 but there are 6. "
     "Use a smaller kernel, less dilation or more padding"),
    ("depthwise_conv2d_backward", [zeros(2, 6, 3, 3), zeros(2, 3, 5, 6), zeros(6, 2, 3, 3)], {},
     "a depthwise filter sees 1 channel but weight.shape[1] is 2"),
    ("depthwise_conv2d_backward", [zeros(2, 6, 3, 3), zeros(2, 3, 5, 6), zeros(6, 1, 3, 3)], {},
     "dy has shape (2, 6, 3, 3) but (2, 6, 3, 4) is expected: the shape of conv2d(x, weight, ...)"),
    ("pointwise_conv2d", [zeros(2, 3, 5, 6), zeros(4, 3, 1, 2)], {},
     "a pointwise filter is 1x1 but those of weight are 1x2, weight.shape[2:]"),
    ("pointwise_conv2d", [zeros(2, 3, 5, 6), zeros(4, 2, 1, 1)], {},
     "x has 3 channels but weight expects 2 (weight.shape[1])"),
    ("pointwise_conv2d", [zeros(3, 5, 6), zeros(4, 3, 1, 1)], {},
     "x has 3 dimensions, shape (3, 5, 6), but 4 are expected: (N, C, H, W)"),
    ("pointwise_conv2d", [zeros(2, 3, 5, 6), zeros(4, 3)], {},
     "weight has 2 dimensions, shape (4, 3), but 4 are expected: (C_out, C, 1, 1)"),
    ("pointwise_conv2d_backward", [zeros(2, 4, 5, 6), zeros(2, 3, 5, 6), zeros(4, 2, 1, 1)], {},
     "x has 3 channels but weight expects 2 (weight.shape[1])"),
    ("pointwise_conv2d_backward", [zeros(2, 4, 5, 5), zeros(2, 3, 5, 6), zeros(4, 3, 1, 1)], {},
     "dy has shape (2, 4, 5, 5) but (2, 4, 5, 6) is expected: the shape of conv2d(x, weight, ...)"),
    ("separable_conv2d", [zeros(2, 3, 5, 6), zeros(6, 1, 3, 3), zeros(4, 3, 1, 1)], {},
     "depthwise_weight makes 6 channels (depthwise_weight.shape[0]) but pointwise_weight expects 3 "
     "(pointwise_weight.shape[1])"),
    ("separable_conv2d", [zeros(2, 3, 5, 6), zeros(6, 2, 3, 3), zeros(4, 6, 1, 1)], {},
     "a depthwise filter sees 1 channel but depthwise_weight.shape[1] is 2"),
    ("separable_conv2d", [zeros(2, 3, 5, 6), zeros(6, 1, 3, 3), zeros(4, 6, 3, 3)], {},
     "a pointwise filter is 1x1 but those of pointwise_weight are 3x3, pointwise_weight.shape[2:]"),
    ("separable_conv2d_backward", [zeros(2, 4, 3, 4), zeros(2, 3, 5, 6), zeros(5, 1, 3, 3), zeros(4, 5, 1, 1)], {},
     "depthwise_weight has 5 filters (depthwise_weight.shape[0]), no multiple of the 3 channels of x"),
    ("separable_conv2d_backward", [zeros(2, 4, 5, 6), zeros(2, 3, 5, 6), zeros(6, 1, 3, 3), zeros(4, 6, 1, 1)], {},
     "dy has shape (2, 4, 5, 6) but (2, 4, 3, 4) is expected: the shape of conv2d(x, weight, ...)"),
]  # fmt: skip


@every_backend
@pytest.mark.parametrize(("function", "arrays", "options", "message"), REFUSALS)
def test_operators_refuse_what_does_not_fit_and_state_both_numbers(backend, function, arrays, options, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        backend(function, *arrays, **options)
    assert str(refusal.value) == message


@every_backend
def test_conv2d_refuses_complex_numbers(backend):
    x, weight, _, _ = example()
    with pytest.raises(ValueError, match=r"^x must hold real numbers, but its dtype is complex128$"):
        backend("conv2d", x + 1j, weight, **OPTIONS)


def test_numpy_conv2d_refuses_text():
    with pytest.raises(ValueError, match=r"^x must be an array of numbers, but is array\("):
        cnncourse.numpy.conv2d(np.full((1, 1, 2, 2), "a"), np.full((1, 1, 2, 2), "a"))


@pytest.mark.parametrize("function", ["conv2d", "conv2d_backward"])
def test_numpy_operators_refuse_an_unknown_algorithm(function):
    x, weight, bias, dy = example()
    arrays = (x, weight, bias) if function == "conv2d" else (dy, x, weight)
    names = '"auto", "loops", "im2col", "tiled", "shifted"'
    if function == "conv2d":
        names += ', "winograd", "pointwise", "depthwise"'
    with pytest.raises(ValueError, match=f"^algorithm must be one of {names}, but is 'fft'$"):
        getattr(cnncourse.numpy, function)(*arrays, **OPTIONS, algorithm="fft")


# Imports


@pytest.mark.parametrize(
    ("modules", "absent"),
    [("cnncourse, cnncourse.shapes", "numpy"), ("cnncourse, cnncourse.shapes, cnncourse.numpy", "torch")],
)
def test_import_stays_light(modules, absent):
    code = f"import sys, {modules}; sys.exit({absent!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_import_of_the_torch_operators_says_how_to_get_torch():
    code = "import sys; sys.modules['torch'] = None; import cnncourse.torch"
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert run.returncode != 0
    assert "cnncourse.torch needs torch, which is not installed: see https://pytorch.org" in run.stderr
