"""The mistakes that learners make in the exercises on convolution.

A mistake is written as the shortest rule that gives what a learner gets who makes it: mostly the reference,
called with something changed (``a`` holds the arguments of the call, stride and the like as pairs). Where
other code shows the same mistake in another way, a form follows that is written as learners write it.
"""

from cnncourse.mistakes.convolution.arithmetic import (
    MAC_COUNT_MISTAKES,
    OUTPUT_SIZE_MISTAKES,
    PARAMETER_COUNT_MISTAKES,
    RECEPTIVE_FIELD_MISTAKES,
    SAME_PADDING_MISTAKES,
)
from cnncourse.mistakes.convolution.backward import CONV2D_BACKWARD_MISTAKES
from cnncourse.mistakes.convolution.columns import IM2COL_MISTAKES
from cnncourse.mistakes.convolution.forward import CONV2D_MISTAKES
from cnncourse.mistakes.convolution.kernels import BLUR_KERNEL_MISTAKES, EMBOSS_KERNEL_MISTAKES, SHARPEN_KERNEL_MISTAKES
from cnncourse.mistakes.convolution.planes import CROSS_CORRELATE2D_MISTAKES

__all__ = [
    "BLUR_KERNEL_MISTAKES",
    "CONV2D_BACKWARD_MISTAKES",
    "CONV2D_MISTAKES",
    "CROSS_CORRELATE2D_MISTAKES",
    "EMBOSS_KERNEL_MISTAKES",
    "IM2COL_MISTAKES",
    "MAC_COUNT_MISTAKES",
    "OUTPUT_SIZE_MISTAKES",
    "PARAMETER_COUNT_MISTAKES",
    "RECEPTIVE_FIELD_MISTAKES",
    "SAME_PADDING_MISTAKES",
    "SHARPEN_KERNEL_MISTAKES",
]
