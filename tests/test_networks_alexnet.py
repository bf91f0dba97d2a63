"""AlexNet and ZFNet against the sizes and formulas that their papers print."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from torch import nn  # noqa: E402

from cnncourse import networks  # noqa: E402


def convolutions(name):
    with torch.device("meta"):
        return [layer for layer in networks.create(name).features if isinstance(layer, nn.Conv2d)]


def sizes(name, size):
    """Return the side of the maps after each convolution and each pooling."""
    with torch.device("meta"):
        x, found = torch.empty(1, 3, size, size), []
        for layer in networks.create(name).features:
            x = layer(x)
            found += [x.shape[-1]] if isinstance(layer, nn.Conv2d | nn.MaxPool2d) else []
    return found


def test_the_kernels_of_2012_have_the_sizes_of_section_3_5():
    kernels = [(96, 3, 11, 11), (256, 48, 5, 5), (384, 256, 3, 3), (384, 192, 3, 3), (256, 192, 3, 3)]
    assert [tuple(layer.weight.shape) for layer in convolutions("alexnet_2012")] == kernels


def test_merging_the_two_towers_lets_each_kernel_see_all_maps():
    assert [layer.weight.shape[1] for layer in convolutions("alexnet_merged")] == [3, 96, 256, 384, 384]


def test_the_maps_of_2012_have_the_sizes_of_figure_2():
    assert sizes("alexnet_2012", 227) == [55, 27, 27, 13, 13, 13, 13, 6]


@pytest.mark.parametrize("name", ["zfnet", "zfnetb"])
def test_the_maps_of_zfnet_have_the_sizes_of_figure_3(name):
    assert sizes(name, 224) == [110, 55, 26, 13, 13, 13, 13, 6]


def test_responses_are_normalised_as_in_section_3_3():
    with torch.device("meta"):
        layers = networks.create("alexnet_2012").features
    norm = next(layer for layer in layers if isinstance(layer, nn.LocalResponseNorm))
    torch.manual_seed(0)
    a = 50 * torch.rand(1, 9, 1, 1, dtype=torch.float64)
    k, n, alpha, beta = 2, 5, 1e-4, 0.75
    near = [a[0, max(0, i - n // 2) : i + n // 2 + 1, 0, 0] for i in range(9)]
    b = [a[0, i, 0, 0] / (k + alpha * near[i].square().sum()) ** beta for i in range(9)]
    torch.testing.assert_close(norm(a).flatten(), torch.stack(b))


@pytest.mark.parametrize(("name", "steps"), [("alexnet_2012", "norm pool"), ("zfnet", "pool norm")])
def test_alexnet_normalises_before_it_pools_and_zfnet_after(name, steps):
    names = {nn.LocalResponseNorm: "norm", nn.MaxPool2d: "pool"}
    with torch.device("meta"):
        found = [names[type(layer)] for layer in networks.create(name).features if type(layer) in names]
    assert found == [*steps.split(), *steps.split(), "pool"]


def test_the_layers_that_section_5_names_start_with_biases_of_1():
    model = networks.AlexNet(num_classes=3)
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
    assert [layer.bias.unique().tolist() for layer in layers] == [[0], [1], [0], [1], [1], [1], [1], [0]]
