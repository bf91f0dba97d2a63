"""The two backends behind one call, so that one parametrised test serves both."""

from dataclasses import dataclass
from types import ModuleType

import numpy as np
import pytest
from hypothesis import settings

import cnncourse.numpy

torch = pytest.importorskip("torch", reason="torch is the oracle here: install cnncourse with its extra [torch]")

import torch.nn.functional as F  # noqa: E402, F401

import cnncourse.torch  # noqa: E402

GENERATED = settings(max_examples=400, derandomize=True, deadline=None, database=None)


@dataclass(frozen=True)
class Backend:
    """One implementation under test; it takes and returns NumPy arrays."""

    module: ModuleType
    algorithm: str | None = None
    device: str | None = None

    def native(self, array):
        if self.device is None or not isinstance(array, np.ndarray):
            return array
        return torch.as_tensor(array, device=self.device)

    def __call__(self, function, *arrays, **options):
        if self.algorithm and function.startswith("conv2d"):
            options["algorithm"] = self.algorithm
        options = {name: self.native(value) for name, value in options.items()}
        result = getattr(self.module, function)(*map(self.native, arrays), **options)
        if isinstance(result, tuple):
            return tuple(map(as_numpy, result))
        return as_numpy(result)


def as_numpy(array):
    return array.detach().cpu().numpy() if isinstance(array, torch.Tensor) else array


def on_cuda(backend):
    """Return the parameter for a backend on a CUDA device; conftest.py leaves it out where there is none."""
    return pytest.param(backend, id="torch-cuda", marks=pytest.mark.gpu)


every_backend = pytest.mark.parametrize(
    "backend",
    [
        pytest.param(Backend(cnncourse.numpy), id="numpy"),
        pytest.param(Backend(cnncourse.torch, device="cpu"), id="torch-cpu"),
        on_cuda(Backend(cnncourse.torch, device="cuda")),
    ],
)


def assert_close(actual, expected, tolerance=1e-10):
    assert actual.shape == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance * abs(expected).max(initial=0))


LAYOUTS = ("contiguous", "last axis first", "every other")


def laid_out(array, layout):
    """Return the same values laid out otherwise in memory, as a view."""
    if layout == "last axis first":
        return np.asfortranarray(array)
    if layout == "every other" and array.ndim:
        return np.repeat(array, 2, axis=-1)[..., ::2]
    return array


def operators_called_by(function, *tensors, **options):
    """Return the names of the torch operators that a function runs."""
    from torch.utils._python_dispatch import TorchDispatchMode

    names = set()

    class Recorder(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            names.add(func.overloadpacket.__name__)
            return func(*args, **(kwargs or {}))

    with Recorder():
        function(*tensors, **options)
    return names


def central_differences(loss, array, step=1e-5):
    """Return d loss / d array without any rule of differentiation."""
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        more, less = array.copy(), array.copy()
        more[index] += step
        less[index] -= step
        gradient[index] = (loss(more) - loss(less)) / (2 * step)
    return gradient
