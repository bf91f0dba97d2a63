"""The mistakes that learners make in the exercises on filters."""

from cnncourse.mistakes.filters.claims import CONTRAST_CHANGE_MISTAKES, ZERO_SHARE_MISTAKES
from cnncourse.mistakes.filters.designs import APPLY_FILTER_TEST_MISTAKES
from cnncourse.mistakes.filters.kernels import (
    BLUR_KERNEL_MISTAKES,
    EMBOSS_KERNEL_MISTAKES,
    NORMALISE_KERNEL_MISTAKES,
    SHARPEN_KERNEL_MISTAKES,
)
from cnncourse.mistakes.filters.medians import MEDIAN_FILTER_MISTAKES
from cnncourse.mistakes.filters.paintings import WATERCOLOUR_MISTAKES
from cnncourse.mistakes.filters.pictures import APPLY_FILTER_MISTAKES
from cnncourse.mistakes.filters.predictions import PREDICT_PIXELS_MISTAKES

__all__ = [
    "APPLY_FILTER_MISTAKES",
    "APPLY_FILTER_TEST_MISTAKES",
    "BLUR_KERNEL_MISTAKES",
    "CONTRAST_CHANGE_MISTAKES",
    "EMBOSS_KERNEL_MISTAKES",
    "MEDIAN_FILTER_MISTAKES",
    "NORMALISE_KERNEL_MISTAKES",
    "PREDICT_PIXELS_MISTAKES",
    "SHARPEN_KERNEL_MISTAKES",
    "WATERCOLOUR_MISTAKES",
    "ZERO_SHARE_MISTAKES",
]
