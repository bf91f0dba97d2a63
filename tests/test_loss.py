"""The losses against torch.nn.functional, both backends in the same tests."""

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
class Classification:
    """Scores and right classes, and how the loss is to be taken."""

    N: int
    C: int
    label_smoothing: float
    reduction: str
    layout: str
    labels_dtype: type
    seed: int

    def arrays(self):
        rng = np.random.default_rng(self.seed)
        logits = laid_out(rng.normal(0.5, 4, (self.N, self.C)), self.layout)
        return logits, rng.integers(0, self.C, self.N).astype(self.labels_dtype)

    @property
    def options(self):
        return {"label_smoothing": self.label_smoothing, "reduction": self.reduction}


classifications = st.builds(
    Classification,
    N=st.integers(1, 5),
    C=st.integers(1, 6),
    label_smoothing=st.sampled_from([0, 0.0, 0.1, 1.0]),
    reduction=st.sampled_from(["mean", "sum", "none"]),
    layout=st.sampled_from(LAYOUTS),
    labels_dtype=st.sampled_from([np.int64, np.int32, np.uint8]),
    seed=st.integers(0, 2**31),
)


@dataclass(frozen=True)
class Regression:
    """Predictions and truth, and how the loss is to be taken."""

    shape: tuple
    beta: float
    reduction: str
    layout: str
    seed: int

    def arrays(self):
        rng = np.random.default_rng(self.seed)
        return [laid_out(rng.normal(0.5, 1, self.shape), self.layout) for _ in range(2)]

    @property
    def options(self):
        return {"beta": self.beta, "reduction": self.reduction}


regressions = st.builds(
    Regression,
    shape=st.lists(st.integers(1, 4), max_size=3).map(tuple),
    beta=st.sampled_from([0, 0.3, 1.0, 5]),
    reduction=st.sampled_from(["mean", "sum", "none"]),
    layout=st.sampled_from(LAYOUTS),
    seed=st.integers(0, 2**31),
)


def backward_options(case):
    """Return the options of a backward: the sum of losses that were not reduced is the sum."""
    return case.options | {"reduction": "mean" if case.reduction == "mean" else "sum"}


def autograd(function, first, second, options):
    first = torch.tensor(first, requires_grad=True)
    loss = function(first, torch.tensor(second), **options).sum()
    return as_numpy(torch.autograd.grad(loss, first)[0])


def torch_cross_entropy(logits, labels, **options):
    return F.cross_entropy(logits, labels.long(), **options)


@every_backend
@GENERATED
@given(case=classifications)
def test_cross_entropy_and_its_backward_equal_torch(backend, case):
    logits, labels = case.arrays()
    expected = torch_cross_entropy(torch.tensor(logits), torch.tensor(labels), **case.options)
    assert_close(backend("cross_entropy", logits, labels, **case.options), as_numpy(expected))
    gradient = backend("cross_entropy_backward", logits, labels, **backward_options(case))
    assert_close(gradient, autograd(torch_cross_entropy, logits, labels, case.options))


@every_backend
@GENERATED
@given(case=regressions)
def test_smooth_l1_and_its_backward_equal_torch(backend, case):
    input, target = case.arrays()
    expected = F.smooth_l1_loss(torch.tensor(input), torch.tensor(target), **case.options)
    assert_close(backend("smooth_l1", input, target, **case.options), as_numpy(expected))
    gradient = backend("smooth_l1_backward", input, target, **backward_options(case))
    assert_close(gradient, autograd(F.smooth_l1_loss, input, target, case.options))


@GENERATED
@given(classification=classifications, regression=regressions)
def test_losses_of_the_torch_backend_are_differentiated_by_autograd(classification, regression):
    for case, ours, theirs in (
        (classification, cnncourse.torch.cross_entropy, torch_cross_entropy),
        (regression, cnncourse.torch.smooth_l1, F.smooth_l1_loss),
    ):
        arrays = case.arrays()
        assert_close(autograd(ours, *arrays, case.options), autograd(theirs, *arrays, case.options))


@every_backend
def test_backwards_equal_central_differences(backend):
    rng = np.random.default_rng(3)
    logits, target, labels = rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), np.array([3, 0, 1])
    dlogits = backend("cross_entropy_backward", logits, labels, label_smoothing=0.2)
    loss = lambda x: backend("cross_entropy", x, labels, label_smoothing=0.2)  # noqa: E731
    assert_close(dlogits, central_differences(loss, logits), 1e-8)
    dinput = backend("smooth_l1_backward", logits, target, beta=0.5)
    loss = lambda x: backend("smooth_l1", x, target, beta=0.5)  # noqa: E731
    assert_close(dinput, central_differences(loss, logits), 1e-8)


# Numbers worked out by hand


@every_backend
def test_cross_entropy_of_a_network_that_knows_nothing_is_the_logarithm_of_the_classes(backend):
    assert backend("cross_entropy", np.zeros((2, 10)), np.array([3, 7])) == pytest.approx(math.log(10), rel=1e-14)


@every_backend
def test_cross_entropy_averages_the_losses_of_the_images(backend):
    logits = np.log(np.array([[1.0, 3.0], [4.0, 1.0]]))  # probabilities 1/4, 3/4 and 4/5, 1/5
    losses = backend("cross_entropy", logits, np.array([0, 0]), reduction="none")
    assert_close(losses, np.array([math.log(4), math.log(5 / 4)]), 1e-14)
    assert backend("cross_entropy", logits, np.array([0, 0])) == pytest.approx(math.log(5) / 2, rel=1e-14)


@every_backend
def test_cross_entropy_spreads_a_share_of_the_target_over_all_classes(backend):
    logits = np.log(np.array([[1.0, 3.0]]))
    loss = backend("cross_entropy", logits, np.array([0]), label_smoothing=0.5)
    assert loss == pytest.approx(0.75 * math.log(4) + 0.25 * math.log(4 / 3), rel=1e-14)


@every_backend
def test_cross_entropy_backward_is_probability_minus_target(backend):
    logits = np.log(np.array([[1.0, 3.0], [4.0, 1.0]]))
    gradient = backend("cross_entropy_backward", logits, np.array([0, 1]))
    assert_close(gradient, np.array([[1 / 4 - 1, 3 / 4], [4 / 5, 1 / 5 - 1]]) / 2, 1e-14)


@every_backend
def test_smooth_l1_is_a_parabola_up_to_beta_and_then_a_line(backend):
    errors = np.array([-4.0, -2, -1, 0, 1, 2, 4])
    losses = backend("smooth_l1", errors, np.zeros(7), beta=2, reduction="none")
    assert losses.tolist() == [3, 1, 0.25, 0, 0.25, 1, 3]
    slopes = backend("smooth_l1_backward", errors, np.zeros(7), beta=2, reduction="sum")
    assert slopes.tolist() == [-1, -1, -0.5, 0, 0.5, 1, 1]


# Extremes, dtypes, memory


@every_backend
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_losses_do_not_overflow_at_1000(backend, dtype):
    logits = np.array([[1000, -1000, 0], [-1000, 1000, 0]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss = backend("cross_entropy", logits, np.array([0, 0]), reduction="none")
        gradient = backend("cross_entropy_backward", logits, np.array([0, 0]), reduction="sum")
        huge = backend("smooth_l1", np.array([1e30], dtype), np.array([-1e30], dtype))
    assert loss.tolist() == [0, 2000]
    assert gradient.tolist() == [[0, 0, 0], [-1, 1, 0]]
    assert huge == dtype(2e30)


@every_backend
def test_cross_entropy_accepts_an_impossible_class_that_is_not_the_right_one(backend):
    assert backend("cross_entropy", np.array([[0.0, -np.inf]]), np.array([0])) == 0


@every_backend
@pytest.mark.parametrize("function", ["cross_entropy", "smooth_l1"])
def test_losses_of_a_nan_are_nan(backend, function):
    truth = np.array([1]) if function == "cross_entropy" else np.zeros((1, 3))
    assert np.isnan(backend(function, np.array([[np.nan, 1.0, 2.0]]), truth))


def example(dtype=np.float64):
    rng = np.random.default_rng(7)
    logits, target = (9 * rng.normal(0.5, 1, (2, 4, 6))).astype(dtype)
    return logits, target, rng.integers(0, 6, 4)


def everything(backend, logits, target, labels):
    results = [
        backend("cross_entropy_backward", logits, labels, label_smoothing=0.1),
        backend("smooth_l1_backward", logits, target, beta=0.7),
    ]
    for reduction in ("mean", "sum", "none"):
        results.append(backend("cross_entropy", logits, labels, label_smoothing=0.1, reduction=reduction))
        results.append(backend("smooth_l1", logits, target, beta=0.7, reduction=reduction))
    return results


@every_backend
def test_float32_results_are_those_of_float64_up_to_rounding(backend):
    logits, target, labels = example(np.float32)
    singles = everything(backend, logits, target, labels)
    doubles = everything(backend, logits.astype(np.float64), target.astype(np.float64), labels)
    for single, double in zip(singles, doubles, strict=True):
        assert_close(single, double, 1e-5)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_torch_losses_sum_16_bit_floats_in_float32(dtype):
    logits = torch.zeros(1024, 4, dtype=dtype)  # a running sum in bfloat16 would stop at 256
    loss = cnncourse.torch.cross_entropy(logits, torch.zeros(1024, dtype=torch.long))
    assert loss.dtype == dtype
    assert loss.item() == pytest.approx(math.log(4), rel=0.004)
    total = cnncourse.torch.smooth_l1(logits + 1, logits, beta=0, reduction="sum")
    assert (total.dtype, total.item()) == (dtype, 4096)


@every_backend
def test_losses_of_an_empty_batch_are_those_of_torch(backend):
    logits, labels = np.zeros((0, 3)), np.zeros(0, np.int64)
    for function, truth in (("cross_entropy", labels), ("smooth_l1", logits)):
        with np.errstate(all="raise"):
            assert np.isnan(backend(function, logits, truth))
        assert backend(function, logits, truth, reduction="sum") == 0
        assert backend(f"{function}_backward", logits, truth).shape == (0, 3)
    assert backend("cross_entropy", logits, labels, reduction="none").shape == (0,)
    assert backend("smooth_l1", logits, logits, reduction="none").shape == (0, 3)


def test_torch_losses_call_no_loss_of_torch():
    logits, target, labels = map(torch.tensor, example())
    called = operators_called_by(cnncourse.torch.cross_entropy, logits, labels)
    called |= operators_called_by(cnncourse.torch.smooth_l1, logits, target)
    assert {"exp", "log", "gather"} <= called
    assert not [name for name in called if "loss" in name or "softmax" in name or "entropy" in name]


# Refusals: the same words from both backends


LOGITS = np.zeros((2, 3))
VALUE_REFUSALS = [
    ("cross_entropy", [LOGITS, np.array([0, 3])], {},
     "labels hold 3 but logits has 3 classes (logits.shape[1]): labels run from 0 to 2"),
    ("cross_entropy", [LOGITS, np.array([-1, 0])], {},
     "labels hold -1 but logits has 3 classes (logits.shape[1]): labels run from 0 to 2"),
    ("cross_entropy_backward", [LOGITS, np.array([0, 3])], {},
     "labels hold 3 but logits has 3 classes (logits.shape[1]): labels run from 0 to 2"),
    ("cross_entropy", [LOGITS, np.array([0, 1, 2])], {},
     "labels has shape (3,) but (2,) is expected: one class index per row of logits"),
    ("cross_entropy", [LOGITS, np.array([[0], [1]])], {},
     "labels has shape (2, 1) but (2,) is expected: one class index per row of logits"),
    ("cross_entropy", [np.zeros((2, 3, 4)), np.array([0, 1])], {},
     "logits has 3 dimensions, shape (2, 3, 4), but 2 are expected: (N, C)"),
    ("cross_entropy", [np.zeros((2, 0)), np.array([0, 1])], {},
     "logits has shape (2, 0): there is no class to choose (logits.shape[1]=0)"),
    ("cross_entropy", [LOGITS, np.array([0, 1])], {"label_smoothing": 1.1},
     "label_smoothing must be from 0 to 1, but is 1.1"),
    ("cross_entropy", [LOGITS, np.array([0, 1])], {"reduction": "avg"},
     'reduction must be one of "mean", "sum", "none", but is \'avg\''),
    ("cross_entropy_backward", [LOGITS, np.array([0, 1])], {"reduction": "none"},
     'reduction must be one of "mean", "sum", but is \'none\''),
    ("smooth_l1", [LOGITS, np.zeros((3, 2))], {},
     "target has shape (3, 2) but (2, 3) is expected: the shape of input"),
    ("smooth_l1", [LOGITS, LOGITS], {"beta": -1}, "beta must be at least 0, but is -1"),
    ("smooth_l1", [LOGITS, LOGITS], {"reduction": None},
     'reduction must be one of "mean", "sum", "none", but is None'),
    ("smooth_l1_backward", [LOGITS, np.zeros(3)], {},
     "target has shape (3,) but (2, 3) is expected: the shape of input"),
    ("smooth_l1_backward", [LOGITS, LOGITS], {"reduction": "none"},
     'reduction must be one of "mean", "sum", but is \'none\''),
]  # fmt: skip
TYPE_REFUSALS = [
    ("cross_entropy", [LOGITS, np.array([0.0, 1.0])], {},
     "labels must be whole numbers (class indices), but their dtype is float64"),
    ("cross_entropy_backward", [LOGITS, np.array([True, False])], {},
     "labels must be whole numbers (class indices), but their dtype is bool"),
    ("cross_entropy", [LOGITS, np.array([0, 1])], {"label_smoothing": "0.1"},
     "label_smoothing must be a number, but is '0.1' (str)"),
    ("smooth_l1", [LOGITS, LOGITS], {"beta": None}, "beta must be a number, but is None (NoneType)"),
]  # fmt: skip
REFUSALS = [(ValueError, *case) for case in VALUE_REFUSALS] + [(TypeError, *case) for case in TYPE_REFUSALS]


@every_backend
@pytest.mark.parametrize(("error", "function", "arrays", "options", "message"), REFUSALS)
def test_losses_refuse_what_does_not_fit_and_state_both_numbers(backend, error, function, arrays, options, message):
    with pytest.raises(error) as refusal:
        backend(function, *arrays, **options)
    assert str(refusal.value) == message
