"""Train several networks alike, once a seed, and line up what came out."""

from __future__ import annotations

from collections.abc import Callable
from statistics import fmean, median
from typing import Any

import torch
from torch import nn

from cnncourse.experiments.result import Value
from cnncourse.progress import progress
from cnncourse.training import History, fit

Build = Callable[[], nn.Module]
Make = Callable[[Any], torch.optim.Optimizer]


def trials(
    builds: dict[str, Build], train: Any, test: Any, seeds: int, make: Make | None = None, **options: Any
) -> dict[str, list[History]]:
    """Train each network once a seed: the same images in the same order, and first weights from the same seed.

    Args:
        builds: name -> makes the network with new weights.
        train: images and labels.
        test: images and labels.
        seeds: how many; they count from 0.
        make: gives the optimizer of the parameters; None for that of :func:`cnncourse.training.fit`.
        options: of :func:`cnncourse.training.fit`.

    Returns:
        Name -> one history a seed.
    """
    histories: dict[str, list[History]] = {name: [] for name in builds}
    runs = [(name, build, seed) for seed in range(seeds) for name, build in builds.items()]
    with progress() as tell:
        for i, (name, build, seed) in enumerate(runs):
            tell(i / len(runs), f"training {name}, seed {seed}")
            with torch.random.fork_rng([]):
                torch.manual_seed(seed)
                model = build()
            chosen: dict[str, Any] = {"optimizer": make(model.parameters())} if make else {}
            common: dict[str, Any] = {"seed": seed, "device": "cpu", "progress": False}
            histories[name].append(fit(model, train, test, **common, **chosen, **options))
    return histories


def last(histories: list[History], what: str) -> list[float]:
    """Return the last number of each history."""
    return [getattr(history, what)[-1] for history in histories]


def mean_curve(histories: list[History], what: str) -> list[float]:
    """Return the mean over the seeds, one number an epoch."""
    return [fmean(values) for values in zip(*(getattr(history, what) for history in histories), strict=True)]


def seconds_an_epoch(histories: list[History]) -> float:
    """Return the median, which a busy moment of the machine does not move."""
    return median(seconds for history in histories for seconds in history.seconds)


def outcome(histories: list[History]) -> dict[str, Value]:
    """Return the columns that most experiments share."""
    return {
        "train loss": last(histories, "train_loss"),
        "test accuracy": last(histories, "test_accuracy"),
        "seconds an epoch": seconds_an_epoch(histories),
    }


def lenet(pool: Callable[[int], nn.Module] = nn.MaxPool2d, norm: Callable[[int], nn.Module] | None = None) -> nn.Module:
    """Return the book's small network for digits of 28 by 28 pixels: two convolutions, two poolings, three layers."""

    def convolution(c_in: int, c_out: int, padding: int) -> list[nn.Module]:
        layers: list[nn.Module] = [nn.Conv2d(c_in, c_out, 5, padding=padding)]
        return [*layers, *([norm(c_out)] if norm else []), nn.ReLU(), pool(2)]

    linear = [nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
    return drawn_for_relu(nn.Sequential(*convolution(1, 6, 2), *convolution(6, 16, 0), nn.Flatten(), *linear))


def drawn_for_relu(model: nn.Module) -> nn.Module:
    """Draw the weights with variance 2 / fan-in, biases 0, and return the model.

    torch's own default is smaller, and costs such a network its first epochs: they would hide what is compared. The
    last layer keeps the default, since no ReLU follows it.

    Source:
        He et al., Delving Deep into Rectifiers (2015), equation 10: https://arxiv.org/abs/1502.01852
    """
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
    for layer in layers[:-1]:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    return model
