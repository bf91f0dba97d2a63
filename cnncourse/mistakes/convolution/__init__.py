"""The mistakes that learners make in the exercises on convolution.

A mistake is written as the shortest rule that gives what a learner gets who makes it: mostly the reference,
called with something changed (``a`` holds the arguments of the call, stride and the like as pairs). Where
other code shows the same mistake in another way, a form follows that is written as learners write it.
"""

from cnncourse.mistakes.convolution.backward import CONV2D_BACKWARD_MISTAKES
from cnncourse.mistakes.convolution.claims import SQUASH_GAP_MISTAKES, WEIGHT_SETS_MISTAKES
from cnncourse.mistakes.convolution.columns import IM2COL_MISTAKES
from cnncourse.mistakes.convolution.forward import CONV2D_MISTAKES
from cnncourse.mistakes.convolution.inputs import CONV2D_TEST_MISTAKES
from cnncourse.mistakes.convolution.matrices import DENSE_MATRIX_MISTAKES
from cnncourse.mistakes.convolution.planes import CROSS_CORRELATE2D_MISTAKES
from cnncourse.mistakes.convolution.predictions import PREDICT_CONV2D_MISTAKES
from cnncourse.mistakes.convolution.sizes import OUTPUT_SIZE_MISTAKES, SAME_PADDING_MISTAKES

__all__ = [
    "CONV2D_BACKWARD_MISTAKES",
    "CONV2D_MISTAKES",
    "CONV2D_TEST_MISTAKES",
    "CROSS_CORRELATE2D_MISTAKES",
    "DENSE_MATRIX_MISTAKES",
    "IM2COL_MISTAKES",
    "OUTPUT_SIZE_MISTAKES",
    "PREDICT_CONV2D_MISTAKES",
    "SAME_PADDING_MISTAKES",
    "SQUASH_GAP_MISTAKES",
    "WEIGHT_SETS_MISTAKES",
]
