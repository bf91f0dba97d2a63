"""The pooling operators against torch.nn.functional, both backends in the same tests."""

from dataclasses import dataclass

import numpy as np
import pytest
from backends import Backend, as_numpy, assert_close, central_differences, every_backend, operators_called_by
from hypothesis import given, settings
from hypothesis import strategies as st

import cnncourse.numpy
from cnncourse import shapes

torch = pytest.importorskip("torch", reason="torch is the oracle here: install cnncourse with its extra [torch]")

import torch.nn.functional as F  # noqa: E402

import cnncourse.torch  # noqa: E402

GENERATED = settings(max_examples=150, derandomize=True, deadline=None, database=None)


# Generated configurations, and torch's answers to them

few = st.integers(1, 3)
CONTENTS = ("normal", "ties below zero", "NaN", "-inf")
DTYPES = (np.float32, np.int64, np.int32, np.uint8)


@dataclass(frozen=True)
class Pooling:
    """A pooling: the shape of x, what it holds, how it lies in memory, and the options of both kinds."""

    x_shape: tuple
    content: str
    dtype: type
    channels_last: bool
    options: dict  # of max_pool2d
    averaging: dict  # of avg_pool2d, besides the options that both have
    seed: int

    def x(self, dtype=None):
        rng = np.random.default_rng(self.seed)
        x = rng.normal(0.5, 1, self.x_shape)
        if self.content == "ties below zero":
            x = rng.integers(-3, 0, self.x_shape).astype(float)
        elif self.content != "normal":
            x = np.where(rng.random(self.x_shape) < 0.3, float(self.content), x)
        if self.channels_last:
            x = np.moveaxis(np.moveaxis(x, 1, -1).copy(), -1, 1)
        return x.astype(dtype or np.float64)

    def dy(self, shape):
        return np.random.default_rng(self.seed + 1).normal(0.5, 1, shape)

    @property
    def average_options(self):
        return {name: value for name, value in self.options.items() if name != "dilation"} | self.averaging


@st.composite
def poolings(draw, dilated=True, contents=CONTENTS):
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    dilation = draw(st.tuples(few, few)) if dilated else (1, 1)
    stride = draw(st.one_of(st.none(), st.tuples(st.integers(1, 4), st.integers(1, 4))))
    # At least as large as the dilation, so that no window sees padding alone. torch takes those too.
    fits = [max(d, d * (k - 1) + 1 - 2 * p) for d, k, p in zip(dilation, kernel, padding, strict=True)]
    size = tuple(smallest + draw(st.integers(0, 6)) for smallest in fits)
    return Pooling(
        x_shape=(draw(few), draw(few), *size),
        content=draw(st.sampled_from(contents)),
        dtype=draw(st.sampled_from(DTYPES)),
        channels_last=draw(st.booleans()),
        options={
            "kernel_size": kernel[0] if kernel[0] == kernel[1] else kernel,
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "ceil_mode": draw(st.booleans()),
        },
        averaging={
            "count_include_pad": draw(st.booleans()),
            "divisor_override": draw(st.one_of(st.none(), few)),
        },
        seed=draw(st.integers(0, 2**31)),
    )


def gradient(function, dy, x):
    """Return the gradient by torch's autograd."""
    x = torch.tensor(x, requires_grad=True)
    return as_numpy(torch.autograd.grad(function(x), x, torch.tensor(dy))[0])


# Maximum


@every_backend
@GENERATED
@given(pooling=poolings())
def test_max_pool2d_chooses_the_values_and_the_indices_of_torch(backend, pooling):
    x = pooling.x()
    expected, places = F.max_pool2d(torch.tensor(x), **pooling.options, return_indices=True)
    y, indices = backend("max_pool2d", x, **pooling.options, return_indices=True)
    np.testing.assert_array_equal(y, as_numpy(expected))
    np.testing.assert_array_equal(indices, as_numpy(places), strict=True)
    np.testing.assert_array_equal(backend("max_pool2d", x, **pooling.options), y)


@every_backend
@GENERATED
@given(pooling=poolings(contents=CONTENTS[:2]))
def test_max_pool2d_keeps_the_dtype_and_chooses_what_torch_does(backend, pooling):
    x = (10 * pooling.x()).astype(pooling.dtype)
    # float64 holds all these values exactly; torch refuses bytes in some memory layouts.
    expected = as_numpy(F.max_pool2d(torch.tensor(x.astype(np.float64)), **pooling.options))
    np.testing.assert_array_equal(backend("max_pool2d", x, **pooling.options), expected.astype(x.dtype), strict=True)


@every_backend
@GENERATED
@given(pooling=poolings())
def test_max_pool2d_backward_equals_the_autograd_of_torch(backend, pooling):
    x = pooling.x()
    dy = pooling.dy(F.max_pool2d(torch.tensor(x), **pooling.options).shape)
    expected = gradient(lambda x: F.max_pool2d(x, **pooling.options), dy, x)
    assert_close(backend("max_pool2d_backward", dy, x, **pooling.options), expected)


@GENERATED
@given(pooling=poolings())
def test_max_pool2d_of_the_torch_backend_is_differentiated_by_autograd(pooling):
    x = pooling.x()
    dy = pooling.dy(F.max_pool2d(torch.tensor(x), **pooling.options).shape)
    expected = gradient(lambda x: F.max_pool2d(x, **pooling.options), dy, x)
    assert_close(gradient(lambda x: cnncourse.torch.max_pool2d(x, **pooling.options), dy, x), expected)


@every_backend
def test_max_pool2d_ignores_the_padding_of_an_all_negative_image(backend):
    x = -np.arange(1.0, 13).reshape(1, 1, 3, 4)
    assert backend("max_pool2d", x, 3, 2, 1)[0, 0].tolist() == [[-1, -2], [-5, -6]]


@every_backend
@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_max_pool2d_finds_the_smallest_integer_in_an_image_of_it(backend, dtype):
    lowest = np.iinfo(dtype).min
    y, indices = backend("max_pool2d", np.full((1, 1, 2, 3), lowest, dtype), 2, 2, 1, return_indices=True)
    assert (y.tolist(), indices.tolist()) == ([[[[lowest] * 2] * 2]], [[[[0, 1], [3, 4]]]])


@every_backend
def test_max_pool2d_names_the_first_of_equal_pixels_row_by_row(backend):
    x = np.array([[1.0, 5, 5], [5, 5, 1]]).reshape(1, 1, 2, 3)
    y, indices = backend("max_pool2d", x, 2, 1, return_indices=True)
    assert (y.tolist(), indices.tolist()) == ([[[[5, 5]]]], [[[[1, 1]]]])


@every_backend
@pytest.mark.parametrize("function", ["max_pool2d", "adaptive_max_pool2d"])
def test_max_pooling_names_the_last_of_several_nan_as_torch_does(backend, function):
    x = np.array([[1, np.nan, 2], [9, np.nan, 3]]).reshape(1, 1, 2, 3)
    options = {"kernel_size": (2, 3)} if function == "max_pool2d" else {"output_size": 1}
    y, indices = backend(function, x, **options, return_indices=True)
    assert np.isnan(y).all()
    assert indices.tolist() == [[[[4]]]]


@every_backend
def test_max_pool2d_backward_gives_each_window_of_equal_pixels_one_winner(backend):
    dx = backend("max_pool2d_backward", np.array([[[[3.0, 5]]]]), np.zeros((1, 1, 2, 4)), 2)
    assert dx[0, 0].tolist() == [[3, 0, 5, 0], [0, 0, 0, 0]]


@every_backend
def test_max_pool2d_backward_sends_an_infinite_gradient_to_the_winner_alone(backend):
    dx = backend("max_pool2d_backward", np.full((1, 1, 1, 1), np.inf), np.arange(4.0).reshape(1, 1, 2, 2), 2)
    assert dx[0, 0].tolist() == [[0, 0], [0, np.inf]]


@every_backend
def test_max_pool2d_backward_adds_up_what_a_winner_of_several_windows_gets(backend):
    x = np.zeros((1, 1, 3, 4))
    x[0, 0, 1, 1] = 7
    dy = np.array([[1.0, 2, 4], [8, 16, 32]]).reshape(1, 1, 2, 3)
    # Windows (0, 2) and (1, 2) lie beside the 7. Of their equal zeros the first wins.
    dx = backend("max_pool2d_backward", dy, x, 2, 1)
    assert dx[0, 0].tolist() == [[0, 0, 4, 0], [0, 27, 32, 0], [0, 0, 0, 0]]


# Average


@every_backend
@GENERATED
@given(pooling=poolings(dilated=False))
def test_avg_pool2d_equals_torch(backend, pooling):
    x, options = pooling.x(), pooling.average_options
    expected = as_numpy(F.avg_pool2d(torch.tensor(x), **options))
    y = backend("avg_pool2d", x, **options)
    np.testing.assert_allclose(y, expected, rtol=1e-10, atol=1e-12)  # NaN and -inf at the same places


@every_backend
@GENERATED
@given(pooling=poolings(dilated=False))
def test_avg_pool2d_backward_equals_the_autograd_of_torch(backend, pooling):
    options = pooling.average_options
    dy = pooling.dy(F.avg_pool2d(torch.zeros(pooling.x_shape), **options).shape)
    expected = gradient(lambda x: F.avg_pool2d(x, **options), dy, np.zeros(pooling.x_shape))
    assert_close(backend("avg_pool2d_backward", dy, pooling.x_shape, **options), expected)


@GENERATED
@given(pooling=poolings(dilated=False))
def test_avg_pool2d_of_the_torch_backend_is_differentiated_by_autograd(pooling):
    options = pooling.average_options
    x = pooling.x()
    dy = pooling.dy(F.avg_pool2d(torch.tensor(x), **options).shape)
    expected = gradient(lambda x: F.avg_pool2d(x, **options), dy, x)
    assert_close(gradient(lambda x: cnncourse.torch.avg_pool2d(x, **options), dy, x), expected)


@every_backend
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [[4 / 9, 4 / 9], [4 / 9, 4 / 9]]),
        ({"count_include_pad": False}, [[1, 1], [1, 1]]),
        ({"divisor_override": 2}, [[2, 2], [2, 2]]),
        # The one window hangs over on two sides: of its 3 x 3 cells, 2 x 2 are left.
        ({"ceil_mode": True, "padding": 0, "stride": 2}, [[1]]),
        ({"ceil_mode": True, "kernel_size": 2, "stride": 2}, [[1 / 4, 1 / 4], [1 / 4, 1 / 4]]),
    ],
)
def test_avg_pool2d_divides_by_the_numbers_worked_out_by_hand(backend, options, expected):
    x = np.ones((1, 1, 2, 2))
    y = backend("avg_pool2d", x, **{"kernel_size": 3, "stride": 1, "padding": 1} | options)
    np.testing.assert_allclose(y[0, 0], expected)


@every_backend
def test_avg_pool2d_divides_a_window_over_the_edge_by_what_is_left_of_it(backend):
    # Padded, a row of 4 has 6 cells. Windows of 3 start at 0, 2 and 4, and the last one holds 2 cells: 1 and a zero.
    options = {"kernel_size": (1, 3), "stride": (1, 2), "padding": (0, 1), "ceil_mode": True}
    x = np.ones((1, 1, 1, 4))
    np.testing.assert_allclose(backend("avg_pool2d", x, **options)[0, 0, 0], [2 / 3, 1, 1 / 2])
    options["count_include_pad"] = False
    np.testing.assert_allclose(backend("avg_pool2d", x, **options)[0, 0, 0], [1, 1, 1])


@every_backend
def test_avg_pool2d_backward_shares_each_gradient_equally(backend):
    dx = backend("avg_pool2d_backward", np.array([[[[4.0, 8]]]]), (1, 1, 2, 5), 2)
    assert dx[0, 0].tolist() == [[1, 1, 2, 2, 0]] * 2


# Global and adaptive pooling


@every_backend
@GENERATED
@given(pooling=poolings())
def test_global_pooling_equals_adaptive_pooling_of_torch_to_one_pixel(backend, pooling):
    x = pooling.x()
    assert_same = np.testing.assert_allclose
    assert_same(backend("global_avg_pool2d", x), as_numpy(F.adaptive_avg_pool2d(torch.tensor(x), 1)), 1e-10, 1e-12)
    assert_same(backend("global_max_pool2d", x), as_numpy(F.adaptive_max_pool2d(torch.tensor(x), 1)), 0)
    dy = pooling.dy((*x.shape[:2], 1, 1))
    expected = gradient(lambda x: F.adaptive_avg_pool2d(x, 1), dy, x)
    assert_close(backend("global_avg_pool2d_backward", dy, x.shape), expected)
    expected = gradient(lambda x: F.adaptive_max_pool2d(x, 1), dy, x)
    assert_close(backend("global_max_pool2d_backward", dy, x), expected)


wanted = st.one_of(st.none(), st.integers(1, 9))  # larger than x now and then


@every_backend
@GENERATED
@given(pooling=poolings(), size=st.one_of(st.integers(1, 9), st.tuples(wanted, wanted)))
def test_adaptive_pooling_equals_torch(backend, pooling, size):
    x = pooling.x()
    averages = as_numpy(F.adaptive_avg_pool2d(torch.tensor(x), size))
    np.testing.assert_allclose(backend("adaptive_avg_pool2d", x, size), averages, 1e-10, 1e-12)
    expected, places = F.adaptive_max_pool2d(torch.tensor(x), size, return_indices=True)
    y, indices = backend("adaptive_max_pool2d", x, size, return_indices=True)
    np.testing.assert_array_equal(y, as_numpy(expected))
    np.testing.assert_array_equal(indices, as_numpy(places), strict=True)
    np.testing.assert_array_equal(backend("adaptive_max_pool2d", x, size), y)


@every_backend
@GENERATED
@given(pooling=poolings(), size=st.one_of(st.integers(1, 9), st.tuples(wanted, wanted)))
def test_adaptive_backward_equals_the_autograd_of_torch(backend, pooling, size):
    x = pooling.x()
    dy = pooling.dy(F.adaptive_avg_pool2d(torch.tensor(x), size).shape)
    expected = gradient(lambda x: F.adaptive_avg_pool2d(x, size), dy, x)
    assert_close(backend("adaptive_avg_pool2d_backward", dy, x.shape), expected)
    expected = gradient(lambda x: F.adaptive_max_pool2d(x, size), dy, x)
    assert_close(backend("adaptive_max_pool2d_backward", dy, x, size), expected)


@GENERATED
@given(pooling=poolings(), size=st.tuples(wanted, wanted))
def test_global_and_adaptive_pooling_of_the_torch_backend_are_differentiated_by_autograd(pooling, size):
    x = pooling.x()
    for kind in ("avg", "max"):
        ours, theirs = (getattr(module, f"adaptive_{kind}_pool2d") for module in (cnncourse.torch, F))
        dy = pooling.dy(F.adaptive_avg_pool2d(torch.tensor(x), size).shape)
        assert_close(gradient(lambda x, f=ours: f(x, size), dy, x), gradient(lambda x, f=theirs: f(x, size), dy, x))
        ours, dy = getattr(cnncourse.torch, f"global_{kind}_pool2d"), dy[:, :, :1, :1]
        assert_close(gradient(ours, dy, x), gradient(lambda x, f=theirs: f(x, 1), dy, x))


# Unpooling


@every_backend
@GENERATED
@given(pooling=poolings(dilated=False, contents=CONTENTS[:2]), exact=st.booleans())
def test_max_unpool2d_and_its_backward_equal_torch(backend, pooling, exact):
    x = pooling.x()
    options = {name: pooling.options[name] for name in ("kernel_size", "stride", "padding")}
    y, indices = F.max_pool2d(torch.tensor(x), **options, return_indices=True)
    if exact:
        options["output_size"] = x.shape
    try:
        expected = F.max_unpool2d(y, indices, **options)
    except (RuntimeError, ValueError):  # the image was larger than the formula says: an index names no pixel
        expected = torch.empty(0)
    if expected.numel() == 0:  # torch gives an empty image where the formula does
        with pytest.raises(ValueError, match=r"indices hold|output_size"):
            backend("max_unpool2d", as_numpy(y), as_numpy(indices), **options)
        return
    np.testing.assert_array_equal(backend("max_unpool2d", as_numpy(y), as_numpy(indices), **options), expected)
    dy = pooling.dy(expected.shape)
    dx = gradient(lambda y: F.max_unpool2d(y, indices, **options), dy, as_numpy(y))
    assert_close(backend("max_unpool2d_backward", dy, as_numpy(indices)), dx)
    assert_close(gradient(lambda y: cnncourse.torch.max_unpool2d(y, indices, **options), dy, as_numpy(y)), dx)


@every_backend
def test_max_unpool2d_puts_each_maximum_back_where_it_was(backend):
    x = np.array([[1, 2, 6, 3], [3, 5, 2, 1]]).reshape(1, 1, 2, 4)
    y, indices = backend("max_pool2d", x, 2, return_indices=True)
    assert backend("max_unpool2d", y, indices, 2)[0, 0].tolist() == [[0, 0, 6, 0], [0, 5, 0, 0]]


@every_backend
@pytest.mark.parametrize("dtype", [np.int32, np.uint8])
def test_max_unpool2d_takes_indices_of_any_integer_dtype_and_keeps_integers(backend, dtype):
    x, indices = np.array([[[[7]]]], np.int32), np.array([[[[2]]]], dtype)
    y = backend("max_unpool2d", x, indices, 2)
    assert (y.dtype, y.tolist()) == (np.int32, [[[[0, 0], [7, 0]]]])
    assert backend("max_unpool2d_backward", np.arange(4.0).reshape(1, 1, 2, 2), indices).tolist() == [[[[2]]]]


# Gradients without any autograd: central differences. Averages are linear; the pixels for maxima lie far apart.


DIFFERENCES = [
    ("max_pool2d", {"kernel_size": (3, 2), "stride": (2, 1), "padding": 1, "dilation": (1, 2), "ceil_mode": True}),
    ("avg_pool2d", {"kernel_size": (3, 2), "stride": 2, "padding": 1, "ceil_mode": True}),
    ("adaptive_avg_pool2d", {"output_size": (3, 4)}),
    ("adaptive_max_pool2d", {"output_size": (3, 4)}),
    ("global_avg_pool2d", {}),
    ("global_max_pool2d", {}),
]


@every_backend
@pytest.mark.parametrize(("function", "options"), DIFFERENCES)
def test_backward_equals_central_differences(backend, function, options):
    rng = np.random.default_rng(3)
    x = rng.permutation(2 * 2 * 5 * 6).reshape(2, 2, 5, 6) / 10
    dy = rng.normal(size=backend(function, x, **options).shape)
    differences = central_differences(lambda x: np.sum(dy * backend(function, x, **options)), x, step=1e-3)
    if function == "adaptive_avg_pool2d":
        options = {}
    dx = backend(f"{function}_backward", dy, x if "max" in function else x.shape, **options)
    assert_close(dx, differences, 1e-8)


# Promises about dtype, memory and views

OPTIONS = {"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 0), "ceil_mode": True}


def example(dtype=np.float64):
    """Return x and gradients of the outputs of OPTIONS, of a global pooling, and of an unpooling by 2."""
    rng = np.random.default_rng(7)
    wanted = (2, 3, 5, 7), (2, 3, 3, 6), (2, 3, 1, 1), (2, 3, 10, 14)
    return [(10 * rng.normal(0.5, 1, shape)).astype(dtype) for shape in wanted]


def everything(backend, x, dy, dglobal, dlarge):
    """Return the result of each operator on one set of arrays; the first five choose, the others compute."""
    H, W = x.shape[2:]
    indices = np.broadcast_to(2 * np.arange(H * W).reshape(H, W), x.shape).copy()
    choosing = [
        *backend("max_pool2d", x, **OPTIONS, return_indices=True)[:1],
        backend("max_pool2d", x, **OPTIONS),
        backend("global_max_pool2d", x),
        backend("adaptive_max_pool2d", x, (3, 6)),
        backend("max_unpool2d", x, indices, 2),
    ]
    return choosing + [
        backend("avg_pool2d", x, **OPTIONS),
        backend("global_avg_pool2d", x),
        backend("adaptive_avg_pool2d", x, (3, 6)),
        backend("adaptive_avg_pool2d", x, (1, 7)),
        backend("max_pool2d_backward", dy, x, **OPTIONS),
        backend("avg_pool2d_backward", dy, x.shape, **OPTIONS),
        backend("global_avg_pool2d_backward", dglobal, x.shape),
        backend("global_max_pool2d_backward", dglobal, x),
        backend("adaptive_avg_pool2d_backward", dy, x.shape),
        backend("adaptive_max_pool2d_backward", dy, x, (3, 6)),
        backend("max_unpool2d_backward", dlarge, indices),
    ]


@every_backend
def test_float32_results_are_those_of_float64_up_to_rounding(backend):
    singles = example(np.float32)
    doubles = [array.astype(np.float64) for array in singles]
    for single, double in zip(everything(backend, *singles), everything(backend, *doubles), strict=True):
        assert_close(single, double, 1e-5)


@every_backend
@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.uint8])
def test_maxima_keep_integers_and_averages_and_gradients_promote_them_to_float64(backend, dtype):
    arrays = [abs(array).astype(dtype) for array in example()]
    exact = [array.astype(np.float64) for array in arrays]
    results = everything(backend, *arrays)
    for number, (result, expected) in enumerate(zip(results, everything(backend, *exact), strict=True)):
        assert result.dtype == (dtype if number < 5 else np.float64)
        np.testing.assert_array_equal(result, expected)


def test_numpy_operators_accept_read_only_arrays_and_views_with_negative_strides():
    views = [array[:, ::-1, ::-1] for array in example()]
    copies = [view.copy() for view in views]
    for view in views:
        view.flags.writeable = False
    backend = Backend(cnncourse.numpy)
    for result, expected in zip(everything(backend, *views), everything(backend, *copies), strict=True):
        assert_close(result, expected, 1e-14)


@every_backend
def test_operators_return_memory_of_their_own_even_for_1x1_windows(backend):
    x = example()[0]
    for function, options in [("max_pool2d", {"kernel_size": 1}), ("avg_pool2d", {"kernel_size": 1})] + [
        (f"adaptive_{kind}_pool2d", {"output_size": (None, None)}) for kind in ("avg", "max")
    ]:
        y = backend(function, x, **options)
        np.testing.assert_array_equal(y, x)
        assert not np.shares_memory(y, x)
    dx = backend("global_avg_pool2d_backward", example()[2], x.shape)
    assert dx.flags.writeable
    dx[...] = 0  # a broadcast view would refuse


def test_numpy_operators_work_through_more_planes_than_fit_into_one_tile(monkeypatch):
    backend = Backend(cnncourse.numpy)
    expected = everything(backend, *example())
    monkeypatch.setattr("cnncourse.numpy.pooling.TILE", 4 * 5 * 7 * 8)  # four of the six planes of x
    for result, whole in zip(everything(backend, *example()), expected, strict=True):
        np.testing.assert_array_equal(result, whole)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_torch_operators_sum_16_bit_floats_in_float32(dtype):
    # A running sum of ones in bfloat16 would stop at 256, in float16 at 2048.
    ones = torch.ones(1, 1, 64, 64, dtype=dtype)
    dy = torch.ones(1, 1, 64, 64, dtype=dtype)
    sums = [
        cnncourse.torch.avg_pool2d(ones, 64, divisor_override=1),
        cnncourse.torch.adaptive_avg_pool2d(ones, 1) * 4096,
        cnncourse.torch.global_avg_pool2d(ones) * 4096,
        cnncourse.torch.avg_pool2d_backward(dy, (1, 1, 127, 127), 64, 1, divisor_override=1)[:, :, 63:64, 63:64],
        cnncourse.torch.adaptive_max_pool2d_backward(dy, torch.ones(1, 1, 1, 1, dtype=dtype), 64),
    ]
    assert {tensor.dtype for tensor in sums} == {dtype}
    assert [tensor.item() for tensor in sums] == [4096] * 5


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_torch_max_pool2d_keeps_16_bit_floats(dtype):
    x = torch.randn(2, 3, 5, 6, generator=torch.Generator().manual_seed(0)).to(dtype)
    y = cnncourse.torch.max_pool2d(x, 3, 2, 1)
    assert y.dtype == dtype
    assert torch.equal(y, F.max_pool2d(x, 3, 2, 1))


def test_torch_operators_call_no_pooling_of_torch():
    names = operators_called_by(everything, Backend(cnncourse.torch, device="cpu"), *example())
    assert "gather" in names
    assert not any("pool" in name for name in names)


# The number of windows


@settings(GENERATED, max_examples=600)
@given(
    size=st.integers(1, 12),
    kernel=st.integers(1, 6),
    stride=st.one_of(st.none(), st.integers(1, 8)),
    padding=st.integers(0, 3),
    dilation=st.integers(1, 4),
    ceil_mode=st.booleans(),
)
def test_pool_output_size_agrees_with_torch_or_both_refuse(size, kernel, stride, padding, dilation, ceil_mode):
    options = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    x = torch.arange(1.0, size + 1)[None]
    try:
        y, indices = F.max_pool1d(x[None], kernel, **options, return_indices=True)
    except RuntimeError:
        with pytest.raises(ValueError, match=r"does not fit into|more than half"):
            shapes.pool_output_size(size, kernel, **options)
        return
    if torch.isinf(y).any():  # a window without a pixel: torch gives -inf and an index that may not exist
        with pytest.raises(ValueError, match="sees padding alone"):
            shapes.pool_output_size(size, kernel, **options)
    else:
        assert shapes.pool_output_size(size, kernel, **options) == y.shape[-1] == indices.shape[-1]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((224, 2), 112),
        ((112, 3, 2, 1), 56),
        ((6, 3, 2), 2),
        ((6, 3, 2, 0, 1, True), 3),
        ((5, 2, 2, 1, 1, True), 3),  # a fourth window would start behind the input
        ((5, 2, 3, 0, 3), 1),
        ((5, 7, 7, 0, 1, True), 1),  # ceil_mode lets a window hang over by less than a stride
    ],
)
def test_pool_output_size_equals_numbers_worked_out_by_hand(arguments, expected):
    assert shapes.pool_output_size(*arguments) == expected


def test_pool_output_size_gives_a_pair_if_any_argument_is_one():
    assert shapes.pool_output_size((7, 9), 3, 2) == (3, 4)
    assert shapes.pool_output_size(9, 3, (2, 3)) == (4, 3)


# Refusals: the same words from both backends


def zeros(*shape, dtype=float):
    return np.zeros(shape, dtype)


X, PLACES = zeros(2, 3, 5, 6), zeros(2, 3, 2, 3, dtype=int)
REFUSALS = [
    ("max_pool2d", [zeros(3, 5, 6)], {"kernel_size": 2},
     "x has 3 dimensions, shape (3, 5, 6), but 4 are expected: (N, C, H, W)"),
    ("avg_pool2d", [zeros(2, 3, 5, 0)], {"kernel_size": 2}, "W of x must be at least 1, but is 0"),
    ("global_avg_pool2d", [zeros(2, 3)], {}, "x has 2 dimensions, shape (2, 3), but 4 are expected: (N, C, H, W)"),
    ("global_max_pool2d", [zeros(2, 0, 5, 6)], {}, "C of x must be at least 1, but is 0"),
    ("max_pool2d", [X], {"kernel_size": 2, "stride": 0}, "stride must be at least 1, but is 0"),
    ("max_pool2d", [X], {"kernel_size": 0}, "kernel_size must be at least 1, but is 0"),
    ("max_pool2d", [X], {"kernel_size": 2, "dilation": (1, -1)}, "dilation must be at least 1, but is -1"),
    ("avg_pool2d", [X], {"kernel_size": 2.0}, "kernel_size must be a whole number, but is 2.0 (float)"),
    ("max_pool2d", [X], {"kernel_size": 3, "padding": 2},
     "padding 2 is more than half of kernel_size 3: a window could see padding alone. Use at most 1"),
    ("avg_pool2d", [X], {"kernel_size": (4, 1), "padding": (2, 1)},
     "padding 1 is more than half of kernel_size 1: a window could see padding alone. Use at most 0"),
    ("max_pool2d", [X], {"kernel_size": 2, "padding": -1}, "padding must be at least 0, but is -1"),
    ("max_pool2d", [X], {"kernel_size": (2, 7)},
     "kernel 7 (dilation 1) does not fit into 6 + 2*0 columns: it spans 7 but there are 6. "
     "Use a smaller kernel, less dilation or more padding"),
    ("max_pool2d", [zeros(1, 1, 2, 6)], {"kernel_size": 2, "padding": 1, "dilation": (3, 1), "stride": 1},
     "dilation 3 steps over all 2 rows: a window that starts at -1 sees padding alone"),
    ("avg_pool2d", [X], {"kernel_size": 2, "divisor_override": 0}, "divisor_override must be at least 1, but is 0"),
    ("adaptive_avg_pool2d", [X], {"output_size": (2, 0)}, "output_size must be at least 1, but is 0"),
    ("adaptive_max_pool2d", [X], {"output_size": (2, 2, 2)},
     "output_size must be a whole number or a pair (vertical, horizontal), but has 3 entries: (2, 2, 2)"),
    ("adaptive_max_pool2d", [X], {"output_size": None},
     "output_size must be a whole number, but is None (NoneType)"),
    ("max_pool2d_backward", [zeros(2, 3, 2, 2), X], {"kernel_size": 2},
     "dy has shape (2, 3, 2, 2) but (2, 3, 2, 3) is expected: the shape of max_pool2d(x, ...)"),
    ("avg_pool2d_backward", [zeros(2, 3, 2, 2), (2, 3, 5, 6)], {"kernel_size": 2},
     "dy has shape (2, 3, 2, 2) but (2, 3, 2, 3) is expected: the shape of avg_pool2d(x, ...)"),
    ("avg_pool2d_backward", [zeros(2, 3, 2, 2), (5, 6)], {"kernel_size": 2},
     "x_shape has 2 dimensions, shape (5, 6), but 4 are expected: (N, C, H, W)"),
    ("global_avg_pool2d_backward", [zeros(2, 3), (2, 3, 5, 6)], {},
     "dy has shape (2, 3) but (2, 3, 1, 1) is expected: the shape of global_avg_pool2d(x)"),
    ("global_max_pool2d_backward", [zeros(2, 3), X], {},
     "dy has shape (2, 3) but (2, 3, 1, 1) is expected: the shape of global_max_pool2d(x)"),
    ("adaptive_avg_pool2d_backward", [zeros(2, 4, 2, 2), (2, 3, 5, 6)], {},
     "dy has shape (2, 4, 2, 2) but (2, 3, 2, 2) is expected: N and C are those of x_shape"),
    ("adaptive_avg_pool2d_backward", [zeros(2, 3), (2, 3, 5, 6)], {},
     "dy has 2 dimensions, shape (2, 3), but 4 are expected: (N, C, H, W)"),
    ("adaptive_max_pool2d_backward", [zeros(2, 3, 2, 2), X], {"output_size": 3},
     "dy has shape (2, 3, 2, 2) but (2, 3, 3, 3) is expected: the shape of adaptive_max_pool2d(x, output_size)"),
    ("max_unpool2d", [zeros(2, 3, 2, 2), PLACES], {"kernel_size": 2},
     "indices has shape (2, 3, 2, 3) but (2, 3, 2, 2) is expected: one index for each value of x"),
    ("max_unpool2d", [zeros(2, 3, 2, 3), PLACES + 24], {"kernel_size": 2},
     "indices hold 24 but an image has 4 * 6 pixels: they run from 0 to 23"),
    ("max_unpool2d", [zeros(2, 3, 2, 3), PLACES - 1], {"kernel_size": 2},
     "indices hold -1 but an image has 4 * 6 pixels: they run from 0 to 23"),
    ("max_unpool2d", [zeros(2, 3, 2, 3), PLACES], {"kernel_size": 2, "output_size": (4, 8)},
     "output_size asks for 8 columns, but 5 to 7 are possible: 6, give or take less than the stride 2"),
    ("max_unpool2d", [zeros(2, 3, 2, 3), PLACES], {"kernel_size": 2, "output_size": (3, 4, 6)},
     "output_size must be (H, W) or (N, C, H, W), but is (3, 4, 6)"),
    ("max_unpool2d", [zeros(2, 3, 2, 3), PLACES], {"kernel_size": 2, "output_size": 4},
     "output_size must be (H, W) or (N, C, H, W), but is 4"),
    ("max_unpool2d", [zeros(2, 3, 2, 3), PLACES], {"kernel_size": 2, "padding": 2},
     "padding 2 is more than half of kernel_size 2: a window could see padding alone. Use at most 1"),
    ("max_unpool2d", [zeros(2, 3, 1, 3), zeros(2, 3, 1, 3, dtype=int)], {"kernel_size": 2, "padding": (1, 0)},
     "x may come from images of 0 x 6 pixels or more: name their size with output_size"),
    ("max_unpool2d_backward", [zeros(2, 4, 4, 6), PLACES], {},
     "indices has shape (2, 3, 2, 3) but (2, 4, 2, 3) is expected: N and C are those of dy"),
    ("max_unpool2d_backward", [zeros(2, 3, 2, 3), PLACES + 6], {},
     "indices hold 6 but an image has 2 * 3 pixels: they run from 0 to 5"),
]  # fmt: skip


@every_backend
@pytest.mark.parametrize(("function", "arguments", "options", "message"), REFUSALS)
def test_operators_refuse_what_does_not_fit_and_state_both_numbers(backend, function, arguments, options, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        backend(function, *arguments, **options)
    assert str(refusal.value) == message


@every_backend
@pytest.mark.parametrize("indices", [PLACES.astype(float), PLACES.astype(bool)])
def test_unpooling_refuses_indices_that_are_no_integers(backend, indices):
    message = f"indices must be whole numbers, but their dtype is {indices.dtype}"
    with pytest.raises(TypeError, match=message):
        backend("max_unpool2d", zeros(2, 3, 2, 3), indices, 2)
    with pytest.raises(TypeError, match=message):
        backend("max_unpool2d_backward", zeros(2, 3, 4, 6), indices)


@every_backend
@pytest.mark.parametrize("dtype", ["complex128", "bool"])
@pytest.mark.parametrize("function", ["max_pool2d", "global_max_pool2d", "adaptive_max_pool2d"])
def test_maxima_refuse_what_is_no_real_number(backend, function, dtype):
    options = {"max_pool2d": {"kernel_size": 2}, "adaptive_max_pool2d": {"output_size": 1}}
    with pytest.raises(ValueError, match=f"^x must hold real numbers, but its dtype is {dtype}$"):
        backend(function, X.astype(dtype), **options.get(function, {}))
