"""Batch and local response normalization against torch.nn.functional, both backends in the same tests."""

from dataclasses import dataclass

import numpy as np
import pytest
from backends import (
    LAYOUTS,
    F,
    as_numpy,
    assert_close,
    central_differences,
    every_backend,
    laid_out,
    operators_called_by,
    torch,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import cnncourse.torch

GENERATED = settings(max_examples=80, derandomize=True, deadline=None, database=None)


@dataclass(frozen=True)
class BatchNorm:
    """A batch normalization: the shape of its input, which vectors it has, and its options."""

    shape: tuple
    layout: str
    has_running: bool
    has_weight: bool
    has_bias: bool
    training: bool
    momentum: float
    eps: float
    seed: int

    def arrays(self):
        """Return x, running_mean, running_var, weight, bias and dy."""
        rng = np.random.default_rng(self.seed)
        C = self.shape[1]
        x, dy = (laid_out(rng.normal(0.5, 2, self.shape), self.layout) for _ in range(2))
        running = (rng.normal(size=C), rng.uniform(0.5, 2, C)) if self.has_running else (None, None)
        weight = rng.normal(0.5, 1, C) if self.has_weight else None
        bias = rng.normal(0.5, 1, C) if self.has_bias else None
        return x, *running, weight, bias, dy

    @property
    def options(self):
        return {"training": self.training, "momentum": self.momentum, "eps": self.eps}

    @property
    def statistics(self):
        """Return what the backward pass needs to know beside dy, x and weight."""
        _, mean, var, *_ = self.arrays()
        return {"eps": self.eps} | ({} if self.training else {"running_mean": mean, "running_var": var})


@st.composite
def batch_norms(draw):
    few = st.integers(1, 4)
    N, C, H, W = draw(few), draw(few), draw(few), draw(few)
    training = draw(st.booleans())
    return BatchNorm(
        shape=(N, C, H, W + 1) if N * H * W == 1 else (N, C, H, W),
        layout=draw(st.sampled_from(LAYOUTS)),
        has_running=not training or draw(st.booleans()),
        has_weight=draw(st.booleans()),
        has_bias=draw(st.booleans()),
        training=training,
        momentum=draw(st.sampled_from([0, 0.1, 0.7, 1])),
        eps=draw(st.sampled_from([1e-5, 0.3])),
        seed=draw(st.integers(0, 2**31)),
    )


def tensors(*arrays):
    return [None if array is None else torch.tensor(array) for array in arrays]


def gradients(function, case):
    """Return dx, dweight and dbias by autograd; weight and bias that are absent count as ones and zeros."""
    x, mean, var, weight, bias, dy = case.arrays()
    C = case.shape[1]
    weight, bias = (np.ones(C) if weight is None else weight), (np.zeros(C) if bias is None else bias)
    arguments = [torch.tensor(array, requires_grad=True) for array in (x, weight, bias)]
    y = function(arguments[0], *tensors(mean, var), *arguments[1:], **case.options)
    y = y[0] if isinstance(y, tuple) else y
    return [as_numpy(gradient) for gradient in torch.autograd.grad(y, arguments, torch.tensor(dy))]


@every_backend
@GENERATED
@given(case=batch_norms())
def test_batch_norm2d_equals_torch(backend, case):
    *arrays, _ = case.arrays()
    y, mean, var = backend("batch_norm2d", *arrays, **case.options)
    expected = tensors(*arrays)
    assert_close(y, as_numpy(F.batch_norm(*expected, **case.options)))  # writes into the running statistics
    if case.has_running:
        assert_close(mean, as_numpy(expected[1]))
        assert_close(var, as_numpy(expected[2]))
    else:
        assert (mean, var) == (None, None)


@every_backend
@GENERATED
@given(case=batch_norms())
def test_batch_norm2d_backward_equals_the_autograd_of_torch(backend, case):
    x, _, _, weight, _, dy = case.arrays()
    statistics = {name: backend.native(value) for name, value in case.statistics.items()}
    ours = backend("batch_norm2d_backward", dy, x, weight, **statistics)
    for gradient, expected in zip(ours, gradients(F.batch_norm, case), strict=True):
        assert_close(gradient, expected, 1e-9)  # var of two values may be small


@GENERATED
@given(case=batch_norms())
def test_batch_norm2d_of_the_torch_backend_is_differentiated_by_autograd(case):
    ours = gradients(cnncourse.torch.batch_norm2d, case)
    for gradient, expected in zip(ours, gradients(F.batch_norm, case), strict=True):
        assert_close(gradient, expected, 1e-9)


@every_backend
def test_batch_norm2d_backward_equals_central_differences(backend):
    rng = np.random.default_rng(2)
    x, dy, weight, bias = rng.normal(size=(2, 3, 2, 4)), rng.normal(size=(2, 3, 2, 4)), *rng.normal(size=(2, 3))

    def loss(x, weight, bias):
        return np.sum(dy * backend("batch_norm2d", x, None, None, weight, bias, training=True)[0])

    dx, dweight, dbias = backend("batch_norm2d_backward", dy, x, weight)
    assert_close(dx, central_differences(lambda x: loss(x, weight, bias), x), 1e-7)
    assert_close(dweight, central_differences(lambda weight: loss(x, weight, bias), weight), 1e-8)
    assert_close(dbias, central_differences(lambda bias: loss(x, weight, bias), bias), 1e-8)


# Numbers worked out by hand: 1 and 3 have mean 2, biased variance 1, unbiased variance 2


@every_backend
def test_batch_norm2d_normalises_with_the_biased_variance_and_stores_the_unbiased_one(backend):
    x = np.array([1.0, 3.0]).reshape(2, 1, 1, 1)
    y, mean, var = backend("batch_norm2d", x, np.array([5.0]), np.array([10.0]), training=True, momentum=0.25, eps=0)
    assert y.ravel().tolist() == [-1, 1]
    assert mean.tolist() == [0.75 * 5 + 0.25 * 2]
    assert var.tolist() == [0.75 * 10 + 0.25 * 2]


@every_backend
def test_batch_norm2d_adds_eps_below_the_root(backend):
    x = np.array([1.0, 3.0]).reshape(1, 1, 1, 2)
    y, _, _ = backend("batch_norm2d", x, None, None, training=True, eps=3)
    assert y.ravel().tolist() == [-0.5, 0.5]


@every_backend
def test_batch_norm2d_scales_before_it_shifts(backend):
    x = np.array([1.0, 3.0]).reshape(1, 1, 2, 1)
    vectors = [np.array([value]) for value in (2.0, 1.0, 10.0, 7.0)]
    assert backend("batch_norm2d", x, *vectors, eps=0)[0].ravel().tolist() == [-3, 17]


@every_backend
def test_batch_norm2d_gives_the_gradient_zero_to_a_constant_upstream(backend):
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    dx, _, dbias = backend("batch_norm2d_backward", np.ones_like(x), x)
    assert abs(dx).max() < 1e-15
    assert dbias.tolist() == [40, 40, 40]


@every_backend
def test_batch_norm2d_of_one_image_in_inference_does_not_depend_on_the_others(backend):
    rng = np.random.default_rng(0)
    x, mean, var = rng.normal(size=(3, 2, 4, 5)), rng.normal(size=2), rng.uniform(1, 2, 2)
    alone = backend("batch_norm2d", x[:1], mean, var)[0]
    np.testing.assert_array_equal(alone, backend("batch_norm2d", x, mean, var)[0][:1])


@every_backend
def test_batch_norm2d_keeps_the_variance_of_numbers_far_from_zero(backend):
    x = 1e6 + np.random.default_rng(0).normal(size=(4, 2, 5, 6))
    _, _, var = backend("batch_norm2d", x, np.zeros(2), np.zeros(2), training=True, momentum=1)
    assert_close(var, np.var(x, axis=(0, 2, 3), ddof=1), 1e-9)


@every_backend
def test_batch_norm2d_scales_more_channels_than_one_block_holds(backend):
    rng = np.random.default_rng(0)
    x, mean, var = rng.normal(size=(2, 5, 128, 129)), rng.normal(size=5), rng.uniform(1, 2, 5)
    y, _, _ = backend("batch_norm2d", x, mean, var)
    assert_close(y, as_numpy(F.batch_norm(*tensors(x, mean, var))))


# Local response normalization


@dataclass(frozen=True)
class Neighbourhood:
    shape: tuple
    layout: str
    options: dict
    seed: int

    def arrays(self):
        rng = np.random.default_rng(self.seed)
        return [laid_out(rng.normal(0.5, 2, self.shape), self.layout) for _ in range(2)]


@st.composite
def neighbourhoods(draw):
    shape = draw(st.tuples(st.integers(1, 3), st.integers(1, 7), st.integers(1, 3), st.integers(1, 3)))
    options = {
        "size": draw(st.integers(1, 8)),
        "alpha": draw(st.sampled_from([1e-4, 0.5, 2])),
        "beta": draw(st.sampled_from([0.5, 0.75, 2])),
        "k": draw(st.sampled_from([1, 2.0])),
    }
    return Neighbourhood(shape, draw(st.sampled_from(LAYOUTS)), options, draw(st.integers(0, 2**31)))


def lrn_gradient(function, x, dy, options):
    x = torch.tensor(x, requires_grad=True)
    return as_numpy(torch.autograd.grad(function(x, **options), x, torch.tensor(dy))[0])


@every_backend
@GENERATED
@given(case=neighbourhoods())
def test_local_response_norm_and_its_backward_equal_torch(backend, case):
    x, dy = case.arrays()
    y = backend("local_response_norm", x, **case.options)
    assert_close(y, as_numpy(F.local_response_norm(torch.tensor(x), **case.options)))
    dx = backend("local_response_norm_backward", dy, x, **case.options)
    assert_close(dx, lrn_gradient(F.local_response_norm, x, dy, case.options))


@GENERATED
@given(case=neighbourhoods())
def test_local_response_norm_of_the_torch_backend_is_differentiated_by_autograd(case):
    x, dy = case.arrays()
    ours = lrn_gradient(cnncourse.torch.local_response_norm, x, dy, case.options)
    assert_close(ours, lrn_gradient(F.local_response_norm, x, dy, case.options))


@every_backend
def test_local_response_norm_backward_equals_central_differences(backend):
    rng = np.random.default_rng(4)
    x, dy = rng.normal(size=(2, 6, 2, 3)), rng.normal(size=(2, 6, 2, 3))
    dx = backend("local_response_norm_backward", dy, x, 4, alpha=0.8)
    loss = lambda x: np.sum(dy * backend("local_response_norm", x, 4, alpha=0.8))  # noqa: E731
    assert_close(dx, central_differences(loss, x), 1e-8)


@every_backend
def test_local_response_norm_divides_alpha_by_the_size(backend):
    x = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1)
    y = backend("local_response_norm", x, 3, alpha=3.0, beta=1.0, k=1.0)
    assert_close(y.ravel(), np.array([1 / (1 + 1 + 4), 2 / (1 + 1 + 4 + 9), 3 / (1 + 4 + 9)]), 1e-14)


@every_backend
def test_local_response_norm_of_an_even_size_reaches_further_back(backend):
    x = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1)
    y = backend("local_response_norm", x, 2, alpha=2.0, beta=1.0, k=0.0)
    assert_close(y.ravel(), np.array([1 / 1, 2 / (1 + 4), 3 / (4 + 9)]), 1e-14)


@every_backend
def test_the_docstring_says_how_to_get_the_alexnet_paper(backend):
    a = np.random.default_rng(0).normal(0, 30, 8)
    N, k, n, alpha, beta = 8, 2, 5, 1e-4, 0.75  # the paper's letters: N kernels, at one position
    b = [
        a[i] / (k + alpha * sum(a[j] ** 2 for j in range(max(0, i - n // 2), min(N - 1, i + n // 2) + 1))) ** beta
        for i in range(N)
    ]
    y = backend("local_response_norm", a.reshape(1, 8, 1, 1), 5, alpha=5e-4, beta=0.75, k=2)
    assert_close(y.ravel(), np.array(b), 1e-14)


# Dtypes, memory, empty batches


def example(dtype=np.float64):
    """Return x, running_mean, running_var, weight, bias and dy."""
    rng = np.random.default_rng(7)
    x, dy = 3 + rng.normal(size=(4, 3, 5, 6)), rng.normal(size=(4, 3, 5, 6))
    return [a.astype(dtype) for a in (x, rng.normal(size=3), rng.uniform(1, 2, 3), *rng.normal(size=(2, 3)), dy)]


def everything(backend, x, mean, var, weight, bias, dy):
    """Return the result of each operator on one set of arrays."""
    return [
        *backend("batch_norm2d", x, mean, var, weight, bias, training=True),
        backend("batch_norm2d", x, mean, var, weight, bias)[0],
        *backend("batch_norm2d_backward", dy, x, weight),
        *backend("batch_norm2d_backward", dy, x, weight, running_mean=mean, running_var=var),
        backend("local_response_norm", x, 3),
        backend("local_response_norm_backward", dy, x, 3),
    ]


@dataclass(frozen=True)
class Native:
    """A backend that also turns arguments given by name into its own arrays."""

    backend: object

    def __call__(self, function, *arrays, **options):
        options = {name: self.backend.native(value) for name, value in options.items()}
        return self.backend(function, *arrays, **options)


@every_backend
def test_float32_results_are_those_of_float64_up_to_rounding(backend):
    singles = example(np.float32)
    doubles = [array.astype(np.float64) for array in singles]
    for single, double in zip(
        everything(Native(backend), *singles), everything(Native(backend), *doubles), strict=True
    ):
        assert_close(single, double, 1e-5)


@every_backend
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(("images", "statistics"), [(np.float32, np.float64), (np.float64, np.float32)])
def test_batch_norm2d_keeps_the_dtype_of_the_running_statistics(backend, training, images, statistics):
    x, mean, var, *_ = example()
    y, mean, var = backend(
        "batch_norm2d", x.astype(images), mean.astype(statistics), var.astype(statistics), training=training
    )
    assert (y.dtype, mean.dtype, var.dtype) == (images, statistics, statistics)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_torch_normalizations_sum_16_bit_floats_in_float32(dtype):
    x = torch.ones(4, 1, 64, 64, dtype=dtype)  # a running sum in bfloat16 would stop at 256
    y, mean, _ = cnncourse.torch.batch_norm2d(x, torch.zeros(1), torch.ones(1), training=True, momentum=1.0)
    _, _, dbias = cnncourse.torch.batch_norm2d_backward(x, x)
    assert (y.dtype, mean.dtype, dbias.dtype) == (dtype, torch.float32, dtype)
    assert mean.item() == 1
    assert dbias.item() == 4 * 64 * 64
    assert cnncourse.torch.local_response_norm(x, 3).dtype == dtype


@every_backend
def test_normalizations_never_write_to_their_arguments(backend):
    arrays = example()
    before = [array.copy() for array in arrays]
    for result in everything(Native(backend), *arrays):
        result += 1  # nor is a result a view of them
    for array, original in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, original)


@pytest.mark.parametrize("backend", [cnncourse.numpy, cnncourse.torch])
def test_batch_norm2d_returns_the_very_running_statistics_it_was_given_in_inference(backend):
    arrays = example()[:3]
    x, mean, var = arrays if backend is cnncourse.numpy else tensors(*arrays)
    _, new_mean, new_var = backend.batch_norm2d(x, mean, var)
    assert new_mean is mean
    assert new_var is var


@every_backend
def test_batch_norm2d_keeps_a_nan_within_its_channel(backend):
    x, mean, var, weight, bias, _ = example()
    x[0, 1, 2, 3] = np.nan
    y, new_mean, _ = backend("batch_norm2d", x, mean, var, weight, bias, training=True)
    assert np.isnan(new_mean).tolist() == [False, True, False]
    assert np.isnan(y).any(axis=(0, 2, 3)).tolist() == [False, True, False]


def test_torch_normalizations_call_no_normalization_of_torch():
    x, mean, var, weight, bias, dy = tensors(*example())
    called = operators_called_by(cnncourse.torch.batch_norm2d, x, mean, var, weight, bias, training=True)
    called |= operators_called_by(cnncourse.torch.batch_norm2d_backward, dy, x, weight)
    called |= operators_called_by(cnncourse.torch.local_response_norm, x, 3)
    assert {"sum", "rsqrt", "pow"} <= called
    assert not [name for name in called if "norm" in name or "pool" in name or "var" in name]


# Refusals: the same words from both backends


def zeros(*shape):
    return np.zeros(shape)


X = zeros(2, 3, 4, 5)
PAIR = [zeros(3), zeros(3)]
REFUSALS = [
    ("batch_norm2d", [zeros(3, 4, 5), *PAIR], {},
     "x has 3 dimensions, shape (3, 4, 5), but 4 are expected: (N, C, H, W)"),
    ("batch_norm2d", [X, zeros(2), zeros(3)], {},
     "running_mean has shape (2,) but (3,) is expected: one value per channel of x"),
    ("batch_norm2d", [X, zeros(3), zeros(3, 1)], {},
     "running_var has shape (3, 1) but (3,) is expected: one value per channel of x"),
    ("batch_norm2d", [X, *PAIR, zeros(4)], {},
     "weight has shape (4,) but (3,) is expected: one value per channel of x"),
    ("batch_norm2d", [X, *PAIR, zeros(3), zeros(5)], {},
     "bias has shape (5,) but (3,) is expected: one value per channel of x"),
    ("batch_norm2d", [X, zeros(3), None], {"training": True},
     "running_mean and running_var belong together: give both or neither"),
    ("batch_norm2d", [X, None, None], {},
     "with training=False, running_mean and running_var are needed, but are None"),
    ("batch_norm2d", [zeros(1, 3, 1, 1), *PAIR], {"training": True},
     "x has shape (1, 3, 1, 1): in training each channel needs at least 2 values to have a variance, "
     "but N * H * W is 1"),
    ("batch_norm2d", [X, *PAIR], {"eps": -1e-5}, "eps must be at least 0, but is -1e-05"),
    ("batch_norm2d", [X, *PAIR], {"momentum": 1.5}, "momentum must be from 0 to 1, but is 1.5"),
    ("batch_norm2d", [X, *PAIR], {"momentum": float("nan")}, "momentum must be from 0 to 1, but is nan"),
    ("batch_norm2d_backward", [zeros(2, 3, 4, 4), X], {},
     "dy has shape (2, 3, 4, 4) but (2, 3, 4, 5) is expected: the shape of x"),
    ("batch_norm2d_backward", [X, X, zeros(2)], {},
     "weight has shape (2,) but (3,) is expected: one value per channel of x"),
    ("batch_norm2d_backward", [zeros(1, 3, 1, 1), zeros(1, 3, 1, 1)], {},
     "x has shape (1, 3, 1, 1): in training each channel needs at least 2 values to have a variance, "
     "but N * H * W is 1"),
    ("batch_norm2d_backward", [X, X, None, 1e-5, zeros(3)], {},
     "running_mean and running_var belong together: give both or neither"),
    ("local_response_norm", [zeros(3, 4, 5), 3], {},
     "x has 3 dimensions, shape (3, 4, 5), but 4 are expected: (N, C, H, W)"),
    ("local_response_norm", [X, 0], {}, "size must be at least 1, but is 0"),
    ("local_response_norm", [X, 2.5], {}, "size must be a whole number, but is 2.5 (float)"),
    ("local_response_norm_backward", [zeros(2, 3, 4, 4), X, 3], {},
     "dy has shape (2, 3, 4, 4) but (2, 3, 4, 5) is expected: the shape of x"),
]  # fmt: skip


@every_backend
@pytest.mark.parametrize(("function", "arguments", "options", "message"), REFUSALS)
def test_normalizations_refuse_what_does_not_fit_and_state_both_numbers(backend, function, arguments, options, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        backend(function, *arguments, **options)
    assert str(refusal.value) == message


@every_backend
@pytest.mark.parametrize("name", ["eps", "momentum"])
def test_batch_norm2d_refuses_what_is_no_number(backend, name):
    with pytest.raises(TypeError, match=rf"^{name} must be a number, but is None \(NoneType\)$"):
        backend("batch_norm2d", X, *PAIR, **{name: None})
