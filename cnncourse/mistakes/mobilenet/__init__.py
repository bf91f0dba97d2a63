"""The mistakes that learners make in the exercises on MobileNet.

Nothing here imports torch: the wrong blocks do so when they are built.
"""

from cnncourse.mistakes.mobilenet.channels import CHANNEL_SHUFFLE_MISTAKES, MAKE_DIVISIBLE_MISTAKES
from cnncourse.mistakes.mobilenet.claims import LAYER_TIME_MISTAKES, STORE_IN_BITS_MISTAKES
from cnncourse.mistakes.mobilenet.costs import PREDICT_SEPARABLE_MISTAKES, SEPARABLE_COST_RATIO_MISTAKES
from cnncourse.mistakes.mobilenet.depthwise import DEPTHWISE_CONV2D_MISTAKES, DEPTHWISE_TEST_MISTAKES
from cnncourse.mistakes.mobilenet.gates import SQUEEZE_EXCITE_MISTAKES
from cnncourse.mistakes.mobilenet.residuals import INVERTED_RESIDUAL_MISTAKES
from cnncourse.mistakes.mobilenet.separable import DEPTHWISE_SEPARABLE_CONV2D_MISTAKES
from cnncourse.mistakes.mobilenet.squash import SQUASH_LOSS_MISTAKES
from cnncourse.mistakes.mobilenet.swish import HARD_SWISH_MISTAKES

__all__ = [
    "CHANNEL_SHUFFLE_MISTAKES",
    "DEPTHWISE_CONV2D_MISTAKES",
    "DEPTHWISE_SEPARABLE_CONV2D_MISTAKES",
    "DEPTHWISE_TEST_MISTAKES",
    "HARD_SWISH_MISTAKES",
    "INVERTED_RESIDUAL_MISTAKES",
    "LAYER_TIME_MISTAKES",
    "MAKE_DIVISIBLE_MISTAKES",
    "PREDICT_SEPARABLE_MISTAKES",
    "SEPARABLE_COST_RATIO_MISTAKES",
    "SQUASH_LOSS_MISTAKES",
    "SQUEEZE_EXCITE_MISTAKES",
    "STORE_IN_BITS_MISTAKES",
]
