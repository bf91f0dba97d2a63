"""What the exercises on convolution promise, besides what all exercises do."""

import re
from pathlib import Path

import numpy as np
import pytest

from cnncourse.exercises import find
from cnncourse.exercises.convolution import UNDER_TEST, UNSEEN
from cnncourse.mistakes.convolution import CONV2D_MISTAKES
from cnncourse.numpy import conv2d
from cnncourse.probes.convolution import NOTICED

SOLUTIONS = Path(__file__).parents[1] / "solutions" / "convolution"


def text_of(stem):
    return (SOLUTIONS / f"{stem}.py").read_text("utf-8").replace("\n# ", " ")


def test_the_text_states_how_many_wrong_versions_there_are_and_how_many_each_part_asks_for():
    text = text_of("conv2d_test")
    asked = re.search(r"ask for (\d+), (\d+), (\d+) and all of the wrong versions", text).groups()
    assert [*map(int, asked), 0] == list(NOTICED.values())
    assert len(UNDER_TEST) > int(re.search(r"more than (\d+) wrong versions", text)[1])


def test_the_versions_that_a_test_cannot_see_are_mistakes_of_conv2d():
    assert {mistake.name for mistake in CONV2D_MISTAKES} >= UNSEEN


def test_the_first_layer_of_lenet_5_has_the_counts_that_its_paper_states():
    assert find("weight_sets").reference(1, (32, 32), 6, 5)[:2] == (122_304, 156)
    assert "156 trainable parameters, and 122,304 connections" in text_of("claims")


def test_squashing_is_right_for_equal_channels_and_for_equal_kernels_and_else_wrong():
    rng, gap = np.random.default_rng(0), find("squash_gap").reference
    image, kernels = rng.normal(size=(3, 6, 7)), rng.normal(size=(3, 2, 3))
    assert gap(image, kernels) > 0.1
    assert gap(image[[0, 0, 0]], kernels) == pytest.approx(0, abs=1e-12)
    assert gap(image, kernels[[1, 1, 1]]) == pytest.approx(0, abs=1e-12)


def test_dense_matrix_times_the_pixels_gives_the_convolution():
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=(6, 5)), rng.normal(size=(2, 3))
    matrix = find("dense_matrix").reference(kernel, 6, 5)
    np.testing.assert_allclose(matrix @ image.ravel(), conv2d(image[None, None], kernel[None, None]).ravel())
