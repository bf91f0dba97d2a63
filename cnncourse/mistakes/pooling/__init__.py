"""The mistakes that learners make in the exercises on pooling.

A mistake is written as the shortest rule that gives what a learner gets who makes it: mostly the right windows
with a setting changed (``a`` holds the arguments of the call, sizes as pairs). Where other code shows the same
mistake in another way, a form follows.
"""

from cnncourse.mistakes.pooling.arithmetic import (
    HEAD_PARAMETERS_MISTAKES,
    POOL_OUTPUT_SIZE_MISTAKES,
    PREDICT_POOLED_SIZES_MISTAKES,
)
from cnncourse.mistakes.pooling.backward_average import AVG_POOL2D_BACKWARD_MISTAKES
from cnncourse.mistakes.pooling.backward_maximum import MAX_POOL2D_BACKWARD_MISTAKES
from cnncourse.mistakes.pooling.claims import MAX_POOL2D_TEST_MISTAKES, RELU_GAPS_MISTAKES, SHIFT_SHARES_MISTAKES
from cnncourse.mistakes.pooling.forward import (
    AVG_POOL2D_MISTAKES,
    GLOBAL_AVG_POOL2D_MISTAKES,
    MAX_POOL2D_MISTAKES,
)

__all__ = [
    "AVG_POOL2D_BACKWARD_MISTAKES",
    "AVG_POOL2D_MISTAKES",
    "GLOBAL_AVG_POOL2D_MISTAKES",
    "HEAD_PARAMETERS_MISTAKES",
    "MAX_POOL2D_BACKWARD_MISTAKES",
    "MAX_POOL2D_MISTAKES",
    "MAX_POOL2D_TEST_MISTAKES",
    "POOL_OUTPUT_SIZE_MISTAKES",
    "PREDICT_POOLED_SIZES_MISTAKES",
    "RELU_GAPS_MISTAKES",
    "SHIFT_SHARES_MISTAKES",
]
