"""Experiments about how a network learns: batches, the loss, the first weights, normalisation."""

from __future__ import annotations

from functools import partial
from math import exp, log1p

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import SGD

from cnncourse.data import digits, small_digits
from cnncourse.experiments.cache import experiment
from cnncourse.experiments.result import Result, Value
from cnncourse.experiments.trials import Build, drawn_for_relu, lenet, mean_curve, outcome, trials
from cnncourse.training import Loss, fit


@experiment
def batch_sizes(
    sizes: tuple[int, ...] = (1, 10, 64, 256),
    scale_rate: bool = False,
    lr: float = 0.01,
    epochs: int = 3,
    images: int = 2000,
    seeds: int = 2,
) -> Result:
    """Train with batches of several sizes: seconds an epoch against what an epoch teaches.

    Small batches take many steps an epoch, and a step with one image costs far more than a 64th of one with 64: such an
    epoch teaches more and takes longer. At the same learning rate a large batch stays far behind, because it takes few
    steps and each is no longer. A rate that grows with the batch makes up for much of that, until it is too large to
    start with.

    Args:
        sizes: images in a batch.
        scale_rate: whether the learning rate is ``lr`` * size / 10 instead of ``lr``.
        lr: learning rate of plain gradient descent.
        epochs: how often each image is seen.
        images: how many digits.
        seeds: how many runs each.

    Source:
        Goyal et al., Accurate, Large Minibatch SGD (2017), section 2.1, for the rate that grows with the batch:
        https://arxiv.org/abs/1706.02677
    """
    x, y = digits()
    train, test = (x[:images], y[:images]), digits(train=False)
    rows: list[dict[str, Value]] = []
    curves: dict[str, list[float]] = {}
    for size in sizes:
        rate = lr * size / 10 if scale_rate else lr
        options = {"epochs": epochs, "batch_size": size}
        name = f"batch {size}"
        histories = trials({name: lenet}, train, test, seeds, partial(SGD, lr=rate), **options)[name]
        steps = -(-len(train[1]) // size)
        rows.append({"batch size": size, "learning rate": rate, "steps an epoch": steps, **outcome(histories)})
        curves[name] = mean_curve(histories, "train_loss")
    equal = f"LeNet, {images:,} digits, {epochs} epochs, {seeds} seeds, plain gradient descent"
    return Result("Batches of several sizes", equal, rows, curves)


@experiment
def log_of_softmax(gaps: tuple[float, ...] = (1.0, 10.0, 80.0, 103.0, 110.0)) -> Result:
    """Compute the loss of two logits (gap, 0) whose label is the second, in two steps and in one.

    The exact loss is gap + ln(1 + exp(-gap)). Softmax first gives the second class a probability of exp(-gap), which
    float32 rounds to 0 from a gap of 104 on: the logarithm of that is infinite, and its gradient not a number. From 88
    on, the probability is already too small to have all its digits.

    Args:
        gaps: how far the wrong logit lies above the right one.
    """
    rows: list[dict[str, Value]] = []
    for gap in gaps:
        two_steps = _loss_and_slope(lambda logits, y: F.nll_loss(logits.softmax(dim=1).log(), y), gap)
        one_step = _loss_and_slope(F.cross_entropy, gap)
        row: dict[str, Value] = {"gap": gap, "exact loss": gap + log1p(exp(-gap))}
        row |= {"nll of log of softmax": two_steps[0], "its gradient": two_steps[1]}
        rows.append(row | {"cross entropy": one_step[0], "gradient of that": one_step[1]})
    return Result(
        "The loss of logits that are far apart", "float32, two logits (gap, 0), the label is the second", rows
    )


def _loss_and_slope(loss: Loss, gap: float) -> tuple[float, float]:
    """Return the loss and its derivative by the first logit."""
    logits = torch.tensor([[gap, 0.0]], requires_grad=True)
    value = loss(logits, torch.tensor([1]))
    (slope,) = torch.autograd.grad(value, logits)
    return value.item(), slope[0, 0].item()


@experiment
def softmax_twice(epochs: int = 4, images: int = 4000, seeds: int = 3) -> Result:
    """Feed softmax into cross entropy, which applies softmax itself.

    Nothing fails: the network learns, and badly. The numbers that reach the loss lie between 0 and 1, so the loss of a
    network that is always right and always sure is ln(e + 9) - 1 = 1.461 and not 0; and where the first softmax is sure
    of a wrong class, hardly any gradient passes it. (:func:`cnncourse.training.fit` refuses a model that ends in
    softmax. Here the softmax is in the loss.)

    Args:
        epochs: how often each image is seen.
        images: how many digits.
        seeds: how many runs each.
    """
    x, y = digits()
    train, test = (x[:images], y[:images]), digits(train=False)
    losses = {"logits": F.cross_entropy, "softmax": _cross_entropy_of_softmax}
    rows: list[dict[str, Value]] = []
    curves: dict[str, list[float]] = {}
    for name, loss in losses.items():
        histories = trials({name: lenet}, train, test, seeds, epochs=epochs, loss=loss)[name]
        rows.append({"cross entropy of": name, **outcome(histories)})
        curves[name] = mean_curve(histories, "train_loss")
    equal = f"LeNet, {images:,} digits, {epochs} epochs, {seeds} seeds, learning rate 0.05, momentum 0.9"
    return Result("Softmax before cross entropy", equal, rows, curves)


def _cross_entropy_of_softmax(logits: Tensor, y: Tensor) -> Tensor:
    return F.cross_entropy(logits.softmax(dim=1), y)


@experiment
def zero_weights(epochs: int = 3, images: int = 2000) -> Result:
    """Start from weights that are all 0, all 0.05, or drawn at random.

    From 0 nothing but the last bias ever moves: every gradient of a weight has a factor that is a weight behind it or
    an activation before it, and both are 0. The loss stays at that of a network that knows how frequent the classes
    are, which for ten is ln 10 = 2.303. Equal weights other than 0 do move, but all filters of a layer alike: a layer
    of six filters is a layer of one.

    Args:
        epochs: how often each image is seen.
        images: how many digits.
    """
    x, y = digits()
    train, test = (x[:images], y[:images]), digits(train=False)
    rows: list[dict[str, Value]] = []
    curves: dict[str, list[float]] = {}
    for name, value in {"all 0": 0.0, "all 0.05": 0.05, "random": None}.items():
        torch.manual_seed(0)
        model = lenet()
        if value is not None:
            for parameter in model.parameters():
                nn.init.constant_(parameter, value)
        before = [parameter.detach().clone() for parameter in model.parameters()]
        history = fit(model, train, test, epochs=epochs, device="cpu", progress=False)
        moved = sum(not torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True))
        rows.append(
            {
                "first weights": name,
                "train loss": history.train_loss[-1],
                "test accuracy": history.test_accuracy[-1],
                "tensors that moved": f"{moved} of {len(before)}",
                "different filters in the first layer": _different(next(iter(model.parameters()))),
            }
        )
        curves[name] = history.train_loss
    equal = f"LeNet, {images:,} digits, {epochs} epochs, seed 0, learning rate 0.05, momentum 0.9"
    return Result("First weights", equal, rows, curves)


def _different(weight: Tensor) -> int:
    """Count the filters that are not equal to an earlier one, up to rounding."""
    distances = torch.cdist(weight.detach().flatten(1), weight.detach().flatten(1))
    return int(sum(not bool((distances[i, :i] < 1e-4).any()) for i in range(len(weight))))


@experiment
def batch_norm(
    rates: tuple[float, ...] = (0.001, 0.01, 0.1), depth: int = 8, epochs: int = 4, images: int = 1500, seeds: int = 3
) -> Result:
    """Train a plain network with and without batch norm at several learning rates.

    With batch norm it learns faster at every rate, and it still learns at a rate at which the other mostly learns
    nothing. That is what the paper's section 4.2.1 reports, there with 5 and 30 times the rate.

    Args:
        rates: learning rates; momentum is 0.9.
        depth: layers with weights.
        epochs: how often each image is seen.
        images: how many digits of 8 by 8 pixels, 1,500 at most.
        seeds: how many runs each.

    Source:
        Ioffe and Szegedy, Batch Normalization (2015): https://arxiv.org/abs/1502.03167
    """
    x, y = small_digits()
    train, test = (x[:images], y[:images]), small_digits(train=False)
    builds: dict[str, Build] = {
        "without": partial(_plain, depth, norm=False),
        "batch norm": partial(_plain, depth, norm=True),
    }
    rows: list[dict[str, Value]] = []
    curves: dict[str, list[float]] = {}
    for rate in rates:
        histories_of = trials(builds, train, test, seeds, epochs=epochs, batch_size=50, lr=rate)
        for name, histories in histories_of.items():
            rows.append({"normalisation": name, "learning rate": rate, **outcome(histories)})
            curves[f"{name}, rate {rate:g}"] = mean_curve(histories, "train_loss")
    equal = f"{depth} layers, 8 channels, {images:,} small digits, {epochs} epochs, batches of 50, {seeds} seeds"
    return Result("Batch norm and the learning rate", equal, rows, curves)


def _plain(depth: int, norm: bool, channels: int = 8) -> nn.Module:
    layers: list[nn.Module] = []
    for i in range(depth - 1):
        layers.append(nn.Conv2d(channels if i else 1, channels, 3, padding=1, bias=not norm))
        layers += [nn.BatchNorm2d(channels)] * norm + [nn.ReLU()]
    return drawn_for_relu(nn.Sequential(*layers, nn.AvgPool2d(4), nn.Flatten(), nn.Linear(4 * channels, 10)))
