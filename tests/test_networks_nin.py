"""Network in Network: what its block computes at one position."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from cnncourse import networks  # noqa: E402


def test_an_mlpconv_is_a_perceptron_with_relus_on_each_patch():
    torch.manual_seed(0)
    block = networks.MLPConv(2, (5, 4, 3), kernel_size=3).double()
    x = torch.randn(1, 2, 6, 7, dtype=torch.float64)
    first, second, third = (block[i] for i in (0, 2, 4))
    hidden = x[0, :, 1:4, 3:6].flatten()  # the patch around row 2, column 4
    for layer in (first, second, third):
        hidden = (layer.weight.flatten(1) @ hidden + layer.bias).relu()
    torch.testing.assert_close(block(x)[0, :, 2, 4], hidden)


def test_the_widths_follow_the_number_of_classes():
    model = networks.create("nin_cifar10", num_classes=100)
    assert model.features[-1][-2].weight.shape == (100, 192, 1, 1)
