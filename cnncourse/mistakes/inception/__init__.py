"""The mistakes that learners make in the exercises on inception blocks and batch normalisation."""

from cnncourse.mistakes.inception.backward import BATCH_NORM2D_BACKWARD_MISTAKES
from cnncourse.mistakes.inception.claims import (
    EVAL_SCALE_AND_SHIFT_MISTAKES,
    PAIR_WEIGHTS_MISTAKES,
    REDUCTION_SAVING_MISTAKES,
)
from cnncourse.mistakes.inception.factorised import ASYMMETRIC_CONV_MISTAKES, FACTORISE_5X5_MISTAKES
from cnncourse.mistakes.inception.forward import BATCH_NORM2D_MISTAKES
from cnncourse.mistakes.inception.grid_reduction import GRID_REDUCTION_MISTAKES
from cnncourse.mistakes.inception.inception_block import INCEPTION_BLOCK_MISTAKES
from cnncourse.mistakes.inception.inputs import BATCH_NORM_INPUTS_MISTAKES
from cnncourse.mistakes.inception.ledger import INCEPTION_LEDGER_MISTAKES, STACK_PARAMETERS_MISTAKES
from cnncourse.mistakes.inception.predictions import PREDICT_BLOCK_MISTAKES

__all__ = [
    "ASYMMETRIC_CONV_MISTAKES",
    "BATCH_NORM2D_BACKWARD_MISTAKES",
    "BATCH_NORM2D_MISTAKES",
    "BATCH_NORM_INPUTS_MISTAKES",
    "EVAL_SCALE_AND_SHIFT_MISTAKES",
    "FACTORISE_5X5_MISTAKES",
    "GRID_REDUCTION_MISTAKES",
    "INCEPTION_BLOCK_MISTAKES",
    "INCEPTION_LEDGER_MISTAKES",
    "PAIR_WEIGHTS_MISTAKES",
    "PREDICT_BLOCK_MISTAKES",
    "REDUCTION_SAVING_MISTAKES",
    "STACK_PARAMETERS_MISTAKES",
]
