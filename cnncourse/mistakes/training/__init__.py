"""The mistakes that learners make in the exercises on training."""

from cnncourse.mistakes.training.claims import (
    EPOCH_COST_MISTAKES,
    SOFTMAX_LOSSES_MISTAKES,
    TWO_LAYER_GRADIENTS_MISTAKES,
)
from cnncourse.mistakes.training.epochs import LOSS_HISTORY_MISTAKES, TRAIN_ONE_EPOCH_MISTAKES
from cnncourse.mistakes.training.loops import BATCH_LOSS_MISTAKES, TRAIN_ON_BATCHES_MISTAKES
from cnncourse.mistakes.training.losses import SOFTMAX_CROSS_ENTROPY_MISTAKES, SOFTMAX_CROSS_ENTROPY_TEST_MISTAKES
from cnncourse.mistakes.training.modes import EVALUATE_ACCURACY_MISTAKES
from cnncourse.mistakes.training.predictions import PREDICT_TRAINING_MISTAKES
from cnncourse.mistakes.training.scores import ACCURACY_MISTAKES
from cnncourse.mistakes.training.steps import SGD_MOMENTUM_STEP_MISTAKES

__all__ = [
    "ACCURACY_MISTAKES",
    "BATCH_LOSS_MISTAKES",
    "EPOCH_COST_MISTAKES",
    "EVALUATE_ACCURACY_MISTAKES",
    "LOSS_HISTORY_MISTAKES",
    "PREDICT_TRAINING_MISTAKES",
    "SGD_MOMENTUM_STEP_MISTAKES",
    "SOFTMAX_CROSS_ENTROPY_MISTAKES",
    "SOFTMAX_CROSS_ENTROPY_TEST_MISTAKES",
    "SOFTMAX_LOSSES_MISTAKES",
    "TRAIN_ONE_EPOCH_MISTAKES",
    "TRAIN_ON_BATCHES_MISTAKES",
    "TWO_LAYER_GRADIENTS_MISTAKES",
]
