"""The activations against torch.nn.functional, both backends in the same tests."""

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

GENERATED = settings(max_examples=60, derandomize=True, deadline=None, database=None)

# torch's own hard_sigmoid and hard_swish hold 1/6 in float32; their definitions do not
ELEMENTWISE = {
    "relu": F.relu,
    "relu6": F.relu6,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "silu": F.silu,
    "hard_sigmoid": lambda x: F.relu6(x + 3) / 6,
    "hard_swish": lambda x: x * F.relu6(x + 3) / 6,
}
ALONG_AN_AXIS = {"softmax": F.softmax, "log_softmax": F.log_softmax}
EVERY = {**ELEMENTWISE, **ALONG_AN_AXIS}

every_elementwise = pytest.mark.parametrize("name", ELEMENTWISE)
every_along_an_axis = pytest.mark.parametrize("name", ALONG_AN_AXIS)
every_activation = pytest.mark.parametrize("name", EVERY)


@dataclass(frozen=True)
class Numbers:
    """An input and a gradient of the output, of some shape and layout."""

    shape: tuple
    layout: str
    dim: int
    seed: int

    def arrays(self):
        rng = np.random.default_rng(self.seed)
        pair = rng.normal(0.5, 4, self.shape), rng.normal(0.5, 1, self.shape)
        return [laid_out(array, self.layout) for array in pair]


@st.composite
def numbers(draw):
    shape = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)))
    dim = draw(st.integers(-len(shape), len(shape) - 1))
    return Numbers(shape, draw(st.sampled_from(LAYOUTS)), dim, draw(st.integers(0, 2**31)))


def options_of(name, dim):
    return {"dim": dim} if name in ALONG_AN_AXIS else {}


def backward(backend, name, dy, x, **options):
    """Return dx; the gradients of the two softmaxes take the output in place of x."""
    kept = backend(name, x, **options) if name in ALONG_AN_AXIS else x
    return backend(f"{name}_backward", dy, kept, **options)


def autograd(function, x, dy, **options):
    x = torch.tensor(x, requires_grad=True)
    (dx,) = torch.autograd.grad(function(x, **options), x, torch.tensor(dy))
    return as_numpy(dx)


@every_backend
@every_activation
@GENERATED
@given(numbers=numbers())
def test_activations_equal_torch(backend, name, numbers):
    x, _ = numbers.arrays()
    options = options_of(name, numbers.dim)
    assert_close(backend(name, x, **options), as_numpy(EVERY[name](torch.tensor(x), **options)))


@every_backend
@every_activation
@GENERATED
@given(numbers=numbers())
def test_backwards_equal_the_autograd_of_torch(backend, name, numbers):
    x, dy = numbers.arrays()
    options = options_of(name, numbers.dim)
    assert_close(backward(backend, name, dy, x, **options), autograd(EVERY[name], x, dy, **options))


@every_activation
@GENERATED
@given(numbers=numbers())
def test_activations_of_the_torch_backend_are_differentiated_by_autograd(name, numbers):
    x, dy = numbers.arrays()
    options = options_of(name, numbers.dim)
    ours = autograd(getattr(cnncourse.torch, name), x, dy, **options)
    assert_close(ours, autograd(EVERY[name], x, dy, **options))


@every_backend
@every_activation
def test_backwards_equal_central_differences(backend, name):
    rng = np.random.default_rng(5)
    x, dy = rng.normal(0, 4, (3, 4)), rng.normal(size=(3, 4))
    dx = backward(backend, name, dy, x)
    assert_close(dx, central_differences(lambda x: np.sum(dy * backend(name, x)), x), 1e-8)


@every_backend
@pytest.mark.parametrize(("name", "function"), [("hard_sigmoid", F.hardsigmoid), ("hard_swish", F.hardswish)])
def test_hard_functions_equal_those_of_torch_up_to_its_sixth(backend, name, function):
    x = np.linspace(-7, 7, 57)
    assert_close(backend(name, x), as_numpy(function(torch.tensor(x))), 1e-7)


# Numbers worked out by hand


@every_backend
@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("relu", [-2, 0, 5], [0, 0, 5]),
        ("relu6", [-2, 0, 5, 6, 9], [0, 0, 5, 6, 6]),
        ("sigmoid", [0, np.log(3)], [0.5, 0.75]),
        ("tanh", [0, np.log(3)], [0, 0.8]),
        ("silu", [0, np.log(3)], [0, 0.75 * np.log(3)]),
        ("hard_sigmoid", [-4, -3, 0, 1.5, 3, 4], [0, 0, 0.5, 0.75, 1, 1]),
        ("hard_swish", [-4, -3, -1.5, 0, 1.5, 3, 4], [0, 0, -0.375, 0, 1.125, 3, 4]),
        ("softmax", [np.log(1), np.log(3), np.log(4)], [0.125, 0.375, 0.5]),
        ("log_softmax", [0, 0, 0, 0], [-np.log(4)] * 4),
    ],
)
def test_activations_give_the_numbers_worked_out_by_hand(backend, name, x, y):
    assert_close(backend(name, np.array(x, float)), np.array(y, float), 1e-14)


@every_backend
@pytest.mark.parametrize(
    ("name", "x", "dx"),
    [
        ("relu", [-1, 0, 1], [0, 0, 12]),
        ("relu6", [-1, 0, 1, 6, 7], [0, 0, 12, 0, 0]),
        ("hard_sigmoid", [-4, -3, 0, 3, 4], [0, 0, 2, 0, 0]),
        ("hard_swish", [-4, -3, 0, 3, 4], [0, 0, 6, 12, 12]),
    ],
)
def test_backwards_take_the_documented_side_of_each_kink(backend, name, x, dx):
    x = np.array(x, float)
    assert backend(f"{name}_backward", np.full_like(x, 12), x).tolist() == dx


@pytest.mark.parametrize("name", ["relu", "relu6", "hard_sigmoid", "hard_swish"])
def test_autograd_of_the_torch_backend_takes_the_same_side_of_each_kink(name):
    x, dy = np.array([-3.0, 0.0, 3.0, 6.0]), np.full(4, 12.0)
    ours = autograd(getattr(cnncourse.torch, name), x, dy)
    assert ours.tolist() == getattr(cnncourse.numpy, f"{name}_backward")(dy, x).tolist()


@every_backend
def test_softmax_sums_to_1_along_the_axis_that_is_named(backend):
    y = backend("softmax", np.random.default_rng(0).normal(size=(2, 3, 4)), dim=1)
    assert_close(y.sum(axis=1), np.ones((2, 4)), 1e-14)


# Large numbers, NaN, dtypes, memory


@every_backend
@every_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations_neither_overflow_nor_turn_into_nan_at_1000(backend, name, dtype):
    x = np.array([[-1000, -100, 0, 100, 1000]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y = backend(name, x)
        dx = backward(backend, name, np.ones_like(x), x)
    assert np.isfinite(y).all()
    assert np.isfinite(dx).all()
    assert_close(y, as_numpy(EVERY[name](torch.tensor(x), **options_of(name, -1))), 1e-6)


@every_activation
def test_autograd_of_the_torch_backend_stays_finite_at_1000(name):
    x = np.array([[-1000, -100, 0, 100, 1000]], np.float32)
    dy = np.array([[1, 2, 3, 4, 5]], np.float32)
    options = options_of(name, -1)
    ours = autograd(getattr(cnncourse.torch, name), x, dy, **options)
    assert_close(ours, autograd(EVERY[name], x, dy, **options), 1e-6)


@every_backend
@every_elementwise
def test_nan_stays_nan_and_spreads_to_no_other_number(backend, name):
    x = np.array([[1.0, np.nan, -1.0], [2.0, 7.0, np.nan]])
    np.testing.assert_array_equal(np.isnan(backend(name, x)), np.isnan(x))


@pytest.mark.filterwarnings("ignore:invalid value")
@every_backend
@every_elementwise
def test_backwards_treat_nan_and_infinity_as_torch_does(backend, name):
    x, dy = np.meshgrid([np.nan, np.inf, -np.inf, -9.0, -3.0, 0.0, 1.0, 6.0, 9.0], [np.nan, np.inf, -np.inf, 0.0, 2.0])
    if name == "hard_swish":  # at NaN, torch itself gives one answer or the other, depending on the length of x
        x, dy = x[:, 1:], dy[:, 1:]
    function = {"hard_sigmoid": F.hardsigmoid, "hard_swish": F.hardswish}.get(name, EVERY[name])
    np.testing.assert_allclose(backend(f"{name}_backward", dy, x), autograd(function, x, dy), rtol=1e-6)


@every_backend
@every_along_an_axis
def test_softmaxes_give_nan_for_the_whole_axis_of_a_nan(backend, name):
    y = backend(name, np.array([[1.0, np.nan], [2.0, 3.0]]))
    assert np.isnan(y).tolist() == [[True, True], [False, False]]


@every_backend
@every_along_an_axis
def test_softmaxes_accept_minus_infinity_as_an_impossible_class(backend, name):
    x = np.array([[-np.inf, 0.0, 0.0]])
    assert_close(np.exp(backend(name, x)), np.exp(as_numpy(EVERY[name](torch.tensor(x), dim=1))), 1e-14)


@every_backend
@every_activation
def test_activations_keep_float32(backend, name):
    x, dy = (np.random.default_rng(1).normal(0, 4, (4, 6)).astype(np.float32) for _ in range(2))
    y, dx = backend(name, x), backward(backend, name, dy, x)
    assert y.dtype == dx.dtype == np.float32
    assert_close(y, backend(name, x.astype(np.float64)), 1e-5)
    assert_close(dx, backward(backend, name, dy.astype(np.float64), x.astype(np.float64)), 1e-5)


@every_activation
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_torch_activations_compute_16_bit_floats_in_float32(name, dtype):
    x = torch.linspace(-8, 8, 33, dtype=dtype)
    y = getattr(cnncourse.torch, name)(x)
    assert y.dtype == dtype
    assert torch.equal(y, getattr(cnncourse.torch, name)(x.float()).to(dtype))


@every_backend
@every_activation
def test_activations_never_write_to_their_arguments(backend, name):
    x, dy = (np.random.default_rng(1).normal(0, 4, (4, 6)) for _ in range(2))
    before = x.copy(), dy.copy()
    y = backend(name, x)
    y += 1  # nor is the result a view of them
    backward(backend, name, dy, x)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(dy, before[1])


@every_backend
@every_along_an_axis
@pytest.mark.parametrize(("shape", "dim"), [((0, 3), 0), ((2, 0), 1)])
def test_softmaxes_of_an_axis_without_values_are_empty(backend, name, shape, dim):
    assert backend(name, np.zeros(shape), dim=dim).shape == shape


@every_backend
@every_elementwise
def test_elementwise_activations_accept_a_single_number(backend, name):
    assert backend(name, np.array(2.0)) == pytest.approx(EVERY[name](torch.tensor(2.0, dtype=torch.float64)).item())


def test_torch_activations_call_none_of_those_of_torch():
    x = torch.linspace(-8, 8, 33)
    called = set().union(*(operators_called_by(getattr(cnncourse.torch, name), x) for name in EVERY))
    assert {"where", "exp"} <= called
    forbidden = "relu", "hardtanh", "clamp", "sigmoid", "silu", "hardsigmoid", "hardswish", "softmax"
    assert not [name for name in called if any(word in name for word in forbidden)]


# Refusals


@every_backend
@every_activation
def test_backwards_refuse_a_gradient_of_another_shape(backend, name):
    kept = "y" if name in ALONG_AN_AXIS else "x"
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        backend(f"{name}_backward", np.zeros((2, 3)), np.zeros((2, 4)))
    assert str(refusal.value) == f"dy has shape (2, 3) but (2, 4) is expected: the shape of {kept}"


@every_backend
@every_along_an_axis
@pytest.mark.parametrize(
    ("shape", "dim", "message"),
    [
        ((2, 3), 2, "dim is 2 but x has 2 dimensions: dim runs from -2 to 1"),
        ((2, 3), -3, "dim is -3 but x has 2 dimensions: dim runs from -2 to 1"),
        ((2, 3), 1.0, "dim must be a whole number, but is 1.0 (float)"),
        ((), 0, "x has 0 dimensions, but dim=0 needs at least 1"),
    ],
)
def test_softmaxes_refuse_an_axis_that_does_not_exist(backend, name, shape, dim, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        backend(name, np.zeros(shape), dim=dim)
    assert str(refusal.value) == message
