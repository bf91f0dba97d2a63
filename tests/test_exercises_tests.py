"""The exercises that ask for a test, and those that ask for predictions."""

import re
from pathlib import Path

import numpy as np
import pytest

from cnncourse.checking import judge
from cnncourse.exercises import find
from cnncourse.probing import observe

SOLUTIONS = Path(__file__).parents[1] / "solutions"
PREDICTIONS = {
    "predict_pixels": (6, 0, 4, 2, 38, -24),
    "predict_fields": (3, 5, 7, 11, 15),
    "predict_block": (256, 28, 12_800, 512, 3_136),
    "predict_separable": (73_728, 576, 8_192, 64, 27_496_448),
    "predict_conv2d": (12, 11, -7, -2, 15, 25, 15, 6),
}
SLIPS = {
    "predict_pixels": (54, 0, 4, 4, 38, 24),
    "predict_fields": (3, 5, 9, 7, 21),
    "predict_block": (256, 14, 12_800, 2, 4),
    "predict_separable": (9 * 128, 576, 8_192, 128, 8_768),
    "predict_conv2d": (12, 5, -7, 7, 15, 35, 15, 6),
}


def headlines(name, answer):
    return [part.headline for part in judge(find(name), observe(name, answer, 0), 0).parts if part.headline]


@pytest.mark.parametrize(
    ("stem", "under_test"),
    [("filters/apply_filter_test", "apply_filter"), ("arithmetic/conv_output_shape_test", "conv_output_shape")],
)
def test_the_text_states_how_many_wrong_versions_there_are_and_how_many_each_part_asks_for(stem, under_test):
    text = (SOLUTIONS / f"{stem}.py").read_text("utf-8").replace("\n# ", " ")
    a_few, more, nearly_all, total = map(int, re.search(r"ask for (\d+), (\d+) and (\d+) of the (\d+)", text).groups())
    assert total == len(find(under_test).mistakes)
    parts = find(stem.split("/")[1]).parts.values()
    cases = [case for part in parts for case in part.cases(np.random.default_rng(0))]
    assert [int(case.args["least"][0]) for case in cases] == [a_few, more, nearly_all]


@pytest.mark.parametrize("name", PREDICTIONS)
def test_slips_in_several_numbers_are_each_named_by_their_part(name):
    named = headlines(name, lambda: SLIPS[name])
    assert len(named) == 3
    assert all("when" in text for text in named)


@pytest.mark.parametrize("name", PREDICTIONS)
def test_a_wrong_prediction_does_not_tell_the_right_number(name):
    for text in headlines(name, lambda: tuple(value + 1000 for value in PREDICTIONS[name])):
        assert text.startswith("Your number for")
        assert not re.search(r"\d+ is right|expected", text)


@pytest.mark.parametrize("name", PREDICTIONS)
def test_a_prediction_that_is_left_open_is_called_that(name):
    assert "There is no number yet for" in headlines(name, lambda: (None, *PREDICTIONS[name][1:]))[0]


@pytest.mark.parametrize("name", PREDICTIONS)
def test_too_few_predictions_are_told(name):
    count = len(PREDICTIONS[name])
    assert headlines(name, lambda: PREDICTIONS[name][:-1]) == [f"Return {count} numbers, one for each question."]
