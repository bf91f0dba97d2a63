"""The smallest case that still fails: it fails, it can be followed by hand, and nothing smaller fails."""

import inspect
from dataclasses import replace

import numpy as np
import pytest

from cnncourse import cards, diagnosis
from cnncourse.checking import judge
from cnncourse.exercises import find
from cnncourse.probing import Case, numbers_in, observe
from cnncourse.shrinking import siblings, smallest
from cnncourse.terms import sum_of_terms


def spoilt(name, where, spoil):
    """Return an answer that is right but where `where(arguments)` holds: there `spoil` changes the result."""
    signature = inspect.signature(find(name).reference)

    def answer(*args, **options):
        given = signature.bind(*args, **options)
        given.apply_defaults()
        right = find(name).reference(*args, **options)
        return spoil(right) if where(given.arguments) else right

    return answer


def last_column_off(y):
    y = np.array(y, dtype=float)
    y[..., -1] += 5
    return y


def first_off(result):
    return (last_column_off(result[0]), *result[1:])


BUGS = {
    "conv2d needs a stride": ("conv2d", lambda a: a["stride"] != 1, last_column_off, {"stride"}),
    "conv2d needs two strides": (
        "conv2d",
        lambda a: len(set(np.broadcast_to(a["stride"], 2))) == 2,
        last_column_off,
        {"stride"},
    ),
    "conv2d needs groups": ("conv2d", lambda a: a["groups"] > 1, last_column_off, {"groups"}),
    "conv2d needs groups of two channels": (
        "conv2d",
        lambda a: a["groups"] > 1 and a["weight"].shape[1] > 1,
        last_column_off,
        {"groups"},
    ),
    "conv2d needs padding": ("conv2d", lambda a: np.any(a["padding"]), last_column_off, {"padding"}),
    "conv2d needs dilation and padding": (
        "conv2d",
        lambda a: np.any(a["padding"]) and np.max(a["dilation"]) > 1,
        last_column_off,
        {"dilation", "padding"},
    ),
    "conv2d needs three filters": ("conv2d", lambda a: len(a["weight"]) > 2, last_column_off, set()),
    "depthwise_conv2d needs a stride": ("depthwise_conv2d", lambda a: a["stride"] != 1, last_column_off, {"stride"}),
    "max_pool2d needs padding": ("max_pool2d", lambda a: np.any(a["padding"]), last_column_off, {"padding"}),
    "max_pool2d needs ceil_mode": ("max_pool2d", lambda a: a["ceil_mode"], last_column_off, {"ceil_mode"}),
    "conv2d_backward needs a stride": ("conv2d_backward", lambda a: a["stride"] != 1, first_off, {"stride"}),
    "conv2d_backward needs padding": ("conv2d_backward", lambda a: np.any(a["padding"]), first_off, {"padding"}),
    "apply_filter needs colours": ("apply_filter", lambda a: a["image"].ndim == 3, last_column_off, set()),
    "im2col needs an oblong kernel": (
        "im2col",
        lambda a: len(set(np.broadcast_to(a["kernel_size"], 2))) == 2,
        last_column_off,
        set(),
    ),
    "output_size needs a dilation": ("output_size", lambda a: a["dilation"] != 1, lambda y: y + np.int64(1), set()),
}
by_bug = pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS.keys())


def outcome(answer, case):
    """Return the numbers that come out, in one row for each array, or None for an error."""
    args = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in case.args.items()}
    try:
        return numbers_in(answer(*args.values(), **case.options))[1]
    except (ValueError, TypeError, IndexError, ZeroDivisionError):
        return None


def fails(name, answer, case):
    right, got = outcome(find(name).reference, case), outcome(answer, case)
    if right is None or not all(a.size and np.isfinite(a).all() for a in right):
        return False
    return any(a.shape == b.shape and not np.allclose(a, b) for a, b in zip(right, got, strict=True))


def example_of(name, answer):
    """Return the example on the card of an answer whose mistake nobody has described."""
    exercise = replace(find(name), mistakes=())
    judged = judge(exercise, observe(name, answer, 0), 0, answer)
    return next(part.example for part in judged.parts if part.state == "wrong")


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(diagnosis, "SECONDS", 600.0)


@by_bug
def test_the_smallest_case_fails_and_is_in_whole_numbers(bug):
    name, where, spoil, needed = bug
    answer = spoilt(name, where, spoil)
    example = example_of(name, answer)
    assert example.lead == "The smallest case found that fails:"
    assert fails(name, answer, replace(example.case, select=None))
    arrays = [value for value in example.case.args.values() if isinstance(value, np.ndarray)]
    assert all(np.array_equal(array, np.rint(array)) for array in arrays)
    assert needed <= set(example.case.options)


@by_bug
def test_no_case_that_is_one_step_smaller_fails(bug):
    name, where, spoil, _ = bug
    answer = spoilt(name, where, spoil)
    case = example_of(name, answer).case
    defaults = {
        n: p.default for n, p in inspect.signature(find(name).reference).parameters.items() if p.default != p.empty
    }
    assert [s for s in siblings(case, defaults) if fails(name, answer, s)] == []


@pytest.mark.parametrize(
    ("bug", "shapes"),
    [
        ("conv2d needs groups of two channels", {"x": (1, 4, 1, 1), "weight": (2, 2, 1, 1)}),
        ("conv2d needs three filters", {"x": (1, 1, 1, 1), "weight": (3, 1, 1, 1)}),
        ("conv2d_backward needs a stride", dict.fromkeys(("dy", "x", "weight"), (1, 1, 1, 1))),
        ("max_pool2d needs padding", {"x": (1, 1, 1, 1)}),
        ("depthwise_conv2d needs a stride", {"x": (1, 1, 1, 1), "weight": (1, 1, 1, 1)}),
        ("apply_filter needs colours", {"image": (1, 1, 3), "kernel": (1, 1)}),
    ],
)
def test_the_arrays_are_as_small_as_they_are_by_hand(bug, shapes):
    name, where, spoil, _ = BUGS[bug]
    arguments = example_of(name, spoilt(name, where, spoil)).case.args
    assert {key: value.shape for key, value in arguments.items() if isinstance(value, np.ndarray)} == shapes


def test_one_number_is_left_where_one_is_enough():
    name, where, spoil, _ = BUGS["conv2d needs two strides"]
    case = example_of(name, spoilt(name, where, spoil)).case
    assert (case.args["x"].shape, case.args["weight"].shape) == ((1, 1, 1, 1), (1, 1, 1, 1))
    assert sorted(case.options) == ["stride"]


def test_the_wrong_number_is_written_out_term_by_term():
    name, where, spoil, _ = BUGS["conv2d needs groups of two channels"]
    text = cards.text(judge(replace(find(name), mistakes=()), observe(name, spoilt(name, where, spoil), 0), 0))
    assert "A small case, 4 channels in 2 groups:" in text
    example = example_of(name, spoilt(name, where, spoil))
    (array, *index), terms = example.wrong, example.work.split(" + ")
    assert len(terms) == 2
    assert sum(eval(term.replace("×", "*")) for term in terms) == example.expected[array][tuple(index)]


def test_the_card_says_with_which_settings_the_same_call_is_right():
    name, where, spoil, _ = BUGS["conv2d needs dilation and padding"]
    more = example_of(name, spoilt(name, where, spoil)).more
    assert more == "The same call is right with `padding=0`, and also with `dilation=1`."


def test_an_error_is_made_smaller_to_the_same_error():
    def failing(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        if x.shape[1] == 1:
            raise RuntimeError("another one")
        if groups > 1:
            raise TypeError("no groups")
        return find("conv2d").reference(x, weight, bias, stride, padding, dilation, groups)

    exercise = replace(find("conv2d"), mistakes=())
    example = judge(exercise, observe("conv2d", failing, 0), 0, failing).parts[4].example
    assert example is None or example.case.args["x"].shape[1] > 1


def test_the_inputs_of_a_view_stay_a_view():
    def wants_its_memory_whole(x, weight, *args, **options):
        y = find("conv2d").reference(x, weight, *args, **options)
        return y if x.flags.c_contiguous else y + 1

    (last,) = [p for p in judge(*_seen("conv2d", wants_its_memory_whole)).parts if not p.passed]
    assert not last.example.case.args["x"].flags.c_contiguous
    assert last.example.more == "Here `x` is a view of a larger array."


def test_integers_are_called_integers():
    def cuts_fractions_off(x, weight, *args, **options):
        return find("conv2d").reference(x, weight, *args, **options) + 7 * (x.dtype.kind == "i")

    (last,) = [p for p in judge(*_seen("conv2d", cuts_fractions_off)).parts if not p.passed]
    assert last.example.more == "Here `x` holds integers."


def _seen(name, answer):
    return replace(find(name), mistakes=()), observe(name, answer, 0), 0, answer


def test_an_answer_that_never_ends_on_smaller_inputs_can_be_stopped():
    calls = []

    def slow(x, weight, *args, **options):
        calls.append(1)
        if len(calls) > 27:  # after the cases of the exercise
            raise KeyboardInterrupt
        return find("conv2d").reference(x, weight, *args, **options) + 1

    example = next(p.example for p in judge(*_seen("conv2d", slow)).parts if p.state == "wrong")
    assert example.lead == "A small case, a 2x2 kernel on 3x4:"


def test_looking_for_a_smaller_case_ends_when_the_time_is_over():
    case = Case("large", {"x": np.ones((50, 50))})
    assert smallest(case, lambda c: True, {}, seconds=0.0).args["x"].shape == (50, 50)
    assert smallest(case, lambda c: True, {}, seconds=60.0).args["x"].shape == (1, 1)


def test_grading_shows_the_declared_case():
    name, where, spoil, _ = BUGS["conv2d needs groups"]
    judged = judge(replace(find(name), mistakes=()), observe(name, spoilt(name, where, spoil), 0), 0)
    assert judged.parts[4].example.lead == "A small case, 4 channels in 2 groups:"


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda x, w: x @ w, "3×2 + 4×(-1)"),
        (lambda x, w: x[::-1], "x[1]"),
        (lambda x, w: x**2 + w, ""),
    ],
)
def test_a_number_is_a_sum_of_terms_where_the_result_is_linear(function, sentence):
    case = Case("two numbers", {"x": np.array([3.0, 4.0]), "w": np.array([2.0, -1.0])})
    index = (0,) if sentence.startswith("3") else (0, 0)
    assert sum_of_terms(function, case, index) == sentence
