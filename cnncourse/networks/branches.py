"""What the Inception networks share: the boxes of their figures, branches that are concatenated, and weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import inf

import torch
from torch import Tensor, nn

from cnncourse.networks.blocks import ConvBNReLU

Layers = Sequence[str | Sequence[str]]

# A box of a figure: "3x3 64", "1x7 192", "3x3 384 stride 2 V", "max stride 2 V", "avg".
BOX = re.compile(r"(?:(\d+)x(\d+) (\d+)|(max|avg))(?: stride (\d+))?( V)?")

conv_bn_relu = partial(ConvBNReLU, activation=partial(nn.ReLU, inplace=True), eps=1e-3, names=("conv", "bn", "relu"))


def box(
    text: str, in_channels: int, conv: Callable[..., nn.Module] = conv_bn_relu, count_include_pad: bool = True
) -> tuple[nn.Module, int]:
    """Build one box of a figure, written as the papers letter it.

    Args:
        text: ``"KHxKW channels"`` for a convolution, ``"max"`` or ``"avg"`` for a 3x3 pool; then ``"stride S"`` if S
            is not 1; then ``"V"`` (valid) for no padding. Without ``V`` the box gives ceil(size / S).
        in_channels: of its input.
        conv: makes a convolution from in_channels, out_channels, kernel_size, stride and padding.
        count_include_pad: whether an average counts the zeros of the padding.

    Returns:
        The layer and the channels of its output.

    Raises:
        ValueError: text is no box.

    Source:
        Szegedy et al., Inception-v4, figure 3 and the text on "V": https://arxiv.org/abs/1602.07261
    """
    match = BOX.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no box; boxes are '3x3 64', '1x7 192', '3x3 384 stride 2 V', 'max', 'avg'")
    KH, KW, channels, pool, S, valid = match.groups()
    stride = int(S or 1)
    if pool == "avg":
        return nn.AvgPool2d(3, stride, 0 if valid else 1, count_include_pad=count_include_pad), in_channels
    if pool == "max":
        return _max_pool(stride, bool(valid)), in_channels
    layer = conv(in_channels, int(channels), (int(KH), int(KW)), stride, 0 if valid else None)
    return layer, int(channels)


def _max_pool(stride: int, valid: bool) -> nn.Module:
    if valid or stride == 1:
        return nn.MaxPool2d(3, stride, 0 if valid else 1)
    # Two cells at the end: at even sizes this is ceil_mode, at odd sizes it gives the size of a padded convolution.
    return nn.Sequential(nn.ConstantPad2d((0, 2, 0, 2), -inf), nn.MaxPool2d(3, stride))


class Branches(nn.Module):
    """Run several chains of layers on the same x and concatenate what they give, channel after channel.

    Concatenated, not added: the channels of y are the sum of those of the branches.

    Args:
        in_channels: C of x (N, C, H, W).
        branches: each a text of boxes with commas between, as ``"1x1 64, 3x3 96"``; ``"1x3 256 | 3x1 256"`` splits the
            chain in two and concatenates them. A mapping names the branches for the checkpoint: the one convolution of
            ``name`` is called ``name``, several are ``name_1``, ``name_2a``, ``name_2b`` ...
        conv: makes a convolution; see ``box``.
        count_include_pad: see ``box``.
    """

    def __init__(
        self,
        in_channels: int,
        branches: Mapping[str, str] | Sequence[str],
        conv: Callable[..., nn.Module] = conv_bn_relu,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        if not isinstance(branches, Mapping):
            branches = {f"branch{i}": text for i, text in enumerate(branches, 1)}
        self.make = partial(box, conv=conv, count_include_pad=count_include_pad)
        self.chains: list[list[list[str]]] = []  # of each branch, of each step: the names of the layers side by side
        self.out_channels = 0
        for name, text in branches.items():
            self.out_channels += self._add_chain(name, text.split(", "), in_channels)

    def _add_chain(self, name: str, steps: Sequence[str], channels: int) -> int:
        """Add the layers of one branch and return the channels of its output."""
        single, convolutions, chain = sum("x" in step.split()[0] for step in steps) == 1, 0, []
        for step in steps:
            sides = step.split(" | ")
            is_pool = step.startswith(("max", "avg"))
            convolutions += not is_pool
            stem = name if single and not is_pool else f"{name}_{convolutions}"
            names = [stem] if len(sides) == 1 else [f"{stem}{letter}" for letter in "abcd"[: len(sides)]]
            layers = [self.make(side, channels) for side in sides]
            for label, (layer, _) in zip(names, layers, strict=True):
                self.add_module(label, layer)
            channels = sum(width for _, width in layers)
            chain.append(names)
        self.chains.append(chain)
        return channels

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, out_channels, H', W'), the branches in the order in which they were given."""
        return torch.cat([self._run(chain, x) for chain in self.chains], 1)

    def _run(self, chain: list[list[str]], x: Tensor) -> Tensor:
        for names in chain:
            sides = [getattr(self, name)(x) for name in names]
            x = torch.cat(sides, 1) if len(sides) > 1 else sides[0]
        return x


def chain(
    in_channels: int,
    layers: Iterable[str | Sequence[str]],
    conv: Callable[..., nn.Module] = conv_bn_relu,
    count_include_pad: bool = True,
) -> tuple[nn.Sequential, int]:
    """Build layers one after the other: a text is a ``box``, several texts are :class:`Branches`.

    Returns:
        The layers and the channels of their output.
    """
    modules: list[nn.Module] = []
    for layer in layers:
        if isinstance(layer, str):
            module, in_channels = box(layer, in_channels, conv, count_include_pad)
        else:
            module = Branches(in_channels, layer, conv, count_include_pad)
            in_channels = module.out_channels
        modules.append(module)
    return nn.Sequential(*modules), in_channels


def draw_weights(model: nn.Module, std: float) -> None:
    """Draw the weights of convolutions and linear layers from a normal distribution around 0.

    torchvision cuts it off at -2 and 2. That is 20 standard deviations and more, so nothing is ever cut.
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.normal_(module.weight, 0, std)
