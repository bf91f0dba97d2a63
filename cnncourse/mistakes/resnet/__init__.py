"""The mistakes that learners make in the exercises on residual networks.

Mistakes in arrays are written as the shortest rule that gives the same numbers. Mistakes in blocks are recipes: the
right block in a few words, with one of them changed (see ``recipes``).
"""

from cnncourse.mistakes.resnet.basic import BASIC_BLOCK_MISTAKES
from cnncourse.mistakes.resnet.bottleneck import BOTTLENECK_MISTAKES
from cnncourse.mistakes.resnet.forward import RESIDUAL_FORWARD_MISTAKES
from cnncourse.mistakes.resnet.gradient import RESIDUAL_GRADIENT_MISTAKES
from cnncourse.mistakes.resnet.networks import MAKE_LAYER_MISTAKES, RESNET_MISTAKES
from cnncourse.mistakes.resnet.option_a import SHORTCUT_A_MISTAKES
from cnncourse.mistakes.resnet.preact import PREACT_BLOCK_MISTAKES
from cnncourse.mistakes.resnet.questions import INPUTS_FOR_SHORTCUT_A_MISTAKES, PREDICT_OUTPUTS_MISTAKES
from cnncourse.mistakes.resnet.signal import SIGNAL_STD_MISTAKES
from cnncourse.mistakes.resnet.tables import SHORTCUT_PARAMETERS_MISTAKES, WORSE_WHEN_DEEPER_MISTAKES

__all__ = [
    "BASIC_BLOCK_MISTAKES",
    "BOTTLENECK_MISTAKES",
    "INPUTS_FOR_SHORTCUT_A_MISTAKES",
    "MAKE_LAYER_MISTAKES",
    "PREACT_BLOCK_MISTAKES",
    "PREDICT_OUTPUTS_MISTAKES",
    "RESIDUAL_FORWARD_MISTAKES",
    "RESIDUAL_GRADIENT_MISTAKES",
    "RESNET_MISTAKES",
    "SHORTCUT_A_MISTAKES",
    "SHORTCUT_PARAMETERS_MISTAKES",
    "SIGNAL_STD_MISTAKES",
    "WORSE_WHEN_DEEPER_MISTAKES",
]
