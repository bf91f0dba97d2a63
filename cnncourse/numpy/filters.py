"""Filters for pictures: kernels that blur, sharpen, emboss and find edges, and the median, which has no kernel.

A picture here is as plotting libraries want it: (H, W) in grey or (H, W, 3) in colour, values from 0 to 1.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnncourse.arguments import require_number, require_rank
from cnncourse.numpy.arrays import Array, common_float
from cnncourse.numpy.convolution import conv2d
from cnncourse.shapes import pair, whole_number

COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
RING = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))  # the outer cells, n first, clockwise


def blur_kernel(size: int) -> np.ndarray:
    """Return the box that averages: every weight is 1 / size².

    Args:
        size: rows and columns, at least 1.

    Returns:
        Weights (size, size) that sum to 1.

    Raises:
        ValueError: the size is no whole number of at least 1.

    Example:
        >>> blur_kernel(2)
        array([[0.25, 0.25],
               [0.25, 0.25]])

    Source:
        OpenCV, blur: https://docs.opencv.org/4.x/d4/d86/group__imgproc__filter.html
    """
    size = whole_number(size, "size")
    return np.full((size, size), 1 / size**2)


def sharpen_kernel(amount: float = 1.0) -> np.ndarray:
    """Return identity + amount * (identity - mean of the four direct neighbours).

    Args:
        amount: 0 leaves the picture as it is.

    Returns:
        Weights (3, 3) that sum to 1: 1 + amount in the centre, -amount / 4 beside it, 0 in the corners.

    Raises:
        TypeError: the amount is no number.

    Example:
        >>> sharpen_kernel()
        array([[ 0.  , -0.25,  0.  ],
               [-0.25,  2.  , -0.25],
               [ 0.  , -0.25,  0.  ]])

    Source:
        Identity minus amount / 4 times the kernel of OpenCV, Laplacian, with ksize = 1:
        https://docs.opencv.org/4.x/d4/d86/group__imgproc__filter.html
    """
    require_number(amount, "amount")
    identity = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    mean = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]) / 4
    return identity + amount * (identity - mean)


def emboss_kernel(direction: str) -> np.ndarray:
    """Return the kernel that lights edges from one side: 2, 1, 0, -1, -2, -1, 0, 1 around the centre.

    Args:
        direction: where the light comes from: n, ne, e, se, s, sw, w or nw.

    Returns:
        Weights (3, 3) that sum to 0. For n, e, s and w these are the Sobel kernels.

    Raises:
        ValueError: the direction is none of the eight.

    Example:
        >>> emboss_kernel("nw")
        array([[ 2.,  1.,  0.],
               [ 1.,  0., -1.],
               [ 0., -1., -2.]])

    Source:
        OpenCV, Sobel, for e and s; the others are these, turned:
        https://docs.opencv.org/4.x/d4/d86/group__imgproc__filter.html
    """
    if direction not in COMPASS:
        raise ValueError(f"direction is {direction!r}; it must be one of {', '.join(COMPASS)}")
    kernel = np.zeros((3, 3))
    for step, value in enumerate((2, 1, 0, -1, -2, -1, 0, 1)):
        kernel[RING[(COMPASS.index(direction) + step) % 8]] = value
    return kernel


def gaussian_kernel(size: int, sigma: float) -> np.ndarray:
    """Return the bell that averages: near pixels weigh more than far ones.

    ::

        kernel[i, j] = exp(-((i - m)**2 + (j - m)**2) / (2 * sigma**2)) / total    where m = (size - 1) / 2

    Args:
        size: rows and columns, at least 1. About 6 * sigma holds the bell; a smaller size cuts its foot off.
        sigma: width of the bell in pixels, above 0.

    Returns:
        Weights (size, size) that sum to 1.

    Raises:
        ValueError: the size is below 1, or sigma is not above 0.
        TypeError: sigma is no number.

    Example:
        >>> gaussian_kernel(3, sigma=0.8).round(3)
        array([[0.057, 0.125, 0.057],
               [0.125, 0.272, 0.125],
               [0.057, 0.125, 0.057]])

    Source:
        OpenCV, getGaussianKernel: https://docs.opencv.org/4.x/d4/d86/group__imgproc__filter.html
    """
    size = whole_number(size, "size")
    require_number(sigma, "sigma", 0)
    if sigma == 0:
        raise ValueError("sigma is 0, but a bell has a width: it must be above 0")
    squares = (np.arange(size) - (size - 1) / 2) ** 2
    bell = np.exp((squares.min() - squares) / (2 * sigma**2))  # the largest is 1, so a narrow bell does not vanish
    kernel = np.outer(bell, bell)
    return kernel / kernel.sum()


def sobel_kernel(direction: str) -> np.ndarray:
    """Return the kernel that measures how fast the brightness rises to the right, or downwards.

    ::

        x:  -1 0 1     y:  -1 -2 -1
            -2 0 2          0  0  0
            -1 0 1          1  2  1

    It takes the difference along one axis, and smooths along the other with 1, 2, 1.

    Args:
        direction: "x" to the right, "y" downwards.

    Returns:
        Weights (3, 3) that sum to 0. A slope of 1 per pixel gives 8.

    Raises:
        ValueError: the direction is neither.

    Example:
        >>> sobel_kernel("x")
        array([[-1.,  0.,  1.],
               [-2.,  0.,  2.],
               [-1.,  0.,  1.]])

    Source:
        OpenCV, Sobel: https://docs.opencv.org/4.x/d4/d86/group__imgproc__filter.html
    """
    rightwards = np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])
    kernels = {"x": rightwards, "y": rightwards.T}
    if direction not in tuple(kernels):
        raise ValueError(f'direction is {direction!r}; it must be "x" or "y"')
    return kernels[direction]


def apply_filter(image: Array, kernel: Array) -> Array:
    """Slide a kernel over a picture, each colour by itself; the size stays.

    ::

        y[h, w] = sum over i, j of image[h + i - top, w + j - left] * kernel[i, j]

    where top = floor((KH - 1) / 2) and left = floor((KW - 1) / 2). Beyond the edge, the nearest pixel is repeated:
    zeros there would draw a dark frame.

    Args:
        image: (H, W) or (H, W, 3). Integers are promoted to float64.
        kernel: weights (KH, KW). It is not flipped.

    Returns:
        The shape and the dtype of the image. Values may leave the range from 0 to 1; clip them to show a picture.

    Raises:
        ValueError: the image or the kernel has another shape.

    Example:
        >>> wall = np.array([[0.0, 0.0, 1.0, 1.0]])  # dark, then bright
        >>> apply_filter(wall, np.array([[-1.0, 1.0]]))  # bright where the edge is
        array([[0., 1., 0., 0.]])

    Source:
        OpenCV, filter2D, with BORDER_REPLICATE: https://docs.opencv.org/4.x/d4/d86/group__imgproc__filter.html
    """
    colours = _colours(image)
    (kernel,) = common_float(kernel=kernel)
    KH, KW = require_rank("kernel", kernel.shape, ("KH", "KW"))
    pair((KH, KW), "each side of kernel")
    padded = np.pad(colours, ((0, 0), ((KH - 1) // 2, KH // 2), ((KW - 1) // 2, KW // 2)), mode="edge")
    filtered = conv2d(padded[:, None], kernel[None, None].astype(colours.dtype))[
        :, 0
    ]  # the colours take the place of a batch
    return _picture(filtered, image)


def median_filter(image: Array, size: int) -> Array:
    """Replace each pixel by the median of the window around it, each colour by itself.

    ::

        y[h, w] = median of image[h - r, w - r] ... image[h + r, w + r]    where r = (size - 1) / 2

    Beyond the edge, the nearest pixel is repeated. A mean smears an outlier over its neighbours; the median
    drops it, and keeps straight edges sharp. No kernel does this: it is not a weighted sum.

    Args:
        image: (H, W) or (H, W, 3). Integers are promoted to float64.
        size: rows and columns of the window, odd.

    Returns:
        The shape and the dtype of the image.

    Raises:
        ValueError: the image has another shape, or the size is even or below 1.

    Example:
        >>> median_filter(np.array([[0.0, 0.0, 9.0, 0.0, 1.0, 1.0, 1.0]]), 3)  # the speck goes, the edge stays
        array([[0., 0., 0., 1., 1., 1., 1.]])

    Source:
        OpenCV, medianBlur: https://docs.opencv.org/4.x/d4/d86/group__imgproc__filter.html
    """
    colours = _colours(image)
    if whole_number(size, "size") % 2 == 0:
        raise ValueError(f"size is {size}, but a window around a pixel has an odd size: use {size - 1} or {size + 1}")
    r = size // 2
    windows = sliding_window_view(np.pad(colours, ((0, 0), (r, r), (r, r)), mode="edge"), (size, size), (1, 2))
    filtered = np.empty_like(colours)
    for h in range(colours.shape[1]):  # a row at a time: all windows at once need size**2 times the memory
        filtered[:, h] = np.median(windows[:, h], axis=(2, 3))
    return _picture(filtered, image)


def watercolour(image: Array) -> Array:
    """Make a photograph look painted: a 5 x 5 median, then sharpening.

    The median turns fine texture into flat patches, and sharpening darkens and brightens their borders.

    Args:
        image: (H, W) or (H, W, 3), values from 0 to 1.

    Returns:
        The shape and the dtype of the image, clipped to the range from 0 to 1.

    Raises:
        ValueError: the image has another shape, or values outside of 0 to 1.

    Example:
        >>> watercolour(np.array([[0.2, 0.2, 0.2, 0.8, 0.8, 0.8]])).round(2)  # the border is sharpened
        array([[0.2 , 0.2 , 0.05, 0.95, 0.8 , 0.8 ]])

    Source:
        OpenCV, medianBlur and filter2D: https://docs.opencv.org/4.x/d4/d86/group__imgproc__filter.html
    """
    (image,) = common_float(image=image)
    lowest, highest = np.min(image, initial=0), np.max(image, initial=0)
    if lowest < 0 or highest > 1:
        raise ValueError(f"image has values from {lowest:g} to {highest:g}, but 0 to 1 is expected: divide by 255")
    return np.clip(apply_filter(median_filter(image, 5), sharpen_kernel()), 0, 1)


def _colours(image: Array) -> Array:
    """Return the colours one after the other, (1, H, W) or (3, H, W)."""
    (image,) = common_float(image=image)
    if image.size == 0:
        raise ValueError(f"image has shape {image.shape}, but at least 1 pixel is expected")
    if image.ndim == 2:
        return image[None]
    if image.ndim == 3 and image.shape[2] == 3:
        return np.moveaxis(image, 2, 0)
    hint = ": move the colours last with image.transpose(1, 2, 0)" if image.ndim == 3 and image.shape[0] == 3 else ""
    raise ValueError(f"image has shape {image.shape}, but (H, W) or (H, W, 3) is expected{hint}")


def _picture(colours: Array, image: Array) -> Array:
    """Return the colours in the shape of the image that they come from."""
    return colours[0] if np.ndim(image) == 2 else np.ascontiguousarray(np.moveaxis(colours, 0, 2))
