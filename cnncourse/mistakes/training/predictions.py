"""Slips in predict_training: all numbers right but the one that a misunderstanding changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake

RIGHT = (16, 40, 2 * np.log(2), 3 * np.log(2), -0.75, 1.75, 2.0)


def slip(name: str, index: int, value: float, message: str, *others: float) -> Mistake:
    """Make a mistake of one wrong prediction; `others` are wrong in the same way."""

    def answer(value: float) -> Callable[[], tuple[Any, ...]]:
        return lambda: tuple(value if i == index else right for i, right in enumerate(RIGHT))

    return Mistake(name, answer(value), message, tuple(map(answer, others)))


PREDICT_TRAINING_MISTAKES = (
    slip(
        "the last batch is dropped",
        0,
        15,
        "15 batches of 64 are 960 images. Those that are left make one more batch.",
    ),
    slip("a part of an update is counted", 0, 15.625, "There is no part of an update: round up.", 15.6, 15.63),
    slip("every image makes an update", 0, 1000, "The images of a batch make one update together."),
    slip("the last batch is taken to be full", 1, 64, "960 images are in the batches before it. How many are left?"),
    slip("what the last batch lacks is counted", 1, 24, "The images that are in it are asked for.", -24),
    slip("the rest is rounded as a fraction of a batch", 1, 0.625, "Count images.", 0.63, 0.6),
    slip("the loss is taken to be the probability", 2, 0.25, "The loss is minus the logarithm of it."),
    slip("the loss is taken to be what is missing to 1", 2, 0.75, "The loss is minus the logarithm, not 1 - p."),
    slip("the minus sign is forgotten", 2, -2 * np.log(2), "ln 1/4 is negative, and the loss is minus that.", -1.39),
    slip("the logarithm has base 2", 2, 2, "With the natural logarithm it is twice 0.693."),
    slip("the logarithm has base 10", 2, np.log10(4), "With the natural logarithm it is twice 0.693.", 0.602, 0.6),
    slip("the probability 1/2 is taken", 2, np.log(2), "1/4 is 1/2 times 1/2: twice ln 2.", 0.69, 0.693),
    slip("the loss of a guess is taken to be its probability", 3, 0.125, "It is minus the logarithm of 1/8."),
    slip("the loss of a guess is taken to be its error", 3, 0.875, "It is minus the logarithm of 1/8."),
    slip("the guess is made among 10 classes", 3, np.log(10), "Here are 8 classes.", 2.3, 2.303),
    slip("the base of the logarithm is 2", 3, 3, "With the natural logarithm it is three times 0.693."),
    slip("the base of the logarithm is 10", 3, np.log10(8), "With the natural logarithm it is three times 0.693.", 0.9),
    slip("the losses of all classes are added", 3, 24 * np.log(2), "Only the right class counts.", 16.6, 16.64),
    slip(
        "the sign of the gradient is reversed",
        4,
        0.75,
        "It is p minus 1: negative, since a larger score would make the loss smaller.",
    ),
    slip("the one is not subtracted", 4, 0.25, "At the right class the gradient is p minus 1.", -0.25),
    slip("the gradient is taken with respect to the probability", 4, -4, "With respect to the score it is p minus 1."),
    slip("the gradients are all kept whole", 5, 3, "The old velocity is halved in every step."),
    slip("the steps are counted from 0", 5, 1.5, "After one step the velocity is 1, after two 1.5. One more."),
    slip("one step too many is made", 5, 1.875, "After one step the velocity is 1."),
    slip("the momentum multiplies the gradient, too", 5, 0.875, "The gradient comes in whole: 0.5 * v + 1."),
    slip("the velocity is multiplied alone", 5, 0.25, "The gradient is added in every step: 0.5 * v + 1.", 0.125),
    slip(
        "every batch counts the same",
        6,
        8 / 3,
        "The third batch has half as many images: weigh the losses by the images.",
        2.67,
        2.7,
        2.667,
    ),
    slip("the loss of the last batch is taken", 6, 6, "All 10 images count."),
    slip("the losses are added up", 6, 8, "The mean over the 10 images is asked for."),
    slip("the weighted losses are not divided", 6, 20, "Divide by the 10 images."),
    slip("the sum of the losses is divided by the images", 6, 0.8, "First times the images of each batch."),
    slip("the weighted losses are divided by the batches", 6, 20 / 3, "Divide by the 10 images.", 6.67, 6.7, 6.667),
    slip("the last batch is taken to be as large as the others", 6, 20 / 12, "There are 10 images.", 1.67, 1.7, 1.667),
)
