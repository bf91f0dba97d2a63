"""The filters for pictures: their kernels, and what they do to small images."""

import statistics

import numpy as np
import pytest

from cnncourse.numpy import (
    apply_filter,
    blur_kernel,
    emboss_kernel,
    gaussian_kernel,
    median_filter,
    sharpen_kernel,
    sobel_kernel,
    watercolour,
)
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
    with pytest.raises(ValueError, match=r"^size must be at least 1, but is 0$"):
        blur_kernel(0)


# Gaussian and Sobel kernels


def test_a_gaussian_kernel_is_the_one_worked_out_by_hand():
    halves = 1 / (2 * np.log(2))  # the variance for which exp(-1 / (2 * sigma**2)) is 1/2
    kernel = gaussian_kernel(3, np.sqrt(halves))
    assert kernel * 16 == pytest.approx(np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]))


@pytest.mark.parametrize(("size", "sigma"), [(1, 2.0), (2, 0.7), (5, 1.0), (8, 100), (4, 0.01), (5, 0.001)])
def test_a_gaussian_blur_of_a_flat_wall_is_the_wall(size, sigma):
    kernel = gaussian_kernel(size, sigma)
    assert kernel.shape == (size, size)
    assert kernel.sum() == pytest.approx(1)
    np.testing.assert_array_equal(kernel, kernel[::-1])
    np.testing.assert_array_equal(kernel, kernel.T)


def test_a_gaussian_kernel_has_the_width_that_is_named():
    kernel, distance = gaussian_kernel(21, 1.5), np.arange(21) - 10
    assert np.sum(kernel * distance**2) == pytest.approx(1.5**2, rel=1e-6)


@pytest.mark.parametrize(
    ("size", "sigma", "message"),
    [
        (0, 1.0, "size must be at least 1, but is 0"),
        (3.0, 1.0, "size must be a whole number, but is 3.0 (float)"),
        (3, -1.0, "sigma must be at least 0, but is -1.0"),
        (3, 0, "sigma is 0, but a bell has a width: it must be above 0"),
    ],
)
def test_a_gaussian_kernel_without_rows_or_width_is_refused(size, sigma, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
        gaussian_kernel(size, sigma)
    assert str(refusal.value) == message


def test_sobel_kernels_measure_a_slope_of_1_per_pixel_as_8():
    h, w = np.mgrid[0:4, 0:5].astype(float)
    assert apply_filter(w, sobel_kernel("x"))[1:-1, 1:-1].tolist() == [[8, 8, 8], [8, 8, 8]]
    assert apply_filter(h, sobel_kernel("y"))[1:-1, 1:-1].tolist() == [[8, 8, 8], [8, 8, 8]]
    assert not apply_filter(w, sobel_kernel("y")).any()


def test_a_sobel_kernel_of_another_direction_is_refused():
    with pytest.raises(ValueError, match=r"^direction is 'n'; it must be \"x\" or \"y\"$"):
        sobel_kernel("n")


# Filters on small pictures

PICTURE = np.array([[0.0, 0.1, 0.2, 0.3], [0.4, 0.9, 0.6, 0.7], [0.8, 0.5, 1.0, 0.2]])


def window_around(picture, h, w, top, bottom, left, right):
    """Return the pixels around (h, w), the nearest one where there is none."""
    H, W = picture.shape
    rows = [min(max(i, 0), H - 1) for i in range(h - top, h + bottom + 1)]
    columns = [min(max(j, 0), W - 1) for j in range(w - left, w + right + 1)]
    return [[float(picture[i, j]) for j in columns] for i in rows]


def in_colour(picture):
    return np.stack([picture, 1 - picture, picture / 2], axis=2)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (3, 2), (4, 5), (7, 7)])
def test_apply_filter_keeps_the_size_and_repeats_the_edge(shape):
    KH, KW = shape
    kernel = np.random.default_rng(0).normal(size=shape)
    expected = np.zeros_like(PICTURE)
    for h, w in np.ndindex(PICTURE.shape):
        window = window_around(PICTURE, h, w, (KH - 1) // 2, KH // 2, (KW - 1) // 2, KW // 2)
        expected[h, w] = sum(window[i][j] * kernel[i, j] for i in range(KH) for j in range(KW))
    np.testing.assert_allclose(apply_filter(PICTURE, kernel), expected, rtol=1e-12)


def test_apply_filter_leaves_a_flat_wall_flat_up_to_its_edges():
    np.testing.assert_allclose(apply_filter(np.full((4, 6), 0.3), gaussian_kernel(5, 1.0)), 0.3)


@pytest.mark.parametrize("size", [1, 3, 5, 7])
def test_median_filter_gives_the_median_of_each_window(size):
    r = size // 2
    filtered = median_filter(PICTURE, size)
    for h, w in np.ndindex(PICTURE.shape):
        rows = window_around(PICTURE, h, w, r, r, r, r)
        assert filtered[h, w] == statistics.median(pixel for row in rows for pixel in row)


def test_median_filter_drops_a_speck_and_keeps_an_edge():
    picture = np.zeros((5, 6))
    picture[:, 3:] = 1  # an edge
    picture[2, 1] = 1  # a speck
    picture[2, 4] = 0
    clean = median_filter(picture, 3)
    assert clean.tolist() == [[0, 0, 0, 1, 1, 1]] * 5


def test_median_filter_hands_a_nan_on_to_its_windows():
    picture = PICTURE.copy()
    picture[0, 0] = np.nan
    assert np.isnan(median_filter(picture, 3)).tolist() == [[True] * 2 + [False] * 2] * 2 + [[False] * 4]


@pytest.mark.parametrize(
    "function",
    [lambda image: apply_filter(image, sharpen_kernel()), lambda image: median_filter(image, 3), watercolour],
)
def test_filters_treat_each_colour_by_itself(function):
    colour = in_colour(PICTURE)
    expected = np.stack([function(colour[:, :, c]) for c in range(3)], axis=2)
    np.testing.assert_allclose(function(colour), expected, rtol=1e-12)
    assert function(colour).shape == (3, 4, 3)


def test_watercolour_sharpens_the_median_and_stays_between_0_and_1():
    picture = np.zeros((7, 8))
    picture[:, 4:] = 1  # the median keeps this edge; sharpening would overshoot on both sides of it
    assert watercolour(picture).tolist() == picture.tolist()
    picture = 0.25 + picture / 2
    # beside the edge: 2 * centre - (three equal neighbours + one across) / 4 = centre ± 0.5 / 4
    assert watercolour(picture).tolist() == [[0.25] * 3 + [0.125, 0.875] + [0.75] * 3] * 7


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_filters_keep_the_dtype_and_never_write_to_the_image(dtype):
    image = in_colour(PICTURE).astype(dtype)
    before = image.copy()
    for result in (apply_filter(image, blur_kernel(3)), median_filter(image, 3), watercolour(image)):
        assert result.dtype == dtype
        result += 1  # nor is the result a view of it
    np.testing.assert_array_equal(image, before)


def test_filters_promote_integers_to_float64():
    image = np.array([[0, 10], [20, 30]], np.uint8)
    assert apply_filter(image, blur_kernel(1)).dtype == np.float64
    assert median_filter(image, 3).dtype == np.float64


@pytest.mark.parametrize("view", [PICTURE[:, ::-1], PICTURE.T, PICTURE[::2, ::3]])
def test_filters_read_views(view):
    np.testing.assert_array_equal(watercolour(view), watercolour(view.copy()))


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((4,), "image has shape (4,), but (H, W) or (H, W, 3) is expected"),
        ((4, 5, 4), "image has shape (4, 5, 4), but (H, W) or (H, W, 3) is expected"),
        ((3, 4, 5), "image has shape (3, 4, 5), but (H, W) or (H, W, 3) is expected: "
                    "move the colours last with image.transpose(1, 2, 0)"),
    ],
)  # fmt: skip
def test_filters_refuse_what_is_no_picture(shape, message):
    for function in (lambda image: apply_filter(image, blur_kernel(3)), lambda image: median_filter(image, 3)):
        with pytest.raises(ValueError) as refusal:  # noqa: PT011, the whole message is compared
            function(np.zeros(shape))
        assert str(refusal.value) == message


def test_apply_filter_refuses_a_kernel_that_is_not_flat():
    with pytest.raises(
        ValueError, match=r"^kernel has 3 dimensions, shape \(1, 3, 3\), but 2 are expected: \(KH, KW\)$"
    ):
        apply_filter(PICTURE, np.zeros((1, 3, 3)))


def test_median_filter_refuses_an_even_size():
    with pytest.raises(ValueError, match=r"^size is 4, but a window around a pixel has an odd size: use 3 or 5$"):
        median_filter(PICTURE, 4)


def test_watercolour_refuses_values_up_to_255():
    with pytest.raises(ValueError, match=r"^image has values from 0 to 255, but 0 to 1 is expected: divide by 255$"):
        watercolour(np.array([[0, 255]], np.uint8))
