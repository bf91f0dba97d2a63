"""Networks compiled to NumPy against the torch modules that they were compiled from."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="compile takes torch modules: pip install torch")

from torch import nn  # noqa: E402

import cnncourse.numpy  # noqa: E402
from cnncourse import networks  # noqa: E402
from cnncourse.networks.registry import find  # noqa: E402

# one of each family, and each of its operators that others do not have
FAMILIES = [
    "lenet5",
    "lenet5_1998",
    "alexnet_2012",
    "vgg11",
    "nin_cifar10",
    "googlenet_2014",
    "bn_inception",
    "inception_resnet_v1",
    "resnet18",
    "resnet20_cifar10",
    "preact_resnet18",
    "resnext50_32x4d",
    "densenet121",
    "cbam_resnet18",
    "nl_resnet50",
    "squeezenet1_1",
    "xception",
    "mobilenet_v1",
    "mobilenet_v2",
    "mobilenet_v3_small",
    "shufflenet_v1_g3",
    "shufflenet_v2_x0_5",
    "ghostnet",
    "mixnet_s",
]
SMALLER = 96  # pixels: enough for most of them, and quicker


def as_if_trained(model):
    """Give every batch norm statistics, so that folding it wrongly shows."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.1)
        if isinstance(module, nn.Linear):  # logits of a size that a difference can be seen in
            nn.init.kaiming_normal_(module.weight)
    return model.eval()


def logits(model, x):
    with torch.inference_mode():
        return model(torch.as_tensor(x)).numpy()


def close(y, expected, tolerance=1e-4):
    assert y.shape == expected.shape
    assert y.dtype == expected.dtype
    assert np.abs(expected).max() > 1e-3
    assert np.abs(y - expected).max() <= tolerance * np.abs(expected).max()


@pytest.mark.parametrize("name", FAMILIES)
def test_a_compiled_network_gives_the_logits_of_the_torch_module(name):
    torch.manual_seed(0)
    entry = find(name)
    model = as_if_trained(networks.create(name, num_classes=10))
    size = entry.input_size if name in ("lenet5", "lenet5_1998", "nin_cifar10", "resnet20_cifar10") else SMALLER
    x = np.random.default_rng(0).normal(size=(2, entry.in_channels, size, size)).astype(np.float32)
    before = x.copy()
    compiled = cnncourse.numpy.compile(model)
    close(compiled(x), logits(model, x))
    np.testing.assert_array_equal(x, before)


def small(**options):
    """A network of one of each hazard: a value read twice, a view, a shortcut, a shared activation."""

    class Small(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.norm = nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8)
            self.second, self.alone = nn.Conv2d(8, 8, 1), nn.BatchNorm2d(8)
            self.head = nn.Linear(8, 4)

        def forward(self, x):
            x = self.norm(self.first(x))
            y = torch.relu(x) + x  # x is read twice: neither may write to it
            left, right = torch.chunk(self.second(y), 2, dim=1)
            z = torch.relu(left)  # a view: right must not change
            y = torch.cat([z, right], 1) + y
            return self.head(torch.flatten(torch.relu(self.alone(y)).mean((2, 3)), 1))

    torch.manual_seed(1)
    return as_if_trained(Small())


def test_compile_writes_in_place_only_where_nothing_else_reads():
    model, x = small(), np.random.default_rng(1).normal(size=(3, 3, 9, 7)).astype(np.float32)
    compiled = cnncourse.numpy.compile(model)
    close(compiled(x), logits(model, x), 1e-5)
    close(compiled(x), logits(model, x), 1e-5)  # and a second time


def test_a_compiled_network_keeps_float64():
    model, x = small().double(), np.random.default_rng(1).normal(size=(3, 3, 9, 7))
    close(cnncourse.numpy.compile(model)(x), logits(model, x), 1e-10)


def test_compile_leaves_the_model_as_it_was():
    model = small().train()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    compiled = cnncourse.numpy.compile(model)
    compiled(np.ones((1, 3, 9, 7), np.float32))
    assert model.training
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, before[name])


def test_a_compiled_network_has_a_folded_batch_norm_less_and_lists_its_steps():
    text = str(cnncourse.numpy.compile(small()))
    assert text.count("BatchNorm2d") == 1  # the one without a convolution before it
    assert text.startswith("first: Conv2d(3, 8, kernel_size=(3, 3)")


def test_compile_refuses_what_is_no_module():
    with pytest.raises(TypeError, match=r"model is a list, but compile takes a torch\.nn\.Module"):
        cnncourse.numpy.compile([1, 2])


def test_compile_names_the_operator_that_numpy_lacks():
    with pytest.raises(ValueError, match=r"no NumPy function for GELU \(step '_1' of the network\)"):
        cnncourse.numpy.compile(nn.Sequential(nn.Conv2d(3, 4, 3), nn.GELU()))


def test_a_compiled_network_refuses_what_are_no_images():
    compiled = cnncourse.numpy.compile(small())
    with pytest.raises(ValueError, match=r"x has shape \(3, 9, 7\), but a network takes images"):
        compiled(np.ones((3, 9, 7), np.float32))


@pytest.mark.parametrize("name", ["vgg11", "resnet50", "mobilenet_v2", "googlenet"])
def test_the_memory_of_a_compiled_network_stays_near_its_largest_pair_of_activations(name):
    model = networks.create(name).eval()
    sizes = []
    hooks = [
        m.register_forward_hook(lambda m, a, y: sizes.append((a[0].nbytes, y.nbytes)))
        for m in model.modules()
        if not list(m.children())
    ]
    x = np.zeros((1, 3, 224, 224), np.float32)
    logits(model, x)
    for hook in hooks:
        hook.remove()
    compiled = cnncourse.numpy.compile(model)
    compiled(x)  # transforms the weights
    tracemalloc.start()
    compiled(x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak <= 1.5 * max(a + b for a, b in sizes) + 20e6
