"""What runs beside a learner's code: it observes anything, and what it sends is checked before it is believed."""

import base64
import json
import subprocess
import sys

import numpy as np
import pytest

from cnncourse.probing import Case, Observation, cases_of, decode, encode, numbers_in, observe, run


def packed(**changes):
    array = {"dtype": "<f8", "shape": [2], "data": base64.b64encode(np.array([1.0, 2.0]).tobytes()).decode()}
    return {"part/case": {"form": "array", "error": "", "changed": [], "arrays": [array | changes]}}


def test_decode_gives_back_what_encode_was_given():
    sent = {
        "a/b": Observation((np.arange(6.0).reshape(2, 3), np.array(7)), "tuple", "", ("x",)),
        "a/c": Observation(form="nothing", error="ValueError: no"),
    }
    came = decode(json.loads(json.dumps(encode(sent))))
    assert [(o.form, o.error, o.changed) for o in came.values()] == [
        ("tuple", "", ("x",)),
        ("nothing", "ValueError: no", ()),
    ]
    for want, got in zip(sent["a/b"].arrays, came["a/b"].arrays, strict=True):
        np.testing.assert_array_equal(got, want)
        assert got.shape == want.shape


@pytest.mark.parametrize(
    "data",
    [
        packed(dtype="|O"),
        packed(dtype="<c16"),
        packed(shape=[3]),
        packed(shape=[-1, -2]),
        packed(shape=[2.0]),
        packed(shape=[True, 2]),
        packed(shape=[10**12]),
        packed(shape=[1] * 9 + [2]),
        packed(data="not base64!"),
        packed(data=None),
        {"part/case": {"form": "array"}},
        {"part/case": None},
        {"part/case": {"form": "array", "error": "x" * 10_000, "changed": [], "arrays": []}},
        {7: {"form": "array", "error": "", "changed": [], "arrays": []}},
        [],
        "text",
        None,
    ],
)  # fmt: skip
def test_decode_refuses_what_encode_would_not_write(data):
    with pytest.raises(ValueError, match=r".+"):
        decode(data)


@pytest.mark.parametrize(
    ("value", "form", "shapes"),
    [
        (3, "array", [()]),
        ((3, 4), "array", [(2,)]),
        (np.ones(2, np.longdouble), "array", [(2,)]),
        ([[1, 2, 3], [4, 5, 6]], "array", [(2, 3)]),
        ((np.ones((2, 3)), np.ones(4)), "tuple", [(2, 3), (4,)]),
        ([np.ones((2, 3)), np.ones(4)], "tuple", [(2, 3), (4,)]),
        (np.ma.array([[1, 2]]), "array", [(1, 2)]),
        (None, "None", []),
        ("text", "str", []),
        ([[1, 2], [3]], "list", []),
        (np.array([{}]), "ndarray", []),
        (np.ones(1_000_000), "ndarray", []),
    ],
)
def test_numbers_in_finds_the_numbers_of_whatever_is_returned(value, form, shapes):
    assert (lambda found: (found[0], [a.shape for a in found[1]]))(numbers_in(value)) == (form, shapes)


def test_numbers_in_reads_a_tensor_that_requires_gradients():
    torch = pytest.importorskip("torch", reason="needs torch: pip install 'cnncourse[torch]'")
    form, (array,) = numbers_in(torch.ones(2, 3, requires_grad=True))
    assert (form, array.tolist()) == ("array", [[1, 1, 1], [1, 1, 1]])


def test_run_notes_which_guarded_argument_was_written_into():
    def greedy(x, y):
        y += 1
        return x

    case = Case("guarded", {"x": np.zeros(2), "y": np.zeros(2)}, guard=True)
    assert run(greedy, case).changed == ("y",)


def test_run_quotes_the_learners_own_line_of_an_error():
    def failing(x):
        return np.linalg.inv(x)

    error = run(failing, Case("singular", {"x": np.zeros((2, 2))})).error
    assert error == "LinAlgError: Singular matrix, at `return np.linalg.inv(x)`"


@pytest.mark.parametrize("stop", [SystemExit, ValueError, RecursionError])
def test_observe_survives_an_answer_that_raises(stop):
    def leaving(*args, **kwargs):
        raise stop("leaving")

    observed = observe("conv2d", leaving, 0)
    assert len(observed) == len(list(cases_of("conv2d", 0)))
    assert all(o.error.startswith(stop.__name__) for o in observed.values())


def test_observe_keeps_what_was_seen_before_an_interruption():
    calls = []

    def slow(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return 1

    observed = list(observe("output_size", slow, 0).values())
    assert [o.error for o in observed] == ["", "", "interrupted while this case was running"]


def test_cases_are_made_anew_so_that_one_answer_cannot_spoil_the_next_ones_inputs():
    def spoil(x, weight, bias=None, **options):
        x[...] = 0
        return 0

    observe("conv2d", spoil, 0)
    again = dict(cases_of("conv2d", 0))
    assert all(case.args["x"].any() for case in again.values())


def test_another_seed_gives_other_inputs():
    first, second = (dict(cases_of("conv2d", seed))["channels/3 channels, 5 filters"].args["x"] for seed in (1, 2))
    assert not np.allclose(first, second)


def test_observing_imports_neither_references_nor_expected_values():
    code = """
import sys
from cnncourse.checking import check
from cnncourse.probing import observe
observe("conv2d", lambda *a, **k: 0, 1)
print([name for name in sys.modules if name.startswith(("cnncourse.numpy", "cnncourse.torch", "cnncourse.exercises",
       "cnncourse.mistakes", "cnncourse.shapes"))])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
