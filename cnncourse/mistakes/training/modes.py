"""Mistakes in evaluate_accuracy: what it does as it is given, and what goes wrong in mending it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake
from cnncourse.mistakes.training.epochs import UNMENDED


def evaluation(
    body: Callable[[Any, Any], Any], before: Callable[[Any], Any] = lambda m: None, put_back: str = "no"
) -> Callable[..., Any]:
    """Evaluate with a call before the loop; afterwards put the mode back, switch to training, or do nothing."""

    def answer(model: Any, batches: Any) -> Any:
        mode = model.training
        before(model)
        value = body(model, batches)
        if put_back == "yes" or (put_back == "train" and mode is not None):
            model.training = mode if put_back == "yes" else True
        return value

    return answer


def share(model: Any, batches: Any) -> Any:
    """Return the share of images that are right."""
    return _hits(model, batches) / sum(len(y) for _, y in batches)


def _hits(model: Any, batches: Any) -> Any:
    return sum((model(x).argmax(axis=1) == y).sum() for x, y in batches)


def switched_late(model: Any, batches: Any) -> Any:
    """Switch to evaluation after the first batch."""
    right = 0
    for x, y in batches:
        right += (model(x).argmax(axis=1) == y).sum()
        model.eval()
    return right / sum(len(y) for _, y in batches)


def switched_back(model: Any, batches: Any) -> Any:
    """Switch to evaluation before the loop, and back to training at the end of its first round."""
    model.eval()
    right = 0
    for x, y in batches:
        right += (model(x).argmax(axis=1) == y).sum()
        model.train()
    return right / sum(len(y) for _, y in batches)


def restored_mean(model: Any, batches: Any) -> Any:
    """Put the running mean back, and leave the mode alone."""
    mean = model.running_mean
    value = share(model, batches)
    model.running_mean = mean
    return value


def one_by_one(model: Any, batches: Any) -> Any:
    """Hand over single images."""
    pairs = [(x[i : i + 1], y[i : i + 1]) for x, y in batches for i in range(len(y))]
    return share(model, pairs)


def joined(model: Any, batches: Any) -> Any:
    """Make one batch of all images."""
    return share(model, [(np.concatenate([x for x, _ in batches]), np.concatenate([y for _, y in batches]))])


def flipped(model: Any) -> None:
    """Switch to the other mode."""
    model.training = not model.training


def evaluating(model: Any) -> None:
    """Switch to evaluation."""
    model.eval()


EVALUATE_ACCURACY_MISTAKES = (
    Mistake(
        UNMENDED,
        evaluation(share),
        "The function runs, but the same images in other batches get another accuracy. Look at what the model does "
        "in each of its modes.",
        (evaluation(share, put_back="yes"),),
    ),
    Mistake(
        "the model is left in evaluation mode",
        evaluation(share, evaluating),
        "Training would go on in the wrong mode. Note model.training first, and put the mode back at the end.",
    ),
    Mistake(
        "the model is always left in training mode",
        evaluation(share, evaluating, "train"),
        "It may have come in evaluation mode. Note model.training first, and put back what it was.",
    ),
    Mistake(
        "the model is switched to training",
        evaluation(share, lambda m: m.train()),
        "train() switches to training, eval() to evaluation.",
        (evaluation(share, lambda m: m.train(), "yes"),),
    ),
    Mistake(
        "the model is switched to the other mode",
        evaluation(share, flipped),
        "A model in evaluation mode stays there: call model.eval(), which switches whatever the mode was.",
        (evaluation(share, flipped, "yes"),),
    ),
    Mistake(
        "the model is switched after the first batch",
        evaluation(switched_late),
        "Switch before the loop: the first batch counts, too.",
        (evaluation(switched_late, put_back="yes"),),
    ),
    Mistake(
        "the model is switched back after the first batch",
        evaluation(switched_back),
        "Put the mode back behind the loop.",
        (evaluation(switched_back, put_back="yes"),),
    ),
    Mistake(
        "the running mean is put back, and the mode is left",
        evaluation(restored_mean),
        "The predictions still come from the mean of each batch. Switch the model to evaluation.",
    ),
    Mistake(
        "the images are handed over one by one",
        evaluation(one_by_one),
        "In training mode each of them is its own mean. The batches are not the mistake; the mode is.",
    ),
    Mistake(
        "the images are handed over all at once",
        evaluation(joined),
        "In training mode the mean is still that of the images. The batches are not the mistake; the mode is.",
    ),
    Mistake(
        "every batch counts the same",
        evaluation(lambda m, b: np.mean([(m(x).argmax(axis=1) == y).mean() for x, y in b]), evaluating, "yes"),
        "The last batch may be smaller. The sums in the function were right.",
    ),
    Mistake(
        "the right images are counted and not divided",
        evaluation(_hits, evaluating, "yes"),
        "Return a share between 0 and 1.",
    ),
    Mistake(
        "the share of wrong images is returned",
        evaluation(lambda m, b: 1 - share(m, b), evaluating, "yes"),
        "Accuracy is the share of images that are right.",
    ),
)
