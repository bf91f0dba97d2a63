"""An MLPConv in which anything can be changed. Unchanged, it is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from torch import Tensor, nn
from torch.nn import functional as F

ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "R": nn.ReLU,
    "6": nn.ReLU6,
    "S": nn.Sigmoid,
    "T": nn.Tanh,
    "L": nn.LeakyReLU,
    "P": partial(nn.Softmax, 1),
    "G": nn.GELU,
    "-": nn.Identity,
}
ENDS: dict[str, Callable[[Tensor, Tensor, bool], Tensor]] = {
    "maps": lambda x, y, training: y,
    "pool": lambda x, y, training: F.max_pool2d(y, 2),
    "mean": lambda x, y, training: y.mean((2, 3)),
    "flat": lambda x, y, training: y.flatten(1),
    "dropout": lambda x, y, training: F.dropout(y, 0.5, training),
    "zeros": lambda x, y, training: y * 0,
    "add": lambda x, y, training: x + y,
    "x": lambda x, y, training: x * 1,
}


class Pixelwise(nn.Linear):
    """A linear layer on the channels of each pixel."""

    def forward(self, x: Tensor) -> Tensor:
        """Move the channels last, and back."""
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)


class MLP(nn.Module):
    """MLPConv. Strings of three characters, and triples, are about the three convolutions.

    Args:
        in_channels: of x.
        channels: of the three results.
        kernel_size: of the first convolution.
        acts: keys of ACTIVATIONS.
        bias: "y" where the convolution has a bias.
        kernels: kernel_size to the sizes of the kernels.
        pads: kernel_size to the paddings.
        widths: (in_channels, channels) to the channels from the input on.
        reads: those widths to what each convolution reads.
        stride: of the first convolution.
        normed: "y" where a batch norm follows the convolution.
        early: "y" where a batch norm follows the activation.
        before: whether the activations come before the convolutions.
        shared: whether the second 1x1 convolution is the first one again.
        linear: whether linear layers stand for the 1x1 convolutions.
        listed: whether the layers are kept in a plain list.
        end: what happens at the end, a key of ENDS.
    """

    def __init__(
        self,
        in_channels: int,
        channels: Sequence[int],
        kernel_size: int,
        *,
        acts: str = "RRR",
        bias: str = "yyy",
        kernels: Callable[[int], tuple[int, ...]] = lambda k: (k, 1, 1),
        pads: Callable[[int], tuple[int, ...]] = lambda k: (k // 2, 0, 0),
        widths: Callable[[int, Sequence[int]], tuple[int, ...]] = lambda i, c: (i, *c),
        reads: Callable[[tuple[int, ...]], tuple[int, ...]] = lambda widths: widths,
        stride: int = 1,
        normed: str = "---",
        early: str = "---",
        before: bool = False,
        shared: bool = False,
        linear: bool = False,
        listed: bool = False,
        end: str = "maps",
    ) -> None:
        super().__init__()
        sizes = widths(in_channels, channels)
        kernel_sizes, paddings = (*kernels(kernel_size), 1), (*pads(kernel_size), 0)
        steps: list[nn.Module] = []
        for i, (c, f) in enumerate(zip(reads(sizes), sizes[1:], strict=False)):
            biased = (bias + "y")[i] == "y"
            layer: nn.Module = nn.Conv2d(
                c, f, kernel_sizes[i], 1 if i else stride, paddings[i], bias=biased
            )  # the others have stride 1
            if linear and i:
                layer = Pixelwise(c, f)
            if shared and i == 2:
                layer = next(step for step in steps[::-1] if isinstance(step, nn.Conv2d))
            around = [layer, ACTIVATIONS[(acts + "R")[i]]()]
            if (normed + "-")[i] == "y":
                around.insert(1, nn.BatchNorm2d(f))
            if (early + "-")[i] == "y":
                around.append(nn.BatchNorm2d(f))
            steps += around[::-1] if before else around
        self.steps = steps if listed else nn.ModuleList(steps)
        self.end = ENDS[end]

    def forward(self, x: Tensor) -> Tensor:
        """Run the steps."""
        y = x
        for step in self.steps:
            y = step(y)
        return self.end(x, y, self.training)
