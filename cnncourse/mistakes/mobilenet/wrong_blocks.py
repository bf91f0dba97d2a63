"""A gate and an inverted residual in which anything can be changed. Unchanged, they are right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F

ENDS: dict[str, Callable[[Tensor], Tensor]] = {
    "nothing": lambda s: s,
    "relu": F.relu,
    "relu6": F.relu6,
    "sigmoid": torch.sigmoid,
    "hard_sigmoid": F.hardsigmoid,
    "softmax": lambda s: s.softmax(1),
    "tanh": torch.tanh,
    "relu_sigmoid": lambda s: torch.sigmoid(F.relu(s)),
    "sigmoid_sigmoid": lambda s: torch.sigmoid(torch.sigmoid(s)),
}
POOLS: dict[str, Callable[[Tensor], Tensor]] = {
    "mean": lambda x: x.mean((2, 3), keepdim=True),
    "max": lambda x: x.amax((2, 3), keepdim=True),
    "sum": lambda x: x.sum((2, 3), keepdim=True),
    "batch": lambda x: x.mean((0, 2, 3), keepdim=True).expand(len(x), -1, 1, 1),
    "channels": lambda x: x.mean((1, 2, 3), keepdim=True).expand(-1, x.shape[1], 1, 1),
    "over_channels": lambda x: x.mean(1),
    "over_channels_kept": lambda x: x.mean(1, keepdim=True),
    "flat": lambda x: x.mean((2, 3)),
    "rows": lambda x: x.mean(2, keepdim=True),
    "columns": lambda x: x.mean(3, keepdim=True),
    "nothing": lambda x: x,
}
GATES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "scale": lambda x, s: x * s,
    "gate": lambda x, s: s.expand_as(x),
    "gate_only": lambda x, s: s,
    "gate_flat": lambda x, s: s.flatten(1),
    "flat": lambda x, s: x * s.flatten(1),
    "add": lambda x, s: x + s,
    "residual": lambda x, s: x + x * s,
    "means": lambda x, s: x.mean((2, 3), keepdim=True) * s,
    "rest": lambda x, s: x * (1 - s),
    "divide": lambda x, s: x / s,
    "x": lambda x, s: x * 1,
    "zeros": lambda x, s: x * 0,
}


class Gate(nn.Module):
    """SqueezeExcite.

    Args:
        channels: of x.
        reduction: by how much they are squeezed.
        middle: what stands between the two layers, a key of ENDS.
        last: what ends the gate, a key of ENDS.
        pool: what squeezes, a key of POOLS.
        join: what the gate does to x, a key of GATES.
        width: (channels, reduction) to the channels in between.
        biases: of the two layers.
        single: whether there is one layer only.
        normed: whether a batch norm follows the first layer.
        linear: whether the layers are linear ones.
    """

    def __init__(
        self,
        channels: int,
        reduction: int = 4,
        *,
        middle: str = "relu",
        last: str = "sigmoid",
        pool: str = "mean",
        join: str = "scale",
        width: Callable[[int, int], int] = lambda c, r: c // r,
        biases: tuple[bool, bool] = (True, True),
        single: bool = False,
        normed: bool = False,
        linear: bool = False,
    ) -> None:
        super().__init__()
        squeezed = channels if single else width(channels, reduction)
        layer = nn.Linear if linear else partial(nn.Conv2d, kernel_size=1)
        self.squeeze = layer(channels, squeezed, bias=biases[0])
        self.excite = nn.Identity() if single else layer(squeezed, channels, bias=biases[1])
        self.norm = nn.BatchNorm2d(squeezed) if normed else nn.Identity()
        self.middle = ENDS["nothing" if single else middle]
        self.last, self.pool, self.join = ENDS[last], POOLS[pool], GATES[join]

    def forward(self, x: Tensor) -> Tensor:
        """Scale x."""
        s = self.middle(self.norm(self.squeeze(self.pool(x))))
        return self.join(x, self.last(self.excite(s)))


ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {"6": nn.ReLU6, "R": nn.ReLU, "-": nn.Identity}
JOINS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "add": lambda x, y: x + y,
    "concat": lambda x, y: torch.cat([x, y], 1),
    "multiply": lambda x, y: x * y,
    "twice": lambda x, y: 2 * x + y,
    "self": lambda x, y: y + y,
    "zeros": lambda x, y: y * 0,
    "x": lambda x, y: x,
}


class Residual(nn.Module):
    """InvertedResidual. Strings of three characters are about expansion, depthwise convolution and projection.

    Args:
        i: channels in.
        o: channels out.
        s: stride.
        t: expand_ratio.
        acts: keys of ACTIVATIONS.
        early: whether activations come before the batch norms.
        norms: "y" where there is a batch norm.
        shared: whether the first two share one.
        bias: "y" where the convolution has a bias.
        strides: "s" for the stride, "2" for 2, "-" for 1.
        shortcut: (i, o, s) to whether x is added.
        projected: "conv" or "norm" (with a batch norm) where shapes differ; "always" where they do not, too.
        join: a key of JOINS, or "wide".
        after: "6" or "R" for an activation after the addition, "N" for a batch norm.
        expands: t to whether there is an expansion.
        hidden: (i, o, t) to the channels inside.
        dense: whether the 3x3 convolution has no groups.
        groups: (i, hidden) to its groups.
        filtered: whether it is there.
        kernel: its side.
        padding: its padding.
        widen: side of the expansion's kernels.
        narrow: side of the projection's kernels.
        always: whether `after` comes without an addition, too.
        kept: whether the hidden channels are counted without an expansion, too.
        merged: whether the 3x3 convolution makes them.
        listed: whether torch does not know of the layers, as it does not of those in a plain list.
    """

    def __init__(
        self,
        i: int,
        o: int,
        s: int,
        t: int,
        *,
        acts: str = "66-",
        early: bool = False,
        norms: str = "yyy",
        shared: bool = False,
        bias: str = "---",
        strides: str = "-s-",
        shortcut: Callable[[int, int, int], bool] = lambda i, o, s: s == 1 and i == o,
        projected: str = "",
        join: str = "add",
        after: str = "",
        expands: Callable[[int], bool] = lambda t: t != 1,
        hidden: Callable[[int, int, int], int] = lambda i, o, t: i * t,
        dense: bool = False,
        groups: Callable[[int, int], int] = lambda i, h: h,
        filtered: bool = True,
        kernel: int = 3,
        padding: int | None = None,
        widen: int = 1,
        narrow: int = 1,
        always: bool = False,
        kept: bool = False,
        merged: bool = False,
        listed: bool = False,
    ) -> None:
        super().__init__()
        widens = expands(t)
        h = hidden(i, o, t) if widens or kept else i
        pad = kernel // 2 if padding is None else padding
        step = [{"s": s, "2": 2, "-": 1}[key] for key in strides]
        self.early, self.join, self.always = early, join, always
        self.a = nn.Conv2d(i, h, widen, step[0], widen // 2, bias=bias[0] == "y") if widens else None
        self.b = None
        if filtered:
            count = 1 if dense else groups(i, h)
            self.b = nn.Conv2d(i if merged else h, h, kernel, step[1], pad, groups=count, bias=bias[1] == "y")
        self.c = nn.Conv2d(h, o, narrow, step[2], narrow // 2, bias=bias[2] == "y")
        norm = [nn.BatchNorm2d(n) if key == "y" else nn.Identity() for n, key in zip((h, h, o), norms, strict=True)]
        self.na, self.nb, self.nc = norm[1] if shared and widens else norm[0], norm[1], norm[2]
        if not widens:
            self.na = nn.Identity()
        self.acts = nn.ModuleList(ACTIVATIONS[key]() for key in acts)
        self.after = nn.BatchNorm2d(o) if after == "N" else ACTIVATIONS[after or "-"]()
        self.residual = shortcut(i, o, s) or (bool(projected) and (projected == "always" or i != o or s != 1))
        self.skip: nn.Module = nn.Identity()
        if projected == "always" or (projected and (i != o or s != 1)):
            conv = nn.Conv2d(i, o, 1, s, bias=False)
            self.skip = conv if projected == "conv" else nn.Sequential(conv, nn.BatchNorm2d(o))
        if listed:
            self.__dict__ |= {name: self._modules.pop(name) for name in ("a", "b", "c", "na", "nb", "nc")}

    def step(self, conv: nn.Module | None, norm: nn.Module, act: nn.Module, x: Tensor) -> Tensor:
        """Convolve, normalise, activate."""
        if conv is None:
            return x
        return norm(act(conv(x))) if self.early else act(norm(conv(x)))

    def forward(self, x: Tensor) -> Tensor:
        """Run the block."""
        wide = self.step(self.a, self.na, self.acts[0], x)
        deep = self.step(self.b, self.nb, self.acts[1], wide)
        if self.join == "wide" and deep.shape == wide.shape:
            deep = deep + wide
        y = self.step(self.c, self.nc, self.acts[2], deep)
        added = self.residual and self.join != "wide"
        y = JOINS[self.join](self.skip(x), y) if added else y * 0 if self.join == "zeros" else y
        return self.after(y) if added or self.always else y
