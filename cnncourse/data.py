"""The running example of the book: one photograph, shipped with the package.

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
