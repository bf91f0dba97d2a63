"""DenseNet: what its layers keep, and how many there are."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from torch import nn  # noqa: E402

from cnncourse import networks  # noqa: E402

DEPTHS = {f"densenet{depth}": depth for depth in (121, 161, 169, 201)}
DEPTHS |= {"densenet40_k12_cifar10": 40, "densenet100_k12_bc_cifar10": 100}
DEPTHS["densenet264"] = 265  # table 1 gives it 6, 12, 64 and 48 layers, which makes one more than its name says


@pytest.mark.parametrize("bottleneck", [0, 4])
def test_a_layer_keeps_its_input_in_front_of_the_new_maps(bottleneck):
    torch.manual_seed(0)
    layer = networks.DenseLayer(5, 3, bottleneck)
    x = torch.randn(2, 5, 4, 6)
    before = x.clone()
    y = layer(x)
    assert y.shape == (2, 8, 4, 6)
    assert torch.equal(y[:, :5], before)


@pytest.mark.parametrize("name", DEPTHS)
def test_a_network_has_as_many_convolutions_and_linear_layers_as_its_name_says_but_264_which_has_265(name):
    with torch.device("meta"):
        model = networks.create(name)
    assert sum(isinstance(m, nn.Conv2d | nn.Linear) for m in model.modules()) == DEPTHS[name]


@pytest.mark.parametrize(("name", "millions"), [("densenet40_k12_cifar10", 1.0), ("densenet100_k12_bc_cifar10", 0.8)])
def test_the_cifar_networks_have_the_parameters_of_table_2(name, millions):
    assert round(sum(p.numel() for p in networks.create(name).parameters()) / 1e6, 1) == millions


def test_a_transition_keeps_the_part_of_the_channels_that_compression_says():
    model = networks.DenseNet((2, 3), growth_rate=4, compression=0.25, init_channels=6, small_images=True)
    assert model.features.transition1.conv.weight.shape == (3, 14, 1, 1)  # 14 = 6 + 2 * 4, a quarter of it rounded down
    assert model.classifier.in_features == 3 + 3 * 4


@pytest.mark.parametrize("compression", [0, 1.5])
def test_a_compression_outside_of_0_to_1_is_refused(compression):
    with pytest.raises(ValueError, match=f"compression={compression}, but it must be above 0 and at most 1"):
        networks.create("densenet121", compression=compression)


def test_dropout_follows_each_convolution_but_the_first():
    model = networks.DenseNet((1, 1), growth_rate=4, bottleneck=0, dropout=0.2, small_images=True)
    drops = [name for name, m in model.named_modules() if isinstance(m, nn.Dropout) and m.p == 0.2]
    assert drops == [
        "features.denseblock1.denselayer1.dropout",
        "features.transition1.dropout",
        "features.denseblock2.denselayer1.dropout",
    ]
