"""Experiments about what a network is made of: depth, shortcuts, cheap blocks, activations, pooling."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.data import colour_shapes, digits, small_digits
from cnncourse.experiments.cache import experiment
from cnncourse.experiments.result import Result, Value
from cnncourse.experiments.trials import Build, drawn_for_relu, last, lenet, mean_curve, outcome, trials
from cnncourse.shapes import summary

Block = Callable[[int], nn.Module]


@experiment
def degradation(depths: tuple[int, ...] = (8, 20, 38), epochs: int = 8, images: int = 1500, seeds: int = 2) -> Result:
    """Train plain and residual networks of growing depth and compare the error on the training images.

    The deeper plain network has the larger training error, although it could compute what the shallower one does. So
    this is not overfitting, and batch norm is there in all of them. With shortcuts, depth does no harm.

    Args:
        depths: layers with weights, even numbers of at least 4.
        epochs: how often each image is seen.
        images: how many digits of 8 by 8 pixels, 1,500 at most.
        seeds: how many runs each.

    Source:
        He et al., Deep Residual Learning for Image Recognition (2015), figures 1 and 6: https://arxiv.org/abs/1512.03385.
        There the plain networks of 20 to 56 layers end at training errors of some 2 to 14 %, on CIFAR-10 and after 160
        epochs. These runs are shorter, so the gap is wider: part of it would close with time.
    """
    x, y = small_digits()
    train, test = (x[:images], y[:images]), small_digits(train=False)
    rows: list[dict[str, Value]] = []
    curves: dict[str, list[float]] = {}
    for depth in depths:
        builds: dict[str, Build] = {
            "plain": partial(_deep, depth, shortcut=False),
            "residual": partial(_deep, depth, shortcut=True),
        }
        histories_of = trials(builds, train, test, seeds, epochs=epochs, batch_size=50, lr=0.03, schedule="cosine")
        for name, histories in histories_of.items():
            errors = [1 - accuracy for accuracy in last(histories, "train_accuracy")]
            rows.append({"network": name, "layers": depth, "training error": errors, **outcome(histories)})
            curves[f"{name}, {depth} layers"] = [1 - value for value in mean_curve(histories, "train_accuracy")]
    equal = f"8 channels, batch norm, {images:,} small digits, {epochs} epochs, batches of 50, {seeds} seeds"
    return Result("Plain and residual networks of growing depth", equal, rows, curves)


class _Pair(nn.Module):
    """Two convolutions, with or without a shortcut past them."""

    def __init__(self, channels: int, shortcut: bool) -> None:
        super().__init__()
        self.shortcut = shortcut
        self.body = nn.Sequential(*_convolution(channels, channels), *_convolution(channels, channels, activation=None))

    def forward(self, x: Tensor) -> Tensor:
        y = self.body(x)
        return torch.relu(x + y if self.shortcut else y)


def _convolution(
    c_in: int,
    c_out: int,
    kernel_size: int = 3,
    stride: int = 1,
    groups: int = 1,
    activation: Callable[[], nn.Module] | None = nn.ReLU,
) -> list[nn.Module]:
    convolution = nn.Conv2d(c_in, c_out, kernel_size, stride, kernel_size // 2, groups=groups, bias=False)
    return [convolution, nn.BatchNorm2d(c_out), *([activation()] if activation else [])]


def _deep(depth: int, shortcut: bool, channels: int = 8) -> nn.Module:
    pairs = [_Pair(channels, shortcut) for _ in range((depth - 2) // 2)]
    head = (nn.AvgPool2d(4), nn.Flatten(), nn.Linear(4 * channels, 10))
    return drawn_for_relu(nn.Sequential(*_convolution(1, channels), *pairs, *head))


@experiment
def bottleneck_cost(channels: int = 64, epochs: int = 5, images: int = 2000, seeds: int = 3) -> Result:
    """Put a 3x3 convolution between two 1x1 convolutions that narrow and widen again, and compare cost and accuracy.

    ``3x3``: channels to channels. ``1x1, 3x3, 1x1``: the 3x3 sees a quarter of the channels. A block then
    has between an eighth and a ninth of the multiply-adds. The accuracy falls by about three points; the time falls
    by far less than the multiply-adds, because three small layers keep a core less busy than a large one.

    Args:
        channels: of the maps between the blocks, a multiple of 4.
        epochs: how often each image is seen.
        images: how many digits.
        seeds: how many runs each.

    Source:
        He et al., Deep Residual Learning for Image Recognition (2015), figure 5: https://arxiv.org/abs/1512.03385
    """
    return _compare("A bottleneck", {"3x3": _standard, "1x1, 3x3, 1x1": _bottleneck}, channels, epochs, images, seeds)


@experiment
def separable_cost(channels: int = 64, epochs: int = 5, images: int = 2000, seeds: int = 3) -> Result:
    """Replace 3x3 convolutions by a 3x3 a channel and a 1x1 over the channels, and compare cost and accuracy.

    A block then has 1/C + 1/9 of the multiply-adds, about an eighth for 64 channels. The accuracy falls by three to
    four points (in the paper's table 4, on ImageNet, by 1.1), and the time by far less than the multiply-adds.

    Args:
        channels: of the maps between the blocks, a multiple of 4.
        epochs: how often each image is seen.
        images: how many digits.
        seeds: how many runs each.

    Source:
        Howard et al., MobileNets (2017), equation 5 and table 4: https://arxiv.org/abs/1704.04861
    """
    return _compare(
        "Depthwise separable convolution",
        {"standard": _standard, "depthwise separable": _separable},
        channels,
        epochs,
        images,
        seeds,
    )


def _standard(channels: int) -> nn.Module:
    return nn.Sequential(*_convolution(channels, channels))


def _bottleneck(channels: int) -> nn.Module:
    narrow = channels // 4
    inner = _convolution(narrow, narrow)
    return nn.Sequential(*_convolution(channels, narrow, 1), *inner, *_convolution(narrow, channels, 1))


def _separable(channels: int) -> nn.Module:
    return nn.Sequential(*_convolution(channels, channels, groups=channels), *_convolution(channels, channels, 1))


def _compare(title: str, blocks: dict[str, Block], channels: int, epochs: int, images: int, seeds: int) -> Result:
    x, y = digits()
    train, test = (x[:images], y[:images]), digits(train=False)
    builds: dict[str, Build] = {name: partial(_three, block, channels) for name, block in blocks.items()}
    rows: list[dict[str, Value]] = []
    curves: dict[str, list[float]] = {}
    for name, histories in trials(builds, train, test, seeds, epochs=epochs, lr=0.01, schedule="cosine").items():
        cost = summary(builds[name](), (1, 28, 28))
        rows.append({"block": name, "parameters": cost.parameters, "multiply-adds": cost.macs, **outcome(histories)})
        curves[name] = mean_curve(histories, "train_loss")
    equal = f"three blocks of {channels} channels on 7x7 maps, {images:,} digits, {epochs} epochs, {seeds} seeds"
    return Result(title, equal, rows, curves)


def _three(block: Block, channels: int) -> nn.Module:
    stem = (*_convolution(1, channels, 5, stride=2), nn.MaxPool2d(2))  # (C, 7, 7)
    blocks = [block(channels) for _ in range(3)]
    return drawn_for_relu(nn.Sequential(*stem, *blocks, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(9 * channels, 10)))


@experiment
def activation_after_bottleneck(channels: int = 4, epochs: int = 6, images: int = 1500, seeds: int = 3) -> Result:
    """End the narrow layer of an inverted residual block in nothing, in ReLU, or in ReLU6.

    An activation there sets to 0 what the few channels hold below 0, and no later layer can bring it back. The linear
    end does best, as in the paper's figure 6a. A shortcut carries the map past the activation, so the gap is smaller
    there; with other widths and lengths, single runs fall on its wrong side. ReLU and ReLU6 do not differ beyond the
    spread: few values reach 6 behind a batch norm. These networks are tiny and trained shortly; none is good.

    Args:
        channels: of the narrow maps; the wider they are, the smaller the effect. They are widened 6 times.
        epochs: how often each image is seen.
        images: how many coloured shapes of 20 by 20 pixels; half as many others to test with.
        seeds: how many runs each.

    Source:
        Sandler et al., MobileNetV2 (2018), sections 3.2 and 6.4: https://arxiv.org/abs/1801.04381
    """
    train, test = colour_shapes(images, 20, seed=0)[:2], colour_shapes(images // 2, 20, seed=1)[:2]
    ends: dict[str, Callable[[], nn.Module] | None] = {"none": None, "ReLU": nn.ReLU, "ReLU6": nn.ReLU6}
    rows: list[dict[str, Value]] = []
    curves: dict[str, list[float]] = {}
    for shortcut in (False, True):
        builds: dict[str, Build] = {name: partial(_inverted, channels, end, shortcut) for name, end in ends.items()}
        path = "shortcut" if shortcut else "no shortcut"
        for name, histories in trials(builds, train, test, seeds, epochs=epochs, schedule="cosine").items():
            rows.append({"activation": name, "around it": path, **outcome(histories)})
            curves[f"{name}, {path}"] = mean_curve(histories, "train_loss")
    equal = f"four blocks, {channels} channels, widened 6 times, {images:,} shapes, {epochs} epochs, {seeds} seeds"
    return Result("The activation after a narrow layer", equal, rows, curves)


class _Inverted(nn.Module):
    """Widen, convolve each channel by itself, and narrow again."""

    def __init__(self, channels: int, end: Callable[[], nn.Module] | None, shortcut: bool) -> None:
        super().__init__()
        wide = 6 * channels
        self.shortcut = shortcut
        self.body = nn.Sequential(
            *_convolution(channels, wide, 1, activation=nn.ReLU6),
            *_convolution(wide, wide, groups=wide, activation=nn.ReLU6),
            *_convolution(wide, channels, 1, activation=end),
        )

    def forward(self, x: Tensor) -> Tensor:
        y = self.body(x)
        return x + y if self.shortcut else y


def _inverted(channels: int, end: Callable[[], nn.Module] | None, shortcut: bool) -> nn.Module:
    stem = (*_convolution(3, 16), nn.MaxPool2d(2), *_convolution(16, channels, 1, activation=None))  # (C, 10, 10)
    blocks = [_Inverted(channels, end, shortcut) for _ in range(4)]
    return drawn_for_relu(nn.Sequential(*stem, *blocks, nn.AvgPool2d(2), nn.Flatten(), nn.Linear(25 * channels, 6)))


@experiment
def max_or_average(epochs: int = 4, images: int = 4000, seeds: int = 3) -> Result:
    """Pool by the maximum or by the average.

    On these digits the two reach the same accuracy within a point, which is the spread of the seeds. Max pooling only
    learns a little faster. The clear advantage that the paper finds for the maximum is on other images.

    Args:
        epochs: how often each image is seen.
        images: how many digits.
        seeds: how many runs each.

    Source:
        Scherer, Müller and Behnke, Evaluation of Pooling Operations (2010):
        https://doi.org/10.1007/978-3-642-15825-4_10
    """
    x, y = digits()
    train, test = (x[:images], y[:images]), digits(train=False)
    builds: dict[str, Build] = {"maximum": lenet, "average": partial(lenet, nn.AvgPool2d)}
    rows: list[dict[str, Value]] = []
    curves: dict[str, list[float]] = {}
    for name, histories in trials(builds, train, test, seeds, epochs=epochs).items():
        rows.append({"pooling": name, **outcome(histories)})
        curves[name] = mean_curve(histories, "train_loss")
    equal = f"LeNet, {images:,} digits, {epochs} epochs, {seeds} seeds, learning rate 0.05, momentum 0.9"
    return Result("Maximum or average pooling", equal, rows, curves)
