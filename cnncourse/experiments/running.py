"""The network that runs through the book: one small reader of digits, which each chapter changes by its idea."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from cnncourse.data import digits
from cnncourse.experiments.cache import experiment
from cnncourse.experiments.result import Result
from cnncourse.experiments.trials import drawn_for_relu, last, trials
from cnncourse.numpy.filters import emboss_kernel
from cnncourse.shapes import summary

DIRECTIONS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


class Residual(nn.Module):
    """x + f(x), where f begins as 0: the scale of its last batch norm does.

    Source:
        Goyal et al., Accurate, Large Minibatch SGD (2017), section 5.1: https://arxiv.org/abs/1706.02677
    """

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.f = nn.Sequential(*layers)
        norms = [layer for layer in self.f.modules() if isinstance(layer, nn.BatchNorm2d)]
        nn.init.zeros_(norms[-1].weight)

    def forward(self, x: Tensor) -> Tensor:
        """Return x + f(x)."""
        return x + self.f(x)


class Concat(nn.Module):
    """The outputs of several branches as the channels of one map."""

    def __init__(self, *branches: nn.Module) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x: Tensor) -> Tensor:
        """Return the branches' channels one after the other."""
        return torch.cat([branch(x) for branch in self.branches], dim=1)


def _filters() -> nn.Module:
    fixed = nn.Conv2d(1, 8, 3, padding=1, bias=False).requires_grad_(False)
    kernels = [emboss_kernel(direction) for direction in DIRECTIONS]
    model = nn.Sequential(fixed, nn.ReLU(), nn.AvgPool2d(4), nn.Flatten(), nn.Linear(8 * 7 * 7, 10))
    fixed.weight.data = torch.tensor(np.array(kernels), dtype=torch.float32)[:, None] / 4
    return model


def _convolution() -> nn.Module:
    layers = (nn.Conv2d(1, 16, 5, 2, 2), nn.ReLU(), nn.Conv2d(16, 32, 5, 2, 2), nn.ReLU())
    return drawn_for_relu(nn.Sequential(*layers, nn.Flatten(), nn.Linear(32 * 7 * 7, 10)))


def _arithmetic() -> nn.Module:
    sizes = ((1, 16, 1), (16, 16, 2), (16, 32, 1), (32, 32, 2))
    layers = [part for c_in, c_out, s in sizes for part in (nn.Conv2d(c_in, c_out, 3, s, 1), nn.ReLU())]
    return drawn_for_relu(nn.Sequential(*layers, nn.Flatten(), nn.Linear(32 * 7 * 7, 10)))


def _stages(layer: Callable[[int, int], nn.Module], first: nn.Module) -> nn.Module:
    """Return a first layer and three more, with a max pooling after the first, the third and the last."""
    pool = partial(nn.MaxPool2d, 2)
    layers = (first, pool(), layer(16, 16), layer(16, 32), pool(), layer(32, 32), pool())
    return drawn_for_relu(nn.Sequential(*layers, nn.Flatten(), nn.Linear(32 * 3 * 3, 10)))


def _biased(c_in: int, c_out: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.ReLU())


def _normed(c_in: int, c_out: int, kernel_size: int = 3, groups: int = 1, relu: bool = True) -> nn.Module:
    layer = nn.Conv2d(c_in, c_out, kernel_size, padding=kernel_size // 2, groups=groups, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(c_out), *([nn.ReLU()] if relu else []))


def _bottleneck(c_in: int, c_out: int) -> nn.Module:
    narrow = c_out // 4
    return nn.Sequential(_normed(c_in, narrow, 1), _normed(narrow, narrow), _normed(narrow, c_out, 1))


def _inception(c_in: int, c_out: int) -> nn.Module:
    quarter, narrow = c_out // 4, c_out // 8
    return Concat(
        _normed(c_in, quarter, 1),
        nn.Sequential(_normed(c_in, quarter, 1), _normed(quarter, quarter)),
        nn.Sequential(_normed(c_in, narrow, 1), _normed(narrow, quarter, 5)),
        nn.Sequential(nn.MaxPool2d(3, 1, 1), _normed(c_in, quarter, 1)),
    )


def _residual(c_in: int, c_out: int) -> nn.Module:
    if c_in != c_out:
        return _normed(c_in, c_out)
    return nn.Sequential(Residual(_normed(c_out, c_out), _normed(c_out, c_out, relu=False)), nn.ReLU())


def _inverted(c_in: int, c_out: int, expansion: int = 4) -> nn.Module:
    middle = expansion * c_in
    layers = (
        _normed(c_in, middle, 1),
        _normed(middle, middle, 3, groups=middle),
        _normed(middle, c_out, 1, relu=False),
    )
    return Residual(*layers) if c_in == c_out else nn.Sequential(*layers)


CHAPTERS: dict[str, tuple[str, Callable[[], nn.Module]]] = {
    "filters": ("eight emboss kernels, fixed; one linear layer", _filters),
    "convolution": ("two learned 5x5 layers with stride 2", _convolution),
    "arithmetic": ("two 3x3 layers for each 5x5", _arithmetic),
    "pooling": ("max pooling for the strides, and once more at the end", lambda: _stages(_biased, _biased(1, 16))),
    "training": ("batch norm, and a rate that falls", lambda: _stages(_normed, _normed(1, 16))),
    "pointwise": ("1x1, 3x3, 1x1 for each 3x3 after the first", lambda: _stages(_bottleneck, _normed(1, 16))),
    "inception": ("four branches for each 3x3 after the first", lambda: _stages(_inception, _normed(1, 16))),
    "resnet": (
        "two 3x3 and a shortcut for each 3x3 that keeps its channels",
        lambda: _stages(_residual, _normed(1, 16)),
    ),
    "mobilenet": ("an inverted residual for each 3x3 after the first", lambda: _stages(_inverted, _normed(1, 16))),
}


def running_network(upto: str) -> Result:
    """Line up the running network of each chapter, from the first to the given one.

    All read the same digits with the same number of passes; what changes is named in the table. From the chapter on
    training, the learning rate falls along a cosine.

    Args:
        upto: stem of the last chapter, such as ``"pooling"``.

    Returns:
        A row a chapter: what is new, parameters, multiply-adds of one digit, and accuracy on the held-out thousand.

    Raises:
        ValueError: If there is no such chapter.
    """
    stems = list(CHAPTERS)
    if upto not in stems:
        raise ValueError(f"no chapter is called {upto!r}: choose one of {', '.join(stems)}")
    parts = [_trained(stem) for stem in stems[: stems.index(upto) + 1]]
    rows = [row for part in parts for row in part.rows]
    return Result("The running network", parts[0].equal, rows, seconds=sum(part.seconds for part in parts))


@experiment
def _trained(stem: str, images: int = 2000, epochs: int = 3, seeds: int = 2) -> Result:
    change, build = CHAPTERS[stem]
    x, y = digits()
    falls = list(CHAPTERS).index(stem) >= list(CHAPTERS).index("training")
    options: dict[str, Any] = {"epochs": epochs, "batch_size": 50, "lr": 0.02, "schedule": "cosine" if falls else None}
    runs = trials({stem: build}, (x[:images], y[:images]), digits(train=False), seeds, None, **options)
    cost = summary(build(), (1, 28, 28))
    row = {
        "chapter": stem,
        "what is new": change,
        "parameters": cost.parameters,
        "multiply-adds": cost.macs,
        "test accuracy": last(runs[stem], "test_accuracy"),
    }
    return Result("The running network", f"{images:,} digits, {epochs} epochs, {seeds} seeds", [row])
