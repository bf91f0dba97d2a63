"""The mistakes that learners make in the exercises on 1x1 convolutions.

Nothing here imports torch: the wrong blocks do so when they are built.
"""

from cnncourse.mistakes.pointwise.blocks import MLP_CONV_MISTAKES
from cnncourse.mistakes.pointwise.costs import (
    BOTTLENECK_MACS_MISTAKES,
    PREDICT_POINTWISE_MISTAKES,
    WIDEST_REDUCTION_MISTAKES,
)
from cnncourse.mistakes.pointwise.inputs import POINTWISE_CONV2D_TEST_MISTAKES
from cnncourse.mistakes.pointwise.linear import LINEAR_AS_POINTWISE_MISTAKES
from cnncourse.mistakes.pointwise.merging import MERGE_POINTWISE_MISTAKES
from cnncourse.mistakes.pointwise.mixing import POINTWISE_CONV2D_MISTAKES

__all__ = [
    "BOTTLENECK_MACS_MISTAKES",
    "LINEAR_AS_POINTWISE_MISTAKES",
    "MERGE_POINTWISE_MISTAKES",
    "MLP_CONV_MISTAKES",
    "POINTWISE_CONV2D_MISTAKES",
    "POINTWISE_CONV2D_TEST_MISTAKES",
    "PREDICT_POINTWISE_MISTAKES",
    "WIDEST_REDUCTION_MISTAKES",
]
