"""Linear layer, flatten and dropout against torch, both backends in the same tests."""

import math
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
class Linear:
    """A linear layer: the axes before the features, its sizes, and how its arrays lie in memory."""

    leading: tuple
    c_in: int
    c_out: int
    has_bias: bool
    layout: str
    seed: int

    def arrays(self):
        """Return x, weight, bias and dy."""
        rng = np.random.default_rng(self.seed)
        shapes = (*self.leading, self.c_in), (self.c_out, self.c_in), (self.c_out,), (*self.leading, self.c_out)
        x, weight, bias, dy = (laid_out(rng.normal(0.5, 1, shape), self.layout) for shape in shapes)
        return x, weight, bias if self.has_bias else None, dy


linears = st.builds(
    Linear,
    leading=st.lists(st.integers(0, 3), max_size=3).map(tuple),
    c_in=st.integers(1, 5),
    c_out=st.integers(1, 5),
    has_bias=st.booleans(),
    layout=st.sampled_from(LAYOUTS),
    seed=st.integers(0, 2**31),
)


def linear_gradients(function, x, weight, dy):
    arguments = [torch.tensor(array, requires_grad=True) for array in (x, weight, np.zeros(len(weight)))]
    gradients = torch.autograd.grad(function(*arguments), arguments, torch.tensor(dy))
    return [as_numpy(gradient) for gradient in gradients]


@every_backend
@GENERATED
@given(case=linears)
def test_linear_and_its_backward_equal_torch(backend, case):
    x, weight, bias, dy = case.arrays()
    expected = F.linear(*(None if a is None else torch.tensor(a) for a in (x, weight, bias)))
    assert_close(backend("linear", x, weight, bias), as_numpy(expected))
    ours = backend("linear_backward", dy, x, weight)
    for gradient, expected in zip(ours, linear_gradients(F.linear, x, weight, dy), strict=True):
        assert_close(gradient, expected)


@GENERATED
@given(case=linears)
def test_linear_of_the_torch_backend_is_differentiated_by_autograd(case):
    x, weight, _, dy = case.arrays()
    ours = linear_gradients(cnncourse.torch.linear, x, weight, dy)
    for gradient, expected in zip(ours, linear_gradients(F.linear, x, weight, dy), strict=True):
        assert_close(gradient, expected)


@every_backend
def test_linear_backward_equals_central_differences(backend):
    rng = np.random.default_rng(2)
    x, weight, bias, dy = (rng.normal(size=shape) for shape in ((3, 4), (5, 4), (5,), (3, 5)))
    dx, dweight, dbias = backend("linear_backward", dy, x, weight)
    assert_close(dx, central_differences(lambda x: np.sum(dy * backend("linear", x, weight, bias)), x), 1e-8)
    assert_close(
        dweight, central_differences(lambda weight: np.sum(dy * backend("linear", x, weight, bias)), weight), 1e-8
    )
    assert_close(dbias, central_differences(lambda bias: np.sum(dy * backend("linear", x, weight, bias)), bias), 1e-8)


@every_backend
def test_linear_gives_the_numbers_worked_out_by_hand(backend):
    x, weight, bias = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]), np.array([1.0, 0, -1])
    assert backend("linear", x, weight, bias).tolist() == [[12, 17, 22]]


# Flatten


@every_backend
@GENERATED
@given(shape=st.lists(st.integers(0, 3), min_size=1, max_size=5), data=st.data(), layout=st.sampled_from(LAYOUTS))
def test_flatten_equals_torch_and_its_backward_undoes_it(backend, shape, data, layout):
    start = data.draw(st.integers(-len(shape), len(shape) - 1))
    x = laid_out(np.arange(math.prod(shape)).reshape(shape), layout)
    y = backend("flatten", x, start_dim=start)
    np.testing.assert_array_equal(y, as_numpy(torch.flatten(torch.tensor(x), start)))
    assert y.dtype == x.dtype
    np.testing.assert_array_equal(backend("flatten_backward", y, x_shape=x.shape), x)


@every_backend
def test_flatten_keeps_the_batch_and_puts_channels_first(backend):
    x = np.arange(24).reshape(2, 3, 2, 2)
    assert backend("flatten", x).tolist() == [list(range(12)), list(range(12, 24))]


# Dropout


def generator_of(backend, seed):
    if backend.device is None:
        return np.random.default_rng(seed)
    return torch.Generator(backend.device).manual_seed(seed)


@every_backend
@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_dropout_drops_a_share_p_and_enlarges_the_rest(backend, p):
    x = np.random.default_rng(0).uniform(1, 2, (200, 300))
    y, mask = backend("dropout", x, p=p, generator=generator_of(backend, 1))
    assert abs(mask.mean() - (1 - p)) < 5 * math.sqrt(p * (1 - p) / x.size)  # five standard deviations
    assert_close(y, np.where(mask, x / (1 - p), 0), 1e-14)
    assert y.mean() == pytest.approx(x.mean(), rel=0.05)


@every_backend
def test_dropout_draws_each_number_for_itself(backend):
    _, mask = backend("dropout", np.ones((40, 50)), generator=generator_of(backend, 1))
    assert len({tuple(row) for row in mask.tolist()}) == 40
    assert len({tuple(column) for column in mask.T.tolist()}) == 50


@every_backend
def test_dropout_repeats_itself_with_the_same_seed_only(backend):
    x = np.ones((20, 30))
    first, again, other = (backend("dropout", x, generator=generator_of(backend, seed))[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@every_backend
def test_dropout_without_a_generator_differs_from_call_to_call(backend):
    x = np.ones((20, 30))
    assert (backend("dropout", x)[1] != backend("dropout", x)[1]).any()


def test_torch_dropout_without_a_generator_follows_the_global_seed():
    masks = []
    for _ in range(2):
        torch.manual_seed(3)
        masks.append(cnncourse.torch.dropout(torch.ones(20, 30))[1])
    assert torch.equal(*masks)


@every_backend
def test_dropout_backward_lets_the_gradient_pass_where_the_number_stayed(backend):
    x, dy = np.random.default_rng(0).normal(size=(2, 6, 7))
    y, mask = backend("dropout", x, p=0.3, generator=generator_of(backend, 4))
    dx = backend("dropout_backward", dy, mask, p=0.3)
    assert_close(dx * x, dy * y, 1e-14)  # y is linear in x, with the gradient as its slope


def test_dropout_of_the_torch_backend_is_differentiated_by_autograd():
    x, dy = torch.randn(2, 6, 7, generator=torch.Generator().manual_seed(0))
    y, mask = cnncourse.torch.dropout(x.requires_grad_(), p=0.3)
    (dx,) = torch.autograd.grad(y, x, dy)
    assert torch.equal(dx, cnncourse.torch.dropout_backward(dy, mask, p=0.3))


@every_backend
def test_dropout_changes_nothing_in_inference(backend):
    x = np.random.default_rng(0).normal(size=(6, 7))
    y, mask = backend("dropout", x, p=0.9, training=False)
    np.testing.assert_array_equal(y, x)
    assert mask is None
    np.testing.assert_array_equal(backend("dropout_backward", x, mask, p=0.9), x)


@every_backend
@pytest.mark.parametrize(("p", "factor"), [(0, 1), (1, 0)])
def test_dropout_of_nothing_and_of_everything(backend, p, factor):
    x = np.random.default_rng(0).normal(size=(6, 7))
    with np.errstate(all="raise"):
        y, mask = backend("dropout", x, p=p)
        dx = backend("dropout_backward", x, mask, p=p)
    np.testing.assert_array_equal(y, x * factor)
    np.testing.assert_array_equal(dx, x * factor)


@every_backend
def test_dropout_keeps_nan_as_torch_does(backend):
    y, _ = backend("dropout", np.full(9, np.nan))
    assert np.isnan(y).all()


# Dtypes and memory


def example(dtype=np.float64):
    rng = np.random.default_rng(7)
    return [(9 * rng.normal(0.5, 1, shape)).astype(dtype) for shape in ((4, 6), (3, 6), (3,), (4, 3))]


def everything(backend, x, weight, bias, dy):
    y, mask = backend("dropout", x, p=0.3, generator=generator_of(backend, 0))
    return [
        backend("linear", x, weight, bias),
        *backend("linear_backward", dy, x, weight),
        y,
        backend("dropout", x, training=False)[0],
        backend("dropout_backward", x, mask, p=0.3),
        backend("dropout_backward", x, None),
    ]


@every_backend
def test_float32_results_are_those_of_float64_up_to_rounding(backend):
    singles = example(np.float32)
    doubles = [array.astype(np.float64) for array in singles]
    for single, double in zip(everything(backend, *singles), everything(backend, *doubles), strict=True):
        assert_close(single, double, 1e-5)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_torch_linear_sums_16_bit_floats_in_float32(dtype):
    x, weight = torch.ones(1, 4096, dtype=dtype), torch.ones(2, 4096, dtype=dtype)
    y = cnncourse.torch.linear(x, weight)
    assert y.dtype == dtype
    assert y.tolist() == [[4096, 4096]]  # a running sum in bfloat16 would stop at 256
    gradients = cnncourse.torch.linear_backward(y, x, weight)
    assert {gradient.dtype for gradient in gradients} == {dtype}
    assert cnncourse.torch.dropout(x)[0].dtype == dtype


@every_backend
def test_operators_never_write_to_their_arguments(backend):
    arrays = example()
    before = [array.copy() for array in arrays]
    for result in everything(backend, *arrays):
        result += 1  # nor is a result a view of them
    for array, original in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, original)


def test_torch_operators_call_neither_linear_nor_dropout_of_torch():
    x, weight, bias, _ = map(torch.tensor, example())
    called = operators_called_by(cnncourse.torch.linear, x, weight, bias)
    called |= operators_called_by(cnncourse.torch.dropout, x)
    assert {"mm", "rand"} <= called
    assert not {"linear", "addmm", "native_dropout", "dropout", "bernoulli", "bernoulli_"} & called


# Refusals: the same words from both backends


def zeros(*shape):
    return np.zeros(shape)


REFUSALS = [
    ("linear", [zeros(2, 5), zeros(3, 4)], {},
     "x has 5 features (x.shape[-1]) but weight expects 4 (weight.shape[1])"),
    ("linear", [zeros(2, 4), zeros(4)], {},
     "weight has 1 dimensions, shape (4,), but 2 are expected: (C_out, C_in)"),
    ("linear", [zeros(), zeros(3, 4)], {}, "x has 0 dimensions, but at least 1 is expected: (..., C_in)"),
    ("linear", [zeros(2, 4), zeros(3, 4), zeros(4)], {},
     "bias has shape (4,) but (3,) is expected: one value per output feature (weight.shape[0])"),
    ("linear_backward", [zeros(2, 4), zeros(2, 4), zeros(3, 4)], {},
     "dy has shape (2, 4) but (2, 3) is expected: the shape of linear(x, weight)"),
    ("linear_backward", [zeros(2, 3), zeros(2, 5), zeros(3, 4)], {},
     "x has 5 features (x.shape[-1]) but weight expects 4 (weight.shape[1])"),
    ("flatten", [zeros(2, 3)], {"start_dim": 2},
     "start_dim is 2 but x has 2 dimensions: start_dim runs from -2 to 1"),
    ("flatten", [zeros(2, 3)], {"start_dim": 0.5}, "start_dim must be a whole number, but is 0.5 (float)"),
    ("flatten", [zeros()], {}, "x has 0 dimensions, but start_dim=1 needs at least 1"),
    ("flatten_backward", [zeros(2, 5)], {"x_shape": (2, 3, 2)},
     "dy has 10 values, shape (2, 5), but x_shape=(2, 3, 2) has 12: flattening keeps them all"),
    ("dropout", [zeros(2, 3)], {"p": 1.5}, "p must be from 0 to 1, but is 1.5"),
    ("dropout", [zeros(2, 3)], {"p": -0.1, "training": False}, "p must be from 0 to 1, but is -0.1"),
    ("dropout_backward", [zeros(2, 3), zeros(2, 4)], {"p": 0.5},
     "mask has shape (2, 4) but (2, 3) is expected: the shape of dy"),
    ("dropout_backward", [zeros(2, 3), zeros(2, 3)], {"p": 2}, "p must be from 0 to 1, but is 2"),
]  # fmt: skip


@every_backend
@pytest.mark.parametrize(("function", "arrays", "options", "message"), REFUSALS)
def test_operators_refuse_what_does_not_fit_and_state_both_numbers(backend, function, arrays, options, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        backend(function, *arrays, **options)
    assert str(refusal.value) == message


@every_backend
@pytest.mark.parametrize("p", ["0.5", None, True])
def test_dropout_refuses_a_probability_that_is_no_number(backend, p):
    with pytest.raises(TypeError, match=r"^p must be a number, but is "):
        backend("dropout", zeros(2, 3), p=p)


@every_backend
def test_dropout_refuses_a_seed_in_place_of_a_generator(backend):
    with pytest.raises(TypeError, match=r"^generator must be a (numpy\.random|torch)\.Generator, but is a int$"):
        backend("dropout", zeros(2, 3), generator=0)
