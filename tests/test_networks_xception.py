"""Xception: what a separable convolution and a block compute."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

import torch.nn.functional as F  # noqa: E402

from cnncourse import networks  # noqa: E402


def test_a_separable_convolution_is_linear_and_equals_one_whose_kernels_are_products():
    torch.manual_seed(0)
    layer = networks.SeparableConv2d(3, 5, stride=2).double()
    x = torch.randn(2, 3, 8, 9, dtype=torch.float64)
    product = layer.pointwise.weight * layer.depthwise.weight[None, :, 0]  # (5, 3, 3, 3)
    torch.testing.assert_close(layer(x), F.conv2d(x, product, stride=2, padding=1))


def test_the_shortcut_of_a_block_passes_negative_values():
    torch.manual_seed(0)
    block = networks.XceptionBlock(4, (4, 4)).eval()
    torch.nn.init.zeros_(block.body[-1].weight)  # the body adds nothing
    x = torch.randn(2, 4, 5, 6)
    before = x.clone()
    assert torch.equal(block(x), before)


def test_a_block_that_changes_channels_projects_its_shortcut():
    block = networks.XceptionBlock(4, (6, 8), stride=2)
    assert block(torch.randn(2, 4, 9, 7)).shape == (2, 8, 5, 4)
    assert block.skip[0].weight.shape == (8, 4, 1, 1)


def test_the_feature_extraction_has_36_convolutions():  # section 3; the shortcuts are not counted
    model = networks.create("xception", middle=8)
    names = [name for name, m in model.named_modules() if isinstance(m, torch.nn.Conv2d) and "depthwise" not in name]
    assert len([name for name in names if "skip" not in name]) == 36
