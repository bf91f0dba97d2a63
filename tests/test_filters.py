"""The kernels that filter images."""

import numpy as np
import pytest

from cnncourse.numpy import blur_kernel, emboss_kernel, sharpen_kernel
from cnncourse.numpy.filters import COMPASS


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_blur_of_a_flat_wall_is_the_wall(size):
    assert blur_kernel(size).shape == (size, size)
    assert np.sum(blur_kernel(size) * 0.3) == pytest.approx(0.3)


def test_sharpening_by_1_is_the_kernel_worked_out_by_hand():
    assert sharpen_kernel().tolist() == [[0, -0.25, 0], [-0.25, 2, -0.25], [0, -0.25, 0]]


@pytest.mark.parametrize("direction", COMPASS)
def test_an_emboss_kernel_lets_a_flat_wall_vanish(direction):
    assert emboss_kernel(direction).sum() == 0


def test_emboss_kernels_light_from_the_side_that_is_named():
    assert emboss_kernel("nw").tolist() == [[2, 1, 0], [1, 0, -1], [0, -1, -2]]
    assert emboss_kernel("e").tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


def test_a_wrong_direction_is_refused_with_the_list_of_right_ones():
    with pytest.raises(ValueError, match=r"direction is 'up'; it must be one of n, ne, e"):
        emboss_kernel("up")


def test_a_kernel_without_rows_is_refused():
    with pytest.raises(ValueError, match=r"size is 0; a kernel has at least 1 row"):
        blur_kernel(0)
