"""Blocks that learners write are compared by what they do, whatever their layers are called."""

from functools import partial

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="blocks are torch modules: pip install torch")

from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from cnncourse import modules, probing  # noqa: E402

SHAPE = (2, 4, 6, 7)


class Block(nn.Module):
    """A residual block as one would write it."""

    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Sequential()
        if stride != 1 or in_channels != channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, channels, 1, stride, bias=False), nn.BatchNorm2d(channels)
            )

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.shortcut(x))


class Other(nn.Module):
    """The same block: other names, layers made in another order, the shortcut run first."""

    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.d, self.b = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.c = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.a = nn.Conv2d(in_channels, channels, 3, stride, 1, bias=False)
        same = stride == 1 and in_channels == channels
        self.skip = None if same else nn.Conv2d(in_channels, channels, 1, stride, bias=False)
        self.norm = None if same else nn.BatchNorm2d(channels)
        self.activation = nn.ReLU(inplace=True)

    def forward(self, x):
        skip = x if self.skip is None else self.norm(self.skip(x))
        x = self.d(self.c(self.activation(self.b(self.a(x)))))
        return self.activation(torch.add(x, skip))


def seen(answer, look, **arguments):
    observation = probing.run(
        answer, modules.module_case("a case", arguments or {"in_channels": 4, "channels": 6}, look)
    )
    assert not observation.error
    return observation.arrays[0]


LOOKS = {
    "output": partial(modules.output, x_shape=SHAPE, seed=3),
    "output in training": partial(modules.output, x_shape=SHAPE, seed=3, training=True),
    "gradient": partial(modules.input_gradient, x_shape=SHAPE, seed=3),
    "parameters": partial(modules.parameter_counts, x_shape=SHAPE),
    "statistics": partial(modules.running_statistics, x_shape=SHAPE, seed=3),
    "operations": partial(modules.operations, x_shape=SHAPE, ordered=False),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("arguments", [(4, 4, 1), (4, 6, 1), (4, 6, 2)])
def test_two_ways_to_write_a_block_look_the_same(look, arguments):
    arguments = dict(zip(("in_channels", "channels", "stride"), arguments, strict=True))
    np.testing.assert_allclose(seen(Other, look, **arguments), seen(Block, look, **arguments), rtol=1e-12)


def variant(**changes):
    return type("Variant", (Block,), changes)


def never_adds(self, x):
    return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))


def forgets_the_last_relu(self, x):
    return self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + self.shortcut(x)


@pytest.mark.parametrize("forward", [never_adds, forgets_the_last_relu, lambda self, x: torch.zeros(2, 6, 6, 7)])
def test_a_block_that_does_something_else_looks_different(forward):
    wrong = variant(forward=forward)
    assert not np.allclose(seen(wrong, LOOKS["output"]), seen(Block, LOOKS["output"]))
    different = seen(wrong, LOOKS["operations"]), seen(Block, LOOKS["operations"])
    assert modules.operation_words(different[0]) != modules.operation_words(different[1])


def test_the_parameters_are_counted_by_kind():
    # 4*6*9 + 6*6*9 + 4*6 weights of convolutions, 3 batch norms of 2 * 6
    assert seen(Block, LOOKS["parameters"]).tolist() == [564, 36, 0, 0]


def test_the_operations_of_a_block_read_as_its_forward_does():
    words = modules.operation_words(seen(Block, partial(modules.operations, x_shape=SHAPE), in_channels=4, channels=4))
    expected = "3x3 convolution, batch norm, ReLU, 3x3 convolution, batch norm, addition, ReLU"
    assert ", ".join(words) == expected


def test_the_operations_name_stride_and_groups():
    words = modules.operation_words(
        seen(nn.Conv2d, partial(modules.operations, x_shape=SHAPE), a=4, b=4, c=(1, 3), d=2, e=(0, 1), f=1, g=4)
    )
    assert words == ["1x3 convolution of stride 2 in 4 groups"]


def test_what_is_no_module_is_told():
    case = modules.module_case("a case", {}, LOOKS["output"])
    observation = probing.run(lambda: 3, case)
    assert "int is no torch.nn.Module: derive the class from it" in observation.error


def test_a_forward_that_returns_no_tensor_is_told():
    case = modules.module_case("a case", {"in_channels": 4, "channels": 6}, LOOKS["output"])
    observation = probing.run(variant(forward=lambda self, x: None), case)
    assert "forward returned NoneType; a tensor is expected" in observation.error
