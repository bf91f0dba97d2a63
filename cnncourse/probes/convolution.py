"""Inputs for the exercises on convolution.

They are chosen to tell mistakes apart: N > 1, H != W, KH != KW, both directions different in stride, padding
and dilation, groups of more than one channel, distinct biases, values whose mean is not zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cnncourse.probing import Case, Part, asked, caught

Rng = np.random.Generator


def normal(rng: Rng, *shape: int) -> np.ndarray:
    """Draw float64 values around 1, so that a forgotten or doubled term cannot average out.

    Some kernels are its negative: where no output is negative, a ReLU goes unseen.
    """
    return rng.normal(1.0, 1.0, shape)


def digits(low: int, high: int, *shape: int) -> np.ndarray:
    """Return the same small whole numbers for the same shape: inputs to work through by hand."""
    rng = np.random.default_rng([low + 9, high, *shape])
    return rng.integers(low, high, shape, endpoint=True).astype(float)


def strided_view(array: np.ndarray) -> np.ndarray:
    """Return the same numbers as a view that skips every other cell of its memory."""
    wide = np.full((*array.shape[:-1], 2 * array.shape[-1]), 99.0)
    wide[..., ::2] = array
    return wide[..., ::2]


# ------------------------------------------------------- cross_correlate2d


def image_and_kernel(image: np.ndarray, kernel: np.ndarray) -> dict[str, Any]:
    """Name the two arguments."""
    return {"image": image, "kernel": kernel}


def plane_values(rng: Rng) -> list[Case]:
    """Slide kernels of several shapes, one of them as large as the image."""
    return [
        Case("a 2x2 kernel on 3x4", image_and_kernel(digits(0, 9, 3, 4), digits(-1, 3, 2, 2)), shown=True),
        Case("a 3x3 kernel on 6x8", image_and_kernel(normal(rng, 6, 8), normal(rng, 3, 3))),
        Case("a 3x2 kernel on 7x9", image_and_kernel(normal(rng, 7, 9), -normal(rng, 3, 2))),
        Case("a 1x4 kernel on 5x6", image_and_kernel(normal(rng, 5, 6), normal(rng, 1, 4))),
        Case("a kernel as large as the image", image_and_kernel(normal(rng, 4, 3), normal(rng, 4, 3))),
    ]


def plane_arrays(rng: Rng) -> list[Case]:
    """Hand over what callers hand over: whole numbers, views, arrays that they still need."""
    pixels = rng.integers(0, 256, (6, 7))
    view = strided_view(normal(rng, 6, 5))
    return [
        Case("an image of whole numbers", image_and_kernel(pixels, normal(rng, 2, 3))),
        Case("a view of a larger image", image_and_kernel(view, normal(rng, 3, 2))),
        Case("the image is still the caller's", image_and_kernel(normal(rng, 5, 6), -normal(rng, 2, 2)), guard=True),
    ]


# --------------------------------------------------- output_size, same_padding


def sized(name: str, size: Any, kernel_size: Any, shown: bool = False, **options: Any) -> Case:
    """Make one case of `output_size`."""
    return Case(name, {"size": size, "kernel_size": kernel_size}, options, shown=shown)


def size_stride1(rng: Rng) -> list[Case]:
    """Vary the kernel and the padding at stride 1."""
    size, k, p = (int(rng.integers(*span)) for span in ((20, 60), (2, 9), (1, 6)))
    return [
        sized("size 6, kernel 3", 6, 3, shown=True),
        sized("size 6, kernel 3, padding 1", 6, 3, padding=1),
        sized("kernel as large as the input", 5, 5),
        sized(f"size {size}, kernel {k}, padding {p}", size, k, padding=p),
    ]


def size_stride(rng: Rng) -> list[Case]:
    """Vary the stride, with and without cells left over."""
    size, k, s = (int(rng.integers(*span)) for span in ((40, 90), (2, 8), (4, 7)))
    return [
        sized("size 8, kernel 3, stride 2", 8, 3, shown=True, stride=2),
        sized("size 7, kernel 3, stride 2", 7, 3, stride=2),
        sized("size 224, kernel 7, stride 2, padding 3", 224, 7, stride=2, padding=3),
        sized("size 10, kernel 3, stride 4, padding 1", 10, 3, stride=4, padding=1),
        sized(f"size {size}, kernel {k}, stride {s}, padding 1", size, k, stride=s, padding=1),
    ]


def size_dilation(rng: Rng) -> list[Case]:
    """Vary the dilation, alone and with everything else."""
    size, d = int(rng.integers(40, 90)), int(rng.integers(3, 6))
    return [
        sized("size 9, kernel 3, dilation 2", 9, 3, shown=True, dilation=2),
        sized("size 12, kernel 4, dilation 3", 12, 4, dilation=3),
        sized("size 13, kernel 3, stride 3, dilation 2, cells left over", 13, 3, stride=3, dilation=2),
        sized(f"size {size}, kernel 4, stride 3, padding 2, dilation {d}", size, 4, stride=3, padding=2, dilation=d),
    ]


def size_pairs(rng: Rng) -> list[Case]:
    """Give (vertical, horizontal) pairs for everything, and ints beside pairs."""
    h, w = int(rng.integers(20, 40)), int(rng.integers(41, 70))
    return [
        sized("a 6x9 input, kernel 3x2", (6, 9), (3, 2), shown=True),
        sized("pairs everywhere", (h, w), (5, 2), stride=(2, 3), padding=(1, 4), dilation=(3, 2)),
        sized("one int beside pairs", (h, w), 3, stride=(1, 2), padding=1),
        sized("one pair beside ints", h, (3, 2), stride=2),
        sized("an 8x10 input, stride (2, 3), cells left over", (8, 10), (3, 2), stride=(2, 3)),
    ]


def padded(size: int, kernel_size: int, **options: int) -> Case:
    """Make one case of `same_padding`."""
    extra = "".join(f", {key} {value}" for key, value in options.items())
    return Case(
        f"size {size}, kernel {kernel_size}{extra}",
        {"size": size, "kernel_size": kernel_size},
        options,
        shown=kernel_size == 4,
    )


def same_stride1(rng: Rng) -> list[Case]:
    """Pad odd and even kernels at stride 1."""
    size = int(rng.integers(20, 60))
    return [padded(7, 3), padded(7, 4), padded(10, 2), padded(size, 6), padded(size, 1)]


def same_any(rng: Rng) -> list[Case]:
    """Pad under stride and dilation, where sometimes nothing is needed."""
    size = int(rng.integers(30, 60))
    return [
        padded(7, 3, stride=2),
        padded(8, 3, stride=2),
        padded(9, 5, stride=3),
        padded(8, 1, stride=3),
        padded(11, 3, dilation=3),
        padded(12, 2, stride=1, dilation=3),
        padded(size, 6, stride=4, dilation=2),
    ]


# ----------------------------------------------------------------- conv2d


def layer(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> dict[str, Any]:
    """Name the arrays of a convolution layer; without a bias its default stands."""
    return {"x": x, "weight": weight} | ({} if bias is None else {"bias": bias})


def one_image(rng: Rng) -> list[Case]:
    """One image, one channel, one filter."""
    return [
        Case("a 2x2 kernel on 3x4", layer(digits(0, 9, 1, 1, 3, 4), digits(-1, 3, 1, 1, 2, 2)), shown=True),
        Case("a 3x3 kernel on 6x8", layer(normal(rng, 1, 1, 6, 8), normal(rng, 1, 1, 3, 3))),
        Case("a 3x2 kernel on 7x9", layer(normal(rng, 1, 1, 7, 9), normal(rng, 1, 1, 3, 2))),
        Case("a 2x5 kernel on 8x6", layer(normal(rng, 1, 1, 8, 6), -normal(rng, 1, 1, 2, 5))),
    ]


def channels(rng: Rng) -> list[Case]:
    """Several images, input channels and filters, with a bias per filter."""
    drawn = layer(digits(0, 5, 2, 2, 3, 4), digits(-1, 2, 2, 2, 2, 2), np.array([10.0, -20.0]))
    return [
        Case("2 images, 2 channels, 2 filters", drawn, shown=True),
        Case("3 channels, 5 filters", layer(normal(rng, 2, 3, 6, 8), normal(rng, 5, 3, 3, 2))),
        Case("a bias per filter", layer(normal(rng, 3, 2, 5, 7), normal(rng, 4, 2, 3, 3), 3 * normal(rng, 4))),
        Case(
            "as many filters as output columns",
            layer(normal(rng, 2, 3, 5, 6), normal(rng, 4, 3, 2, 3), 3 * normal(rng, 4)),
        ),
    ]


def stride_and_padding(rng: Rng) -> list[Case]:
    """Stride and padding, alone and together, as ints and as pairs; some leave cells over."""

    def case(name: str, h: int, w: int, kernel: tuple[int, int], **options: Any) -> Case:
        arrays = layer(normal(rng, 2, 2, h, w), normal(rng, 3, 2, *kernel), normal(rng, 3))
        return Case(name, arrays, options)

    drawn = layer(digits(0, 9, 1, 1, 4, 6), digits(-1, 3, 1, 1, 2, 3))
    return [
        Case("stride (1, 2), padding (1, 0)", drawn, {"stride": (1, 2), "padding": (1, 0)}, shown=True),
        case("padding 1", 5, 7, (3, 3), padding=1),
        case("padding (1, 2)", 6, 7, (3, 2), padding=(1, 2)),
        case("stride 2", 7, 9, (3, 3), stride=2),
        case("stride (2, 3), cells left over", 9, 12, (2, 3), stride=(2, 3)),
        case("stride (2, 3), padding (1, 2), cells left over", 8, 11, (3, 2), stride=(2, 3), padding=(1, 2)),
    ]


def dilation(rng: Rng) -> list[Case]:
    """Dilation alone, and with stride and padding."""

    def arrays(h: int, w: int, kernel: tuple[int, int]) -> dict[str, Any]:
        return layer(normal(rng, 2, 2, h, w), -normal(rng, 3, 2, *kernel), normal(rng, 3))

    mixed = {"stride": (2, 1), "padding": (1, 2), "dilation": (3, 2)}
    return [
        Case(
            "dilation (1, 2)",
            layer(digits(0, 9, 1, 1, 3, 6), digits(-1, 3, 1, 1, 2, 2)),
            {"dilation": (1, 2)},
            shown=True,
        ),
        Case("dilation 2", arrays(9, 11, (3, 3)), {"dilation": 2}),
        Case("dilation (3, 2) with stride and padding", arrays(12, 13, (3, 2)), mixed),
    ]


def groups(rng: Rng) -> list[Case]:
    """Groups: two, one a channel, and all arguments at once."""
    mixed = {"stride": (2, 3), "padding": (1, 2), "dilation": (2, 1), "groups": 2}
    drawn = layer(digits(0, 5, 1, 4, 2, 3), digits(-1, 2, 4, 2, 2, 2))
    return [
        Case("4 channels in 2 groups", drawn, {"groups": 2}, shown=True),
        Case(
            "6 channels in 3 groups",
            layer(normal(rng, 2, 6, 5, 7), normal(rng, 6, 2, 3, 2), normal(rng, 6)),
            {"groups": 3},
        ),
        Case(
            "a group a channel, two filters each",
            layer(normal(rng, 2, 3, 5, 7), normal(rng, 6, 1, 3, 2)),
            {"groups": 3},
        ),
        Case(
            "everything at once",
            layer(normal(rng, 2, 4, 8, 11), normal(rng, 6, 2, 3, 2), normal(rng, 6)),
            mixed,
        ),
    ]


def any_array(rng: Rng) -> list[Case]:
    """Hand over what callers hand over: whole numbers, float32, views, arrays that they still need."""
    pixels = rng.integers(0, 256, (2, 2, 5, 7))
    single = [a.astype(np.float32) for a in (normal(rng, 2, 2, 6, 7), normal(rng, 3, 2, 2, 3))]
    return [
        Case("an image of whole numbers", layer(pixels, normal(rng, 3, 2, 3, 2), normal(rng, 3))),
        Case("float32", layer(*single)),
        Case("a view of a larger array", layer(strided_view(normal(rng, 2, 2, 6, 5)), -normal(rng, 3, 2, 3, 2))),
        Case(
            "the arrays are still the caller's",
            layer(normal(rng, 2, 2, 5, 6), normal(rng, 3, 2, 2, 2), normal(rng, 3)),
            guard=True,
        ),
    ]


# ----------------------------------------------------------------- im2col


def patches(name: str, x: np.ndarray, kernel_size: Any, shown: bool = False, **options: Any) -> Case:
    """Make one case of `im2col`."""
    return Case(name, {"x": x, "kernel_size": kernel_size}, options, shown=shown)


def columns_one(rng: Rng) -> list[Case]:
    """One image of one channel."""
    return [
        patches("2x2 windows of 3x4", digits(0, 9, 1, 1, 3, 4), (2, 2), shown=True),
        patches("3x2 windows of 6x8", normal(rng, 1, 1, 6, 8), (3, 2)),
        patches("an int for the kernel", normal(rng, 1, 1, 5, 6), 3),
    ]


def columns_many(rng: Rng) -> list[Case]:
    """Several images and channels."""
    return [
        patches("2 images, 2 channels", digits(0, 9, 2, 2, 2, 3), (2, 2), shown=True),
        patches("3 channels, 3x2 windows", normal(rng, 2, 3, 5, 7), (3, 2)),
        patches("4 channels, 1x1 windows", normal(rng, 3, 4, 2, 3), 1),
    ]


def columns_stride(rng: Rng) -> list[Case]:
    """Stride and padding."""
    return [
        patches("stride (1, 2), padding (1, 0)", digits(0, 9, 1, 1, 2, 4), 2, True, stride=(1, 2), padding=(1, 0)),
        patches("padding (1, 2)", normal(rng, 2, 2, 5, 6), (3, 2), padding=(1, 2)),
        patches("stride (2, 3), cells left over", normal(rng, 2, 2, 8, 10), (3, 2), stride=(2, 3)),
        patches("stride 2, padding 1", normal(rng, 2, 3, 7, 8), (2, 3), stride=2, padding=1),
    ]


def columns_dilation(rng: Rng) -> list[Case]:
    """Dilation, alone and with the rest."""
    x = normal(rng, 2, 2, 9, 12)
    return [
        patches("dilation (1, 2)", digits(0, 9, 1, 1, 3, 4), 2, True, dilation=(1, 2)),
        patches("dilation (3, 2) with the rest", x, (3, 2), stride=(1, 2), padding=(1, 2), dilation=(3, 2)),
    ]


def columns_arrays(rng: Rng) -> list[Case]:
    """Whole numbers, a view, an array that the caller still needs."""
    return [
        patches("whole numbers", rng.integers(0, 256, (2, 2, 4, 5)), (3, 2)),
        patches("a view of a larger array", strided_view(normal(rng, 2, 2, 5, 4)), (2, 3)),
        Case("x is still the caller's", {"x": normal(rng, 2, 2, 4, 5), "kernel_size": 2}, guard=True),
    ]


# --------------------------------------------------------- conv2d_backward


def gradients(rng: Rng, n: int, c: int, f: int, size: tuple[int, int], kernel: tuple[int, int], out: tuple[int, int]):
    """Draw an upstream gradient, never all ones, with the arrays of the forward pass."""
    return {
        "dy": normal(rng, n, f, *out),
        "x": normal(rng, n, c, *size),
        "weight": normal(rng, f, c, *kernel),
    }


def backward(select: int | None) -> Any:
    """Probe one of the three gradients at stride 1 without padding."""

    def cases(rng: Rng) -> list[Case]:
        drawn = {"dy": digits(-1, 2, 2, 1, 2, 3), "x": digits(0, 9, 2, 1, 3, 4), "weight": digits(-1, 3, 1, 1, 2, 2)}
        return [
            Case("2 images, one channel, a 2x2 kernel", drawn, select=select, shown=True),
            Case("a 3x3 kernel", gradients(rng, 1, 1, 1, (6, 8), (3, 3), (4, 6)), select=select),
            Case("2 images, 3 channels, 4 filters", gradients(rng, 2, 3, 4, (6, 8), (3, 2), (4, 7)), select=select),
        ]

    return cases


def backward_stride(rng: Rng) -> list[Case]:
    """All three gradients under padding and stride, with cells that no window reaches."""
    drawn = gradients(rng, 2, 2, 3, (5, 7), (3, 3), (5, 7))
    return [
        Case("padding 1", drawn, {"padding": 1}),
        Case("padding (0, 2)", gradients(rng, 2, 2, 3, (5, 6), (3, 2), (3, 9)), {"padding": (0, 2)}),
        Case("stride 2", gradients(rng, 2, 2, 3, (7, 9), (3, 3), (3, 4)), {"stride": 2}),
        Case(
            "stride (2, 3), padding (1, 2), cells left over",
            gradients(rng, 3, 2, 4, (8, 11), (3, 2), (4, 5)),
            {"stride": (2, 3), "padding": (1, 2)},
        ),
    ]


def backward_guard(rng: Rng) -> list[Case]:
    """The arrays are still the caller's."""
    arrays = gradients(rng, 2, 2, 3, (5, 6), (2, 3), (4, 4))
    return [Case("the arrays are still the caller's", arrays, guard=True)]


# -------------------------------------------------------- weight_sets


def counted(name: str, c_in: int, size: tuple[int, int], maps: int, kernel_size: int, shown: bool = False) -> Case:
    """Make one case of `weight_sets`."""
    return Case(name, {"c_in": c_in, "size": size, "maps": maps, "kernel_size": kernel_size}, shown=shown)


def sets_one_channel(rng: Rng) -> list[Case]:
    """One channel in."""
    k, f = int(rng.integers(2, 6)), int(rng.integers(7, 12))
    h, w = int(rng.integers(13, 30)), int(rng.integers(31, 60))
    return [
        counted("3 maps, a 2x2 kernel on 4x5", 1, (4, 5), 3, 2, shown=True),
        counted(f"{f} maps, a {k}x{k} kernel on {h}x{w}", 1, (h, w), f, k),
    ]


def sets_channels(rng: Rng) -> list[Case]:
    """Several channels in."""
    c, k, f = (int(rng.integers(*span)) for span in ((3, 7), (2, 6), (8, 12)))
    h, w = int(rng.integers(13, 30)), int(rng.integers(31, 60))
    return [
        counted("2 channels, 3 maps, a 3x3 kernel on 4x7", 2, (4, 7), 3, 3, shown=True),
        counted("a kernel as large as the input", 4, (5, 5), 7, 5),
        counted(f"{c} channels, {f} maps, a {k}x{k} kernel on {h}x{w}", c, (h, w), f, k),
    ]


# --------------------------------------------------------- squash_gap


def squashed(name: str, image: np.ndarray, kernels: np.ndarray, shown: bool = False, guard: bool = False) -> Case:
    """Make one case of `squash_gap`."""
    return Case(name, {"image": image, "kernels": kernels}, shown=shown, guard=guard)


def squash_unlike(rng: Rng) -> list[Case]:
    """Channels and kernels that differ."""
    return [
        squashed("2 channels of 2x4, 2x2 kernels", digits(0, 9, 2, 2, 4), digits(-2, 2, 2, 2, 2), shown=True),
        squashed("3 channels, 3x2 kernels", normal(rng, 3, 6, 8), normal(rng, 3, 3, 2)),
        squashed("5 channels, 2x3 kernels", normal(rng, 5, 7, 5), -normal(rng, 5, 2, 3)),
        squashed("the arrays are still the caller's", normal(rng, 4, 5, 6), normal(rng, 4, 2, 3), guard=True),
    ]


def squash_alike(rng: Rng) -> list[Case]:
    """Channels or kernels that are equal, and channels that cancel: small whole numbers, so that nothing is rounded."""
    channel, kernel = rng.integers(-9, 10, (6, 5)).astype(float), rng.integers(-4, 5, (3, 2)).astype(float)
    channels, kernels = rng.integers(-9, 10, (4, 6, 5)).astype(float), rng.integers(-4, 5, (4, 3, 2)).astype(float)
    return [
        squashed("the same kernel for both channels", digits(0, 9, 2, 2, 4), digits(-2, 2, 1, 2, 2).repeat(2, 0), True),
        squashed("the same kernel for 4 channels", channels, np.stack([kernel] * 4)),
        squashed("4 equal channels", np.stack([channel] * 4), kernels),
        squashed("2 channels, one the negative of the other", np.stack([channel, -channel]), kernels[:2]),
    ]


# -------------------------------------------------------- dense_matrix


def dense(name: str, kernel: np.ndarray, height: int, width: int, shown: bool = False, guard: bool = False) -> Case:
    """Make one case of `dense_matrix`."""
    return Case(name, {"kernel": kernel, "height": height, "width": width}, shown=shown, guard=guard)


def dense_rows(rng: Rng) -> list[Case]:
    """A kernel of one row on images of several rows, and the reverse."""
    return [
        dense("a 1x2 kernel on 2x3", np.array([[4.0, 7.0]]), 2, 3, shown=True),
        dense("a 1x3 kernel on 3x5", normal(rng, 1, 3), 3, 5),
        dense("a 2x1 kernel on 4x3", -normal(rng, 2, 1), 4, 3),
    ]


def dense_planes(rng: Rng) -> list[Case]:
    """Kernels of several rows and columns."""
    return [
        dense("a 2x2 kernel on 3x3", np.array([[4.0, 7.0], [-2.0, 5.0]]), 3, 3, shown=True),
        dense("a 3x2 kernel on 5x6", normal(rng, 3, 2), 5, 6),
        dense("a 2x3 kernel on 6x4", -normal(rng, 2, 3), 6, 4),
        dense("a kernel as large as the image", normal(rng, 3, 4), 3, 4),
        dense("the kernel is still the caller's", normal(rng, 2, 3), 4, 5, guard=True),
    ]


# ------------------------------------------------------ predict_conv2d

PREDICTED = (
    "1: numbers in the output",
    "2: the first number",
    "3: the first number, with padding",
    "4: one number, with stride (1, 2)",
    "5: the first number, with dilation",
    "6: the first number, with two channels and a bias",
    "7: maps in all",
    "8: the first channel that is read",
)


def predicted(*numbers: int) -> Any:
    """Look at some of the predicted numbers, one a case."""

    def cases(rng: Rng) -> list[Case]:
        return [Case(PREDICTED[number - 1], {}, drive=asked, select=number - 1) for number in numbers]

    return cases


# --------------------------------------------------------- conv2d_test

NOTICED = {"a few": 40, "more": 60, "many": 75, "all": 0}  # 0 stands for all


PARTS: dict[str, dict[str, Part]] = {
    "cross_correlate2d": {"values": Part(3, plane_values), "any array": Part(1, plane_arrays)},
    "output_size": {
        "stride 1": Part(1, size_stride1),
        "stride": Part(1, size_stride),
        "dilation": Part(1, size_dilation),
        "pairs": Part(1, size_pairs),
    },
    "same_padding": {"stride 1": Part(1, same_stride1), "stride and dilation": Part(1, same_any)},
    "conv2d": {
        "one image": Part(2, one_image),
        "channels": Part(2, channels),
        "stride and padding": Part(2, stride_and_padding),
        "dilation": Part(1, dilation),
        "groups": Part(2, groups),
        "any array": Part(1, any_array),
    },
    "im2col": {
        "one image": Part(2, columns_one),
        "channels": Part(1, columns_many),
        "stride and padding": Part(2, columns_stride),
        "dilation": Part(1, columns_dilation),
        "any array": Part(1, columns_arrays),
    },
    "conv2d_backward": {
        "dbias": Part(1, backward(2)),
        "dweight": Part(3, backward(1)),
        "dx": Part(3, backward(0)),
        "stride and padding": Part(2, backward_stride),
        "inputs kept": Part(1, backward_guard),
    },
    "weight_sets": {"one channel": Part(1, sets_one_channel), "several channels": Part(1, sets_channels)},
    "squash_gap": {"all different": Part(2, squash_unlike), "equal or opposite": Part(1, squash_alike)},
    "dense_matrix": {"one row or column": Part(2, dense_rows), "larger kernels": Part(2, dense_planes)},
    "predict_conv2d": {
        "one channel": Part(1, predicted(1, 2, 3)),
        "stride and dilation": Part(1, predicted(4, 5)),
        "a layer": Part(1, predicted(6, 7, 8)),
    },
    "conv2d_test": {part: Part(1, caught(least)) for part, least in NOTICED.items()},
}

LIBRARIES = ("scipy", "skimage", "cnncourse.numpy", "cnncourse.torch", "cnncourse.networks")
CONVOLUTIONS = ("torch.nn.functional.conv2d", "torch.conv2d", "torch.nn.Conv2d", *LIBRARIES)
UNFOLDING = ("torch.nn.functional.unfold", "torch.nn.Unfold", *LIBRARIES)

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "cross_correlate2d": CONVOLUTIONS,
    "conv2d": CONVOLUTIONS,
    "im2col": UNFOLDING,
    "conv2d_backward": (*CONVOLUTIONS, "torch.nn.grad"),
    "predict_conv2d": CONVOLUTIONS,
}
