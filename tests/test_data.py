"""The bundled photograph: its shape, its range, and how it is made smaller."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest

from cnncourse import data


@pytest.fixture(scope="module")
def original() -> np.ndarray:
    from matplotlib.image import imread

    return imread(str(files("cnncourse") / "assets" / "grace_hopper.jpg"))  # (600, 512, 3), 0 to 255


def test_photograph_has_channels_first_and_values_from_0_to_1(original):
    image = data.photograph()
    assert image.shape == (3, 600, 512)
    assert image.dtype == np.float64
    np.testing.assert_allclose(image[:, 100, 200], original[100, 200] / 255)


def test_photograph_shrinks_by_the_mean_of_squares(original):
    image = data.photograph(shrink=7)
    assert image.shape == (3, 85, 73)
    np.testing.assert_allclose(image[2, 4, 9], original[28:35, 63:70, 2].mean() / 255)


def test_photograph_in_grey_is_the_mean_of_the_colours(original):
    image = data.photograph(shrink=4, grey=True)
    assert image.shape == (150, 128)
    np.testing.assert_allclose(image[3, 5], original[12:16, 20:24].mean() / 255)


@pytest.mark.parametrize("shrink", [0, 513])
def test_photograph_says_which_sizes_are_possible(shrink):
    with pytest.raises(ValueError, match=f"shrink is {shrink}, but must lie between 1 and 512"):
        data.photograph(shrink=shrink)


def test_digits_come_as_ink_on_paper_with_a_channel_axis():
    images, labels = data.digits()
    assert images.shape == (4000, 1, 28, 28)
    assert (images.dtype, labels.dtype) == (np.float32, np.int64)
    assert (images.min(), images.max()) == (0, 1)
    assert images[:, :, 0, 0].mean() < 0.01  # a corner is paper


def test_digits_of_the_two_sets_are_five_hundred_of_each_class_together():
    labels = np.concatenate([data.digits(train)[1] for train in (True, False)])
    assert np.bincount(labels).tolist() == [500] * 10


def test_no_digit_is_in_both_sets():
    train, test = ({image.tobytes() for image in data.digits(train)[0]} for train in (True, False))
    assert len(train | test) == 5000


def test_digits_are_the_same_in_every_call():
    np.testing.assert_array_equal(data.digits(False)[1], data.digits(False)[1])
