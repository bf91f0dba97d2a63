"""What holds for every operator alike: dtypes, empty batches, and arguments that stay as they are."""

import numpy as np
import pytest
from backends import LAYOUTS, Backend, F, as_numpy, assert_close, every_backend, laid_out, torch
from calls import CHOOSING, FILTERS, calls, floats, names

import cnncourse.numpy
import cnncourse.torch

CALLS, NO_IMAGES = calls(), calls(N=0)


def operators(*backends, of=lambda name: True):
    """Parametrise by backend and by those of its operators that take arrays of numbers."""
    return pytest.mark.parametrize(
        ("backend", "name"),
        [
            pytest.param(backend, name, id=f"{label} {name}", marks=pytest.mark.gpu if label == "torch-cuda" else ())
            for label, backend in backends
            for name in names(backend.module)
            if floats(CALLS[name]) and of(name)
        ],
    )


NUMPY = "numpy", Backend(cnncourse.numpy)
TORCH = "torch-cpu", Backend(cnncourse.torch, device="cpu")
CUDA = "torch-cuda", Backend(cnncourse.torch, device="cuda")

every_operator = operators(NUMPY, TORCH, CUDA)
every_torch_operator = operators(TORCH, CUDA)
every_forward_torch_operator = operators(TORCH, CUDA, of=lambda name: not name.endswith("_backward"))
every_operator_on_batches = operators(NUMPY, TORCH, CUDA, of=lambda name: name not in FILTERS)


def with_floats(arguments, change):
    return {**arguments, **{name: change(arguments[name]) for name in floats(arguments)}}


def results_of(result):
    return [part for part in (result if isinstance(result, tuple) else (result,)) if part is not None]


def run(backend, name, arguments):
    """Return all results of a call, without those that are None."""
    return results_of(backend(name, **arguments))


# Dtypes


@every_operator
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_operator_returns_the_dtype_it_is_given(backend, name, dtype):
    first, *others = run(backend, name, with_floats(CALLS[name], lambda array: array.astype(dtype)))
    assert first.dtype == dtype
    assert {other.dtype for other in others} <= {np.dtype(dtype), np.dtype(np.int64), np.dtype(bool)}


@every_operator
def test_an_operator_computes_integers_in_float64(backend, name):
    whole = with_floats(CALLS[name], np.round)
    expected = run(backend, name, whole)
    found = run(backend, name, with_floats(whole, lambda array: array.astype(np.int32)))
    assert found[0].dtype == (np.int32 if name in CHOOSING else np.float64)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


@every_torch_operator
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_a_torch_operator_computes_16_bit_floats_in_float32(backend, name, dtype):
    short = {key: backend.native(value) for key, value in CALLS[name].items()}
    short = {key: value.to(dtype) if key in floats(CALLS[name]) else value for key, value in short.items()}
    exact = {key: value.float() if key in floats(CALLS[name]) else value for key, value in short.items()}
    operator = getattr(backend.module, name)
    for found, expected in zip(results_of(operator(**short)), results_of(operator(**exact)), strict=True):
        assert found.dtype == (dtype if expected.dtype == torch.float32 else expected.dtype)
        torch.testing.assert_close(found.float(), expected.float(), rtol=torch.finfo(dtype).eps, atol=1e-4)


# Arguments stay as they are


@every_operator
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_operator_reads_any_layout_and_leaves_its_arguments_bit_identical(backend, name, layout, dtype):
    arguments = with_floats(CALLS[name], lambda array: laid_out(array.astype(dtype), layout))
    given = {key: backend.native(value) for key, value in arguments.items()}
    found = run(backend, name, given)
    for key, value in CALLS[name].items():
        if isinstance(value, np.ndarray):
            expected = value.astype(dtype) if key in floats(CALLS[name]) else value
            assert as_numpy(given[key]).tobytes() == expected.tobytes(), key
    plain = run(backend, name, with_floats(CALLS[name], lambda array: array.astype(dtype)))
    for one, other in zip(found, plain, strict=True):
        assert_close(one, other, 1e-5 if dtype == np.float32 else 1e-12)


# Empty batches


@every_operator_on_batches
def test_an_operator_turns_no_images_into_no_images_and_into_gradients_of_0(backend, name):
    found, usual = run(backend, name, NO_IMAGES[name]), run(backend, name, CALLS[name])
    for one, other in zip(found, usual, strict=True):
        batched = other.shape[0] == 2  # no weight of the example calls has a first axis of 2
        assert one.shape == ((0, *other.shape[1:]) if batched else other.shape)
        assert one.dtype == other.dtype
        if name.endswith("_backward"):
            assert not one.any()


@every_forward_torch_operator
def test_autograd_gives_gradients_of_0_where_there_are_no_images(backend, name):
    arguments = {key: backend.native(value) for key, value in NO_IMAGES[name].items()}
    learned = [arguments[key].requires_grad_() for key in floats(NO_IMAGES[name]) if "running" not in key]
    first, *_ = results_of(getattr(backend.module, name)(**arguments))
    for tensor, gradient in zip(learned, torch.autograd.grad(first.sum(), learned), strict=True):
        assert gradient.shape == tensor.shape
        assert not gradient.any()


EMPTY_IMAGES = [
    ("conv2d", F.conv2d, (0, 4, 0, 7), (6, 2, 3, 2), {"padding": (2, 1), "groups": 2}),
    ("conv2d", F.conv2d, (0, 4, 5, 0), (6, 4, 1, 3), {"padding": (0, 2), "stride": (1, 2)}),
    ("conv_transpose2d", F.conv_transpose2d, (0, 4, 0, 7), (4, 3, 3, 2), {"stride": (1, 2)}),
    ("conv_transpose2d", F.conv_transpose2d, (0, 4, 5, 0), (4, 3, 3, 4), {"groups": 2}),
]


@every_backend
@pytest.mark.parametrize(("name", "oracle", "x_shape", "weight_shape", "options"), EMPTY_IMAGES)
def test_convolutions_of_no_images_take_images_without_pixels_as_torch_does(
    backend, name, oracle, x_shape, weight_shape, options
):
    x, weight = np.zeros(x_shape), np.ones(weight_shape)
    y = backend(name, x, weight, **options)
    assert y.shape == tuple(oracle(torch.tensor(x), torch.tensor(weight), **options).shape)
    dx, dweight, dbias = backend(f"{name}_backward", y, x, weight, **options)
    assert (dx.shape, dweight.shape, dbias.shape) == (x_shape, weight_shape, y.shape[1:2])
    assert not dweight.any()
    assert not dbias.any()


@every_backend
@pytest.mark.parametrize("training", [False, True])
def test_batch_norm2d_of_no_images_leaves_the_running_statistics(backend, training):
    arguments = {**NO_IMAGES["batch_norm2d"], "training": training}
    _, mean, var = backend("batch_norm2d", **arguments)
    np.testing.assert_array_equal(mean, arguments["running_mean"])
    np.testing.assert_array_equal(var, arguments["running_var"])
