"""Mixed depthwise convolutions against one depthwise convolution with the largest kernel."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from torch.nn import functional as F  # noqa: E402

from cnncourse.networks import MixBlock, MixConv, SqueezeExcite  # noqa: E402


@pytest.mark.parametrize("stride", [1, 2])
def test_mixed_kernels_are_large_kernels_with_a_border_of_zeros(stride):
    torch.manual_seed(0)
    mixed, x = MixConv(10, (3, 5, 7), stride), torch.randn(2, 10, 9, 12)
    weight = torch.cat([F.pad(conv.weight, [(7 - conv.kernel_size[0]) // 2] * 4) for conv in mixed])
    torch.testing.assert_close(mixed(x), F.conv2d(x, weight, None, stride, padding=3, groups=10))


def test_the_first_kernel_gets_the_channels_that_are_left_over():
    assert [conv.out_channels for conv in MixConv(11, (3, 5, 7))] == [5, 3, 3]


def test_the_excitation_of_a_mix_block_is_a_share_of_the_channels_before_they_are_widened():
    block = MixBlock(24, 40, (3, 5, 7), stride=2, expand_ratio=6, se_ratio=0.5)
    assert [(m.fc1.in_channels, m.fc1.out_channels) for m in block.modules() if isinstance(m, SqueezeExcite)] == [
        (144, 12)
    ]
