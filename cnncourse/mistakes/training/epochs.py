"""Mistakes in train_one_epoch and loss_history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake, declared

UNMENDED = "nothing has been mended yet"


def looped(rule: Callable[[list[float], list[int]], Any]) -> Callable[..., Any]:
    """Train on every batch, and put the losses and the sizes of the batches together wrongly."""

    def answer(model: Any, batches: Any, step: Any) -> Any:
        seen = [(float(step(model, x, labels)), len(x)) for x, labels in batches]
        return rule([value for value, _ in seen], [n for _, n in seen])

    return answer


def halved(values: list[float], n: list[int]) -> float:
    """Average each new loss with the mean so far."""
    mean = values[0]
    for value in values[1:]:
        mean = (mean + value) / 2
    return mean


def weighted(values: list[float], n: list[int]) -> float:
    """Return the right mean."""
    return sum(v * k for v, k in zip(values, n, strict=True)) / sum(n)


def counted_first(model: Any, batches: Any, step: Any) -> Any:
    """Go through the batches twice."""
    images = sum(len(x) for x, _ in batches)
    return sum(step(model, x, labels) * len(x) for x, labels in batches) / images


def with_length(model: Any, batches: Any, step: Any) -> Any:
    """Ask how many batches there are."""
    return np.zeros(len(batches)).sum() + looped(weighted)(model, batches, step)


def indexed(model: Any, batches: Any, step: Any) -> Any:
    """Take the batches by their number."""
    total = images = 0
    for i in range(len(batches)):
        x, labels = batches[i]
        total, images = total + step(model, x, labels) * len(x), images + len(x)
    return total / images


def first_batch(model: Any, batches: Any, step: Any) -> Any:
    """Return from inside the loop."""
    for x, labels in batches:
        return step(model, x, labels)
    return None


def without_rest(model: Any, batches: Any, step: Any) -> Any:
    """Skip batches that are smaller than the first."""
    total, images, full = 0.0, 0, 0
    for x, labels in batches:
        full = full or len(x)
        if len(x) >= full:
            total, images = total + step(model, x, labels) * len(x), images + len(x)
    return total / images


def twice(model: Any, batches: Any, step: Any) -> Any:
    """Train twice on a batch, and keep the second loss."""
    total = images = 0
    for x, labels in batches:
        step(model, x, labels)
        total, images = total + step(model, x, labels) * len(x), images + len(x)
    return total / images


def backwards(model: Any, batches: Any, step: Any) -> Any:
    """Go through the batches from the last to the first."""
    return looped(weighted)(model, list(batches)[::-1], step)


def not_trained(model: Any, batches: Any, step: Any) -> Any:
    """Look at the scores, and do not step."""
    return float(np.mean([np.mean(model(x)) for x, _ in batches]))


TRAIN_ONE_EPOCH_MISTAKES = (
    *declared(
        looped,
        (
            (
                "every batch counts the same",
                lambda v, n: np.mean(v),
                "The last batch may be smaller: weigh each loss by its number of images, and divide by all images.",
            ),
            (
                "the loss of the last batch is returned",
                lambda v, n: v[-1],
                "One batch is not the epoch: add up over all batches.",
            ),
            ("the losses are added up", lambda v, n: sum(v), "Divide, for a mean over the images."),
            (
                "the weighted losses are not divided",
                lambda v, n: weighted(v, n) * sum(n),
                "Divide by the number of all images.",
            ),
            (
                "the weighted losses are divided by the number of batches",
                lambda v, n: weighted(v, n) * sum(n) / len(n),
                "Weighed by images, they are to be divided by the number of all images.",
            ),
            (
                "the losses are divided by the number of images without being weighed",
                lambda v, n: sum(v) / sum(n),
                "step returns a mean over its batch. Times the number of images it is a sum, and sums can be added.",
            ),
            (
                "the last batch is taken to be as large as the first",
                lambda v, n: weighted(v, n) * sum(n) / (n[0] * len(n)),
                "Count the images as they come: len(x).",
            ),
            (
                "each new loss is averaged with the mean so far",
                halved,
                "Then the last batch counts half. Keep a sum, and divide once, at the end.",
            ),
            ("the median of the losses is returned", lambda v, n: np.median(v), "The mean is asked for."),
            ("the largest loss is returned", lambda v, n: max(v), "The mean is asked for."),
            ("the smallest loss is returned", lambda v, n: min(v), "The mean is asked for."),
            ("the list of losses is returned", lambda v, n: v, "Return one number: the mean over all images."),
            (
                "the losses are divided before the loop has ended",
                lambda v, n: sum(x * k / sum(n[: i + 1]) for i, (x, k) in enumerate(zip(v, n, strict=True))),
                "Keep the sum and the number of images apart, and divide once, at the end.",
            ),
            (
                "the number of images starts at 1",
                lambda v, n: weighted(v, n) * sum(n) / (sum(n) + 1),
                "Before the first batch no image has been seen: start at 0.",
            ),
        ),
    ),
    Mistake(
        "only the first batch is trained on",
        first_batch,
        "The return belongs behind the loop, not into it.",
    ),
    Mistake(
        "the batches are gone through twice",
        counted_first,
        "A generator is empty after the first time: count the images in the loop that trains.",
    ),
    Mistake(
        "step is called twice for each batch",
        twice,
        "Every call of step trains. Call it once for each batch, and keep the loss that it returns.",
    ),
    Mistake(
        "the batches are asked for their length",
        with_length,
        "A generator has none. Count in the loop.",
        (indexed,),
    ),
    Mistake(
        "step is called without the model",
        lambda model, batches, step: [step(x, labels) for x, labels in batches],
        "Call step(model, x, labels), with three arguments.",
    ),
    Mistake(
        "the scores are handed to step in place of the model",
        lambda model, batches, step: [step(model(x), x, labels) for x, labels in batches],
        "Hand on the model itself: step(model, x, labels).",
    ),
    Mistake("a smaller batch is skipped", without_rest, "Its images count, too."),
    Mistake("the batches are taken from the end", backwards, "Take them as they come: a model learns in order."),
    Mistake("no step is made", not_trained, "Call step(model, x, labels) for every batch: it trains, and returns the "
            "loss."),
)  # fmt: skip

# ------------------------------------------------------------ loss_history


def told(rule: Callable[[list[list[float]], list[int]], Any]) -> Callable[..., Any]:
    """Train for all epochs, and put the losses together wrongly."""

    def answer(model: Any, batches: Any, step: Any, epochs: int) -> Any:
        rows = [[float(step(model, x, labels)) for x, labels in batches] for _ in range(epochs)]
        return rule(rows, [len(x) for x, _ in batches])

    return answer


def per_epoch(rule: Callable[[list[float], list[int]], Any]) -> Callable[..., Any]:
    """Put the losses of each epoch together wrongly."""
    return told(lambda rows, n: [rule(row, n) for row in rows])


def running(rows: list[list[float]], n: list[int]) -> list[float]:
    """Keep the sums of earlier epochs; divide by all images so far."""
    flat, sizes = [v for row in rows for v in row], n * len(rows)
    return [weighted(flat[: len(n) * (i + 1)], sizes[: len(n) * (i + 1)]) for i in range(len(rows))]


def growing(rows: list[list[float]], n: list[int]) -> list[float]:
    """Keep the sums of earlier epochs; divide by the images of one."""
    return [value * (i + 1) for i, value in enumerate(running(rows, n))]


LOSS_HISTORY_MISTAKES = (
    Mistake(
        UNMENDED,
        per_epoch(lambda v, n: v[-1]),
        "The loop runs, but the list is not what the text asks for. Follow the two epochs by hand, and note what is "
        "appended, and when.",
    ),
    *declared(
        per_epoch,
        (
            (
                "every batch counts the same",
                lambda v, n: np.mean(v),
                "Weigh each loss by its number of images, and divide by all images.",
            ),
            ("the loss of the first batch is listed", lambda v, n: v[0], "Add up over all batches of the epoch."),
            ("the losses of an epoch are added up", lambda v, n: sum(v), "Divide, for a mean over the images."),
            (
                "the weighted losses are not divided",
                lambda v, n: weighted(v, n) * sum(n),
                "Divide by the number of images.",
            ),
            (
                "the weighted losses are divided by the number of batches",
                lambda v, n: weighted(v, n) * sum(n) / len(n),
                "Weighed by images, they are to be divided by the number of images.",
            ),
            (
                "the losses are divided by the number of images without being weighed",
                lambda v, n: sum(v) / sum(n),
                "step returns a mean over its batch. Times the number of images it is a sum.",
            ),
            ("the smallest loss of an epoch is listed", lambda v, n: min(v), "The mean is asked for."),
            (
                "each new loss is averaged with the mean so far",
                halved,
                "Then the last batch counts half. Keep a sum, and divide at the end of the epoch.",
            ),
        ),
    ),
    *declared(
        told,
        (
            (
                "the sums go on from one epoch to the next",
                running,
                "Set the sum and the number of images to 0 at the start of every epoch.",
                growing,
                lambda rows, n: [weighted(row, n) / (i + 1) for i, row in enumerate(rows)],
            ),
            (
                "there is a number for every batch",
                lambda rows, n: [v for row in rows for v in row],
                "One number for each epoch is asked for: append behind the inner loop.",
                lambda rows, n: rows,
                lambda rows, n: [weighted(row[: i + 1], n[: i + 1]) for row in rows for i in range(len(n))],
                lambda rows, n: [np.mean(row[: i + 1]) for row in rows for i in range(len(n))],
            ),
            (
                "one number is returned for all epochs",
                lambda rows, n: running(rows, n)[-1],
                "Append the mean of each epoch, and return the list.",
                lambda rows, n: weighted(rows[-1], n),
            ),
            (
                "only the last epoch is listed",
                lambda rows, n: [weighted(rows[-1], n)],
                "Make the list before the loop over the epochs, not in it.",
            ),
            (
                "only the first epoch is listed",
                lambda rows, n: [weighted(rows[0], n)],
                "The return belongs behind both loops.",
            ),
        ),
    ),
)
