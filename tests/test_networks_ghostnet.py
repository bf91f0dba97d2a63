"""The ghost module and its bottleneck against the equations of the paper."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from torch import nn  # noqa: E402

from cnncourse.networks import GhostBottleneck, GhostModule  # noqa: E402
from cnncourse.shapes import summary  # noqa: E402


def images(*shape):
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


def test_a_ghost_module_costs_what_section_3_1_says():
    c, n, s, d = 8, 24, 3, 5
    macs = summary(GhostModule(c, n, ratio=s, cheap_kernel_size=d), (c, 4, 6)).macs
    assert macs == (n // s * c + (s - 1) * n // s * d * d) * 4 * 6


def test_each_ghost_comes_from_one_channel_of_the_convolution():
    torch.manual_seed(0)
    module = GhostModule(4, 12, ratio=3, activation=None).eval()
    intrinsic = images(2, 4, 5, 7).requires_grad_()
    ghosts = module.cheap_operation(intrinsic)  # two of each channel, in its order
    ghosts[:, 5].square().sum().backward()
    assert [bool(part.any()) for part in intrinsic.grad.unbind(1)] == [False, False, True, False]


def test_a_ghost_module_gives_as_many_channels_as_asked_where_the_ratio_does_not_divide_them():
    assert GhostModule(4, 7, ratio=3)(images(2, 4, 5, 6)).shape == (2, 7, 5, 6)


@pytest.mark.parametrize(("stride", "depthwise"), [(1, 0), (2, 1)])
def test_only_a_ghost_bottleneck_of_stride_2_has_a_depthwise_convolution_between_its_modules(stride, depthwise):
    path = GhostBottleneck(8, 24, 8, kernel_size=5, stride=stride).path
    assert sum(isinstance(m, nn.Conv2d) and m.kernel_size == (5, 5) for m in path.modules()) == depthwise


def test_a_ghost_bottleneck_whose_second_module_is_zero_returns_its_input():
    block = GhostBottleneck(8, 24, 8, se=True).eval()
    for norm in block.path.ghost2.modules():
        if isinstance(norm, nn.BatchNorm2d):
            nn.init.zeros_(norm.weight)
    x = images(2, 8, 5, 7)
    assert torch.equal(block(x), x)
