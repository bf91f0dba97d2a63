"""Every operator refuses every bad argument, says which one it is, and both packages say it in the same words."""

import inspect
import reprlib

import numpy as np
import pytest
from backends import Backend, every_backend, torch
from calls import ELEMENTWISE, SOFTMAXES, calls, names

import cnncourse.numpy
import cnncourse.torch

CALLS = calls()
NAN = float("nan")

NUMBERS = ["0.1", None, True, (1, 2)]
COUNTS = [0, -1, 1.5, "3", True, None, (1, 2)]
STEPS = [0, -1, 1.5, "3", True, None, (1, 2, 3), (1, 0)]
MARGINS = [-1, 1.5, "full", True, None, (1, 2, 3), ((1, 2), 3)]
AXES = [9, 1.5, "1", True, None]
FLAGS = [0, 1, "yes", None]
SHAPES = [None, 5, "abcd", (2, 3), (2, 3, -1, 4), (2, 3, 4.5, 5)]
BAD = {
    "algorithm": ["fft", None, ["tiled"]],
    "alpha": NUMBERS,
    "amount": NUMBERS,
    "beta": [*NUMBERS, NAN],
    "ceil_mode": FLAGS,
    "count_include_pad": FLAGS,
    "dilation": STEPS,
    "dim": AXES,
    "direction": ["up", None, 3, ["x"]],
    "divisor_override": COUNTS,
    "eps": [*NUMBERS, -1, NAN],
    "generator": [0],
    "groups": [*COUNTS, 3],
    "input_shape": SHAPES,
    "k": NUMBERS,
    "kernel_size": STEPS,
    "label_smoothing": [*NUMBERS, -1, 2, NAN],
    "momentum": [*NUMBERS, -1, 2, NAN],
    "output_padding": [9, *MARGINS],
    "output_size": [0, -1, 1.5, "3", True, (1, 2, 3)],
    "p": [*NUMBERS, -1, 2, NAN],
    "padding": MARGINS,
    "reduction": ["avg", None, 3],
    "return_indices": FLAGS,
    "sigma": [*NUMBERS, 0, -1, NAN],
    "size": COUNTS,
    "start_dim": AXES,
    "stride": STEPS,
    "training": FLAGS,
    "x_shape": SHAPES,
}
NO_ARRAYS = ["abc", None, [[1], [1, 2]], ["a"], object()]
ANY_SHAPE = {(name, "x") for name in (*ELEMENTWISE, *SOFTMAXES, "dropout", "flatten", "linear")}
ANY_SHAPE |= {("flatten_backward", "dy")}
ONLY_MOVED = {("flatten", "x"), ("flatten_backward", "dy"), ("im2col", "x")}  # complex numbers as well

EVERY = [
    pytest.param(module, name, parameter, id=f"{module.__name__} {name} {parameter}")
    for module in (cnncourse.numpy, cnncourse.torch)
    for name in names(module)
    for parameter in inspect.signature(getattr(module, name)).parameters
]


def bad_values(module, name, parameter):
    """Return what the operator must refuse; None is good where it is the default."""
    good = CALLS[name].get(parameter)
    values = bad_arrays(name, parameter, good) if isinstance(good, np.ndarray) else BAD[parameter]
    default = inspect.signature(getattr(module, name)).parameters[parameter].default
    optional = default is None or parameter in ("mask", "running_mean", "running_var")
    return [value for value in values if not (value is None and optional)]


def bad_arrays(name, parameter, good):
    wrong = list(NO_ARRAYS)
    if (name, parameter) not in ONLY_MOVED:
        wrong.append(good + 1j)
    if (name, parameter) not in ANY_SHAPE:
        wrong.append(good[None])
    if good.dtype.kind != "f":
        wrong.append(good.astype(float))
    return wrong


def refusal(module, name, parameter, value):
    backend = Backend(module, device="cpu" if module is cnncourse.torch else None)
    with pytest.raises((ValueError, TypeError)) as error:
        backend(name, **{**CALLS[name], parameter: value})
    return str(error.value)


@pytest.mark.parametrize("module", [cnncourse.numpy, cnncourse.torch], ids=lambda module: module.__name__)
def test_every_operator_has_an_example_call(module):
    assert set(names(module)) <= set(CALLS)


@pytest.mark.parametrize(("module", "name", "parameter"), EVERY)
def test_an_operator_refuses_a_bad_argument_by_its_name(module, name, parameter):
    for value in bad_values(module, name, parameter):
        message = refusal(module, name, parameter, value)
        assert parameter in message, f"{parameter}={reprlib.repr(value)}"
        if module is cnncourse.torch:
            expected = refusal(cnncourse.numpy, name, parameter, value)
            assert message == expected.replace("numpy.random.Generator", "torch.Generator")


@every_backend
@pytest.mark.parametrize(
    ("x", "found"),
    [
        ("abc", "'abc' (str)"),
        (None, "None (NoneType)"),
        ([[1], [1, 2]], "[[1], [1, 2]] (list)"),
        (["a", "b"], "['a', 'b'] (list)"),
    ],
)
def test_what_is_no_array_is_shown(backend, x, found):
    with pytest.raises(ValueError) as error:  # noqa: PT011, the whole message is compared
        backend("relu", x)
    assert str(error.value) == f"x must be an array of numbers, but is {found}"


def test_torch_operators_name_the_arrays_that_are_on_two_devices():
    x, weight = torch.zeros(1, 1, 3, 3), torch.zeros(1, 1, 3, 3, device="meta")
    with pytest.raises(ValueError, match=r"^x is on cpu but weight is on meta: move one with \.to\(\.\.\.\)$"):
        cnncourse.torch.conv2d(x, weight)
