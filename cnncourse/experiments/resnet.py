"""The experiment of the chapter Residual networks: delete blocks of networks that are trained."""

from __future__ import annotations

from statistics import fmean

import numpy as np
import torch
from torch import Tensor, nn

from cnncourse.data import small_digits
from cnncourse.experiments.cache import experiment
from cnncourse.experiments.result import Result, Value
from cnncourse.experiments.trials import drawn_for_relu
from cnncourse.training import evaluate, fit


@experiment
def deleted_blocks(epochs: int = 6, images: int = 1500, seeds: int = 2, draws: int = 8) -> Result:
    """Train a plain and a residual network of 20 layers, delete blocks, and test what is left without further training.

    All blocks have the same shape, so what is left fits together. A residual network hardly notices most deletions and
    fails slowly as more go; its first blocks are dear to it. The plain one falls at once, to little better than
    guessing.

    Args:
        epochs: how often each image is seen.
        images: how many digits of 8 by 8 pixels, 1,500 at most.
        seeds: how many trained networks each.
        draws: how many choices of blocks are tried for each number of deleted blocks.

    Returns:
        A row a network: its accuracy whole, and the mean and the worst with one block deleted; as curves the mean
        accuracy with 0, 1, 2, ... blocks deleted, and with each single one deleted.

    Source:
        Veit et al., Residual Networks Behave Like Ensembles of Relatively Shallow Networks (2016), section 4:
        https://arxiv.org/abs/1605.06431
    """
    rows: list[dict[str, Value]] = []
    curves: dict[str, list[float]] = {}
    for name in ("plain", "residual"):
        runs = [_lesions(name == "residual", epochs, images, seed, draws) for seed in range(seeds)]
        singles = [single for _, single in runs]
        row: dict[str, Value] = {
            "network": name,
            "whole: accuracy": [curve[0] for curve, _ in runs],
            "one deleted: accuracy": [fmean(single) for single in singles],
            "worst deleted: accuracy": [min(single) for single in singles],
        }
        rows.append(row)
        curves[name] = [fmean(values) for values in zip(*(curve for curve, _ in runs), strict=True)]
        curves[f"{name}, by block"] = [fmean(values) for values in zip(*singles, strict=True)]
    equal = f"20 layers, 8 channels, batch norm, {images:,} small digits, {epochs} epochs, {seeds} seeds"
    return Result("Deleting blocks of trained networks", equal, rows, curves)


class Pair(nn.Module):
    """Two convolutions with batch norm, with or without a shortcut past them."""

    def __init__(self, channels: int, shortcut: bool) -> None:
        super().__init__()
        self.shortcut = shortcut
        self.f = nn.Sequential(*_normed(channels, channels), nn.ReLU(), *_normed(channels, channels))

    def forward(self, x: Tensor) -> Tensor:
        """Return relu(f(x)), or relu(x + f(x))."""
        return torch.relu(x + self.f(x) if self.shortcut else self.f(x))


def _normed(c_in: int, c_out: int) -> tuple[nn.Module, nn.Module]:
    return nn.Conv2d(c_in, c_out, 3, padding=1, bias=False), nn.BatchNorm2d(c_out)


def _lesions(shortcut: bool, epochs: int, images: int, seed: int, draws: int) -> tuple[list[float], list[float]]:
    """Train one network; return its accuracy by how many blocks are deleted, and by which single one."""
    (x, y), test = small_digits(), small_digits(train=False)
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        stem = nn.Sequential(*_normed(1, 8), nn.ReLU())
        blocks = [Pair(8, shortcut) for _ in range(9)]
        head = nn.Sequential(nn.AvgPool2d(4), nn.Flatten(), nn.Linear(32, 10))
        model = drawn_for_relu(nn.Sequential(stem, *blocks, head))
    train = x[:images], y[:images]
    fit(
        model,
        train,
        epochs=epochs,
        batch_size=50,
        lr=0.03,
        schedule="cosine",
        seed=seed,
        device="cpu",
        progress=False,
    )

    def accuracy(deleted: set[int]) -> float:
        left = (block for i, block in enumerate(blocks) if i not in deleted)
        return evaluate(nn.Sequential(stem, *left, head), test).accuracy

    rng = np.random.default_rng(seed)
    singles = [accuracy({i}) for i in range(9)]
    curve = [accuracy(set()), fmean(singles)]
    for count in range(2, 10):
        choices = [set(rng.choice(9, count, replace=False).tolist()) for _ in range(draws)]
        curve.append(fmean(accuracy(choice) for choice in choices))
    return curve, singles
