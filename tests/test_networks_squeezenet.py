"""SqueezeNet against the parameters that table 1 of its paper counts."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from cnncourse import networks  # noqa: E402

# Table 1, parameters before pruning: conv1, fire2 to fire9, conv10.
TABLE_1 = [14_208, 11_920, 12_432, 45_344, 49_440, 104_880, 111_024, 188_992, 197_184, 513_000]


def counts(model):
    layers = [*model.features, *model.classifier]
    return [n for layer in layers if (n := sum(p.numel() for p in layer.parameters()))]


def test_each_row_of_table_1_has_the_parameters_that_it_prints():
    assert counts(networks.create("squeezenet1_0")) == TABLE_1


def test_version_1_1_differs_in_the_first_convolution_and_in_where_it_pools():
    old, new = networks.create("squeezenet1_0"), networks.create("squeezenet1_1")
    assert counts(new)[0] == 64 * (3 * 3 * 3 + 1)
    assert counts(new)[2:] == counts(old)[2:]
    pools = [[i for i, m in enumerate(model.features) if isinstance(m, torch.nn.MaxPool2d)] for model in (old, new)]
    assert pools == [[2, 6, 11], [2, 5, 8]]


def test_a_fire_block_puts_its_1x1_maps_before_its_3x3_maps():
    fire = networks.Fire(4, 2, 3, 5)
    torch.nn.init.constant_(fire.squeeze.weight, 1)
    torch.nn.init.constant_(fire.expand1x1.weight, 1)
    torch.nn.init.constant_(fire.expand3x3.weight, 1)
    seen = torch.autograd.functional.jacobian(lambda x: fire(x)[0, :, 2, 2], torch.ones(1, 4, 5, 6))
    positions = (seen[:, 0, 0] != 0).sum((1, 2))  # how many pixels each map of y sees
    assert positions.tolist() == [1] * 3 + [9] * 5
