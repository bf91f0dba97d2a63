"""Draw the figures of the book: one call a figure, readable in light and in dark mode.

Every function returns a :class:`Figure`, which a notebook shows as an inline SVG with its caption and which
prints as its alt text. Grids and text need NumPy alone; matplotlib is imported by the functions that draw
photographs and plots.
"""

from cnncourse.figures.diagrams import branches, flow, flows, reach
from cnncourse.figures.drawing import COLOURS, Drawing, Figure, below, beside, figure, grid, label, show
from cnncourse.figures.layers import channels, coverage, matrix
from cnncourse.figures.plots import bars, curves, images, points, tiles
from cnncourse.figures.stamps import stamping
from cnncourse.figures.windows import sliding_pool, sliding_window

__all__ = [
    "COLOURS",
    "Drawing",
    "Figure",
    "bars",
    "below",
    "beside",
    "branches",
    "channels",
    "coverage",
    "curves",
    "figure",
    "flow",
    "flows",
    "grid",
    "images",
    "label",
    "matrix",
    "points",
    "reach",
    "show",
    "sliding_pool",
    "sliding_window",
    "stamping",
    "tiles",
]
