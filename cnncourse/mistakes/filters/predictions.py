"""Slips in predict_pixels: all numbers right but those that one misunderstanding changes."""

from __future__ import annotations

from cnncourse.mistakes import Mistake

PIXELS = (6, 0, 4, 2, 38, -24)
WALL_BLUR, WALL_EMBOSS, SPOT_BLUR, SPOT_MEDIAN, SPOT_SHARPEN, STEP_EMBOSS = range(6)


def slip(name: str, index: int, value: float, message: str, *others: float) -> Mistake:
    """Make a mistake of one wrong prediction; `others` are wrong in the same way."""

    def answer(value: float):
        return lambda: tuple(value if i == index else right for i, right in enumerate(PIXELS))

    return Mistake(name, answer(value), message, tuple(map(answer, others)))


PREDICT_PIXELS_MISTAKES = (
    slip(
        "the blur is taken to darken the wall",
        WALL_BLUR,
        6 / 9,
        "Nine pixels of 6, each weighed 1/9, sum to 6: a kernel whose weights sum to 1 keeps a flat wall.",
        0,
        5,
        0.67,
    ),
    slip(
        "the blurred wall is the sum of its nine pixels",
        WALL_BLUR,
        54,
        "Each pixel is weighed 1/9: the blur is a mean.",
    ),
    slip(
        "the emboss kernel is taken to keep the wall",
        WALL_EMBOSS,
        6,
        "The weights 2, 1, 1, -1, -1, -2 sum to 0, and 0 times the wall's value is 0.",
    ),
    slip(
        "only the bright side of the emboss kernel is counted on the wall",
        WALL_EMBOSS,
        24,
        "The three cells away from the light are negative and take the same amount off again.",
        -24,
    ),
    slip(
        "the blurred spot is the mean of its eight neighbours",
        SPOT_BLUR,
        2,
        "The spot counts too: nine pixels, 20 among them.",
    ),
    slip(
        "the blurred spot is the sum of the nine pixels",
        SPOT_BLUR,
        36,
        "A mean divides the sum by nine.",
    ),
    slip(
        "the blurred spot is divided by the eight neighbours",
        SPOT_BLUR,
        36 / 8,
        "Nine pixels are summed, so the sum is divided by nine.",
    ),
    slip(
        "the blurred spot is taken to stay as bright as it was",
        SPOT_BLUR,
        20,
        "Its new value is the mean of the window, and the eight dark neighbours pull it down.",
    ),
    slip(
        "the blurred spot is halfway between the spot and the wall",
        SPOT_BLUR,
        11,
        "The spot weighs 1/9 and the wall 8/9.",
    ),
    slip(
        "the median is taken for the mean",
        SPOT_MEDIAN,
        4,
        "Sort the nine values: the one in the middle is the median. One outlier cannot move it.",
    ),
    slip(
        "the median keeps the spot",
        SPOT_MEDIAN,
        20,
        "Sort the nine values first: the one in the middle of the sorted list is asked for.",
    ),
    slip(
        "the median is halfway between the smallest and the largest value",
        SPOT_MEDIAN,
        11,
        "Sort the nine values: the one in the middle is the median, whatever lies at the ends.",
    ),
    slip(
        "the sharpened spot gets the difference alone",
        SPOT_SHARPEN,
        18,
        "The difference to the neighbours' mean is added to the pixel itself.",
    ),
    slip(
        "the neighbours' sum is taken for their mean",
        SPOT_SHARPEN,
        32,
        "Four neighbours of weight -1/4 each: their mean is taken off, not their sum.",
    ),
    slip(
        "the corners are taken off the sharpened spot, too",
        SPOT_SHARPEN,
        36,
        "Only the four direct neighbours have a weight; the corners count 0.",
    ),
    slip(
        "the neighbours are not taken off the sharpened spot",
        SPOT_SHARPEN,
        40,
        "2 times the pixel, less the mean of its four direct neighbours.",
    ),
    slip(
        "the sharpened spot moves towards its neighbours",
        SPOT_SHARPEN,
        2,
        "Sharpening pushes the pixel away from the mean of its neighbours; a blur pulls it there.",
        4,
    ),
    slip(
        "the neighbours are added to the sharpened spot",
        SPOT_SHARPEN,
        42,
        "The neighbours' weights are negative.",
    ),
    slip(
        "the sharpened spot is cut at a largest value",
        SPOT_SHARPEN,
        20,
        "Nothing limits the result here: the sum is written down as it is.",
    ),
    slip(
        "the light comes from the bright side",
        STEP_EMBOSS,
        24,
        "Light from n weighs the top row positive and the bottom row negative. The bottom row is the brighter one.",
    ),
    slip(
        "the three cells of a side weigh the same",
        STEP_EMBOSS,
        -18,
        "The cell in the middle of the row weighs 2, its neighbours 1.",
        18,
    ),
    slip(
        "only the middle column of the embossed step is counted",
        STEP_EMBOSS,
        -12,
        "All three cells of a row count: 1 + 2 + 1 = 4.",
        12,
        -6,
        6,
    ),
    slip(
        "the embossed step is taken for 0",
        STEP_EMBOSS,
        0,
        "Only equal values cancel, and a negative sum is not cut. The top row holds 2, the bottom row 8.",
    ),
    slip(
        "one side of the embossed step is left out",
        STEP_EMBOSS,
        -32,
        "Both outer rows count: 4 * 2 for the top row, less 4 * 8 for the bottom row.",
        8,
    ),
)
