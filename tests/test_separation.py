"""A learner's test is judged by the wrong functions that it notices."""

import numpy as np
import pytest

from cnncourse.mistakes import Mistake
from cnncourse.probing import Case, Observation, numbers_in
from cnncourse.separation import separates


def total(x, factor):
    return x.sum() * factor


MISTAKES = (
    Mistake("the factor is left out", lambda x, factor: x.sum(), ""),
    Mistake("negative numbers are dropped", lambda x, factor: np.maximum(x, 0).sum() * factor, ""),
    Mistake("it fails", lambda x, factor: 1 / 0, ""),
)


def judged(*inputs, least=3):
    form, arrays = numbers_in(inputs)
    judge = separates(("x", "factor"), total, MISTAKES, lambda case: least)
    return judge(Case("all", {}), Observation(arrays, form))


def test_inputs_that_tell_all_mistakes_apart_are_good():
    assert judged(np.array([1.0, -2.0]), 3) == ""


def test_inputs_that_miss_one_are_told_which():
    expected = "Your inputs tell 2 of 3 wrong functions apart. They do not notice when negative numbers are dropped."
    assert judged(np.array([1.0, 2.0]), 3) == expected


def test_fewer_are_enough_where_the_part_asks_for_fewer():
    assert judged(np.array([1.0, 2.0]), 3, least=2) == ""


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ((np.ones(3),), r"Return a tuple \(x, factor\)\."),
        ((np.ones(30_000), 2), r"x holds 30000 numbers; 20,000 are enough"),
        ((np.ones(3), 1000), r"factor is 1000; keep it at 8 or below"),
    ],
)
def test_inputs_that_cannot_be_used_are_explained(inputs, message):
    import re

    assert re.match(message, judged(*inputs))
