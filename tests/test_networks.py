"""The networks against what others have counted, measured and published."""

from __future__ import annotations

import csv
from functools import cache, partial
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from torch import nn  # noqa: E402

from cnncourse import networks  # noqa: E402
from cnncourse.networks.registry import find  # noqa: E402
from cnncourse.shapes import summary  # noqa: E402

ROOT = Path(__file__).parents[1]
REFERENCE = [ROOT.parent / "shared" / "reference" / "networks.csv", ROOT / "tests" / "data" / "networks.csv"]

# (library, its name) -> (our name, options). The library's own auxiliary heads and defaults are spelled out here.
SAME = {
    ("own construction in own count", "LeNet-5 modern (full C3, avgpool, linear out)"): ("lenet5", {}),
    ("own construction in own count", "AlexNet 2012 two-GPU (groups=2 in conv2,4,5)"): ("alexnet_2012", {}),
    ("own construction in own count", "AlexNet 2012 merged (groups=1)"): ("alexnet_merged", {}),
    ("torchvision", "alexnet"): ("alexnet", {}),
    ("pytorchcv", "alexnet"): ("alexnet_merged", {}),
    ("pytorchcv", "zfnet"): ("zfnet", {}),
    ("pytorchcv", "zfnetb"): ("zfnetb", {}),
    ("pytorchcv", "nin_cifar10"): ("nin_cifar10", {}),
    ("torchvision", "squeezenet1_0"): ("squeezenet1_0", {}),
    ("timm", "legacy_xception"): ("xception", {}),
    ("pytorchcv", "xception"): ("xception", {}),
    ("torchvision", "densenet121"): ("densenet121", {}),
    ("torchvision", "densenet161"): ("densenet161", {}),
    ("torchvision", "DenseNet(growth_rate=32,block_config=(6,12,64,48),num_init_features=64)"): ("densenet264", {}),
    ("pytorchcv", "densenet40_k12_cifar10"): ("densenet40_k12_cifar10", {"compression": 0.5, "init_channels": 24}),
    ("pytorchcv", "densenet100_k12_bc_cifar10"): ("densenet100_k12_bc_cifar10", {}),
    ("own construction in own count", "plain-18"): ("plain18", {}),
    ("own construction in own count", "plain-34"): ("plain34", {}),
    ("own construction in own count", "ResNet-18 option A"): ("resnet18", {"shortcut": "A"}),
    ("own construction in own count", "ResNet-34 option A (zero-pad shortcuts)"): ("resnet34", {"shortcut": "A"}),
    ("torchvision", "resnet18"): ("resnet18", {}),
    ("torchvision", "resnet34"): ("resnet34", {}),
    ("torchvision", "resnet50"): ("resnet50", {}),
    ("pytorchcv", "resnet50"): ("resnet50_v1", {}),
    ("pytorchcv", "resnet50b"): ("resnet50", {}),
    ("own construction in own count", "CIFAR ResNet-20 option A"): ("resnet20_cifar10", {}),
    ("own construction in own count", "CIFAR ResNet-32 option A"): ("resnet32_cifar10", {}),
    ("own construction in own count", "CIFAR ResNet-44 option A"): ("resnet44_cifar10", {}),
    ("own construction in own count", "CIFAR ResNet-56 option A"): ("resnet56_cifar10", {}),
    ("own construction in own count", "CIFAR ResNet-110 option A"): ("resnet110_cifar10", {}),
    ("own construction in own count", "CIFAR ResNet-1202 option A"): ("resnet1202_cifar10", {}),
    ("pytorchcv", "resnet20_cifar10"): ("resnet20_cifar10", {"shortcut": "B"}),
    ("pytorchcv", "resnet56_cifar10"): ("resnet56_cifar10", {"shortcut": "B"}),
    ("pytorchcv", "resnet110_cifar10"): ("resnet110_cifar10", {"shortcut": "B"}),
    ("pytorchcv", "resnet1202_cifar10"): ("resnet1202_cifar10", {"shortcut": "B"}),
    ("torchvision", "resnext50_32x4d"): ("resnext50_32x4d", {}),
    ("timm", "resnext50_32x4d"): ("resnext50_32x4d", {}),
    ("timm", "resnext101_32x4d"): ("resnext101_32x4d", {}),
    ("timm", "legacy_seresnet50"): ("se_resnet50", {}),
    ("pytorchcv", "seresnet50"): ("se_resnet50", {}),
    ("timm", "seresnet50"): ("se_resnet50", {"stride_on": "3x3"}),
    ("timm", "legacy_seresnext50_32x4d"): ("se_resnext50_32x4d", {}),
    ("timm", "legacy_senet154"): ("senet154", {}),
    ("pytorchcv", "senet154"): ("senet154", {}),
    ("pytorchcv", "cbam_resnet50"): ("cbam_resnet50", {}),
    ("timm", "resnet50(block_args attn_layer=cbam)"): (
        "resnet50",
        {"attention": partial(networks.CBAM, bias=False)},
    ),
    ("timm", "resnet50(block_args attn_layer=nl)"): (
        "resnet50",
        {"attention": partial(networks.NonLocal, reduction=8)},
    ),
    ("timm", "resnet50(block_args attn_layer=gc)"): (
        "resnet50",
        {"attention": partial(networks.GlobalContext, reduction=8, fusion="scale")},
    ),
    ("torchvision", "vgg11"): ("vgg11", {}),
    ("torchvision", "vgg11_bn"): ("vgg11_bn", {}),
    ("torchvision", "vgg16"): ("vgg16", {}),
    ("torchvision", "vgg16_bn"): ("vgg16_bn", {}),
    ("torchvision", "vgg19"): ("vgg19", {}),
    ("pytorchcv", "vgg16"): ("vgg16", {}),
    ("timm", "mobilenetv1_100"): ("mobilenet_v1", {}),
    ("pytorchcv", "mobilenet_w1"): ("mobilenet_v1", {}),
    ("pytorchcv", "mobilenet_w3d4"): ("mobilenet_v1", {"width": 0.75}),
    ("pytorchcv", "mobilenet_wd2"): ("mobilenet_v1", {"width": 0.5}),
    ("pytorchcv", "mobilenet_wd4"): ("mobilenet_v1", {"width": 0.25}),
    ("torchvision", "mobilenet_v2"): ("mobilenet_v2", {}),
    ("timm", "mobilenetv2_100"): ("mobilenet_v2", {}),
    ("torchvision", "mobilenet_v3_large"): ("mobilenet_v3_large", {}),
    ("timm", "mobilenetv3_large_100"): ("mobilenet_v3_large", {}),
    ("timm", "mobilenetv3_small_100"): ("mobilenet_v3_small", {}),
    ("pytorchcv", "mobilenetv3_large_w1"): ("mobilenet_v3_large", {"hidden_bias": False}),
    ("pytorchcv", "mobilenetv3_small_w1"): ("mobilenet_v3_small", {"last_channels": 1280, "hidden_bias": False}),
    **{("pytorchcv", f"shufflenet_g{g}_w1"): (f"shufflenet_v1_g{g}", {}) for g in (1, 2, 3, 4, 8)},
    **{("torchvision", f"shufflenet_v2_{x}"): (f"shufflenet_v2_{x}", {}) for x in ("x0_5", "x1_0", "x2_0")},
    ("timm", "ghostnet_100"): ("ghostnet", {}),
    ("pytorchcv", "ghostnet"): ("ghostnet", {"early": True}),
    ("timm", "mixnet_s"): ("mixnet_s", {}),
    ("pytorchcv", "mixnet_s"): ("mixnet_s", {}),
    ("timm", "mixnet_l"): ("mixnet_l", {}),
    ("pytorchcv", "mixnet_l"): ("mixnet_l", {}),
    ("own construction in own count", "GoogLeNet 2014 Table 1 (true 5x5 branch, biases, no BN, no aux)"): (
        "googlenet_2014",
        {"aux_logits": False},
    ),
    ("torchvision", "googlenet(aux_logits=False)"): ("googlenet", {"aux_logits": False}),
    ("torchvision", "googlenet(aux_logits=True)"): ("googlenet", {}),
    ("pytorchcv", "bninception"): ("bn_inception", {}),
    ("torchvision", "inception_v3(aux_logits=False)"): ("inception_v3", {"aux_logits": False}),
    ("torchvision", "inception_v3(aux_logits=True)"): ("inception_v3", {}),
    ("timm", "inception_v3"): ("inception_v3", {"aux_logits": False}),
    ("pytorchcv", "inceptionv3"): ("inception_v3", {"aux_logits": False}),
    ("timm", "inception_v4"): ("inception_v4", {}),
    ("pytorchcv", "inceptionv4"): ("inception_v4", {}),
    ("timm", "inception_resnet_v2"): ("inception_resnet_v2", {}),
    ("pytorchcv", "inceptionresnetv2"): ("inception_resnet_v2", {}),
}

# torchvision's constructor -> our name
TORCHVISION = {
    name: name
    for name in (
        "vgg11",
        "vgg11_bn",
        "vgg13",
        "vgg13_bn",
        "vgg16",
        "vgg16_bn",
        "vgg19",
        "vgg19_bn",
        "alexnet",
        "squeezenet1_0",
        "squeezenet1_1",
        "densenet121",
        "densenet161",
        "densenet169",
        "densenet201",
        "mobilenet_v2",
        "mobilenet_v3_large",
        "mobilenet_v3_small",
        "mnasnet0_5",
        "mnasnet0_75",
        "mnasnet1_0",
        "mnasnet1_3",
        "shufflenet_v2_x0_5",
        "shufflenet_v2_x1_0",
        "shufflenet_v2_x1_5",
        "shufflenet_v2_x2_0",
        "resnet18",
        "resnet34",
        "resnet50",
        "resnet101",
        "resnet152",
        "wide_resnet50_2",
        "wide_resnet101_2",
        "resnext50_32x4d",
        "resnext101_32x8d",
        "resnext101_64x4d",
        "googlenet",
        "inception_v3",
    )
}

# What torchvision's constructor needs besides: without it, it warns of a change to its first weights.
THEIR_OPTIONS = {"googlenet": {"init_weights": False}, "inception_v3": {"init_weights": False}}

every_network = pytest.mark.parametrize("name", networks.list_networks())


def on_meta(name, **options):
    """Build a network whose tensors have shapes but no memory: nothing is computed."""
    with torch.device("meta"):
        return networks.create(name, **options)


def images(name, size=None, channels=None):
    entry = find(name)
    size = size or entry.input_size
    return torch.empty(2, channels or entry.in_channels, size, size, device="meta")


@cache
def measured():
    """Read the rows that somebody has measured, by (library, model)."""
    path = next(path for path in REFERENCE if path.exists())
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {(row["ref_lib"], row["ref_model_id"]): row for row in rows if row["ref_value_kind"] == "measured"}


@pytest.mark.parametrize("row", SAME, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_network_has_the_parameters_and_multiply_adds_that_others_have_measured(row):
    name, options = SAME[row]
    model, expected = on_meta(name, **options), measured()[row]
    size = tuple(map(int, expected["ref_input"].split("x")))
    assert sum(p.numel() for p in model.parameters()) == int(expected["ref_params"])
    assert summary(model, size).macs == int(expected["ref_macs_hook"])


@every_network
def test_a_network_gives_logits_at_its_own_size_and_at_another_or_names_its_size(name):
    entry, model = find(name), on_meta(name).eval()
    assert model(images(name)).shape == (2, entry.num_classes)
    other = images(name, size=entry.input_size + 32)
    try:
        assert model(other).shape == (2, entry.num_classes)
    except ValueError as error:
        assert f"takes exactly {entry.input_size}x{entry.input_size}" in str(error)  # noqa: PT017


@every_network
def test_a_backward_pass_reaches_every_parameter(name):
    model = on_meta(name)
    y = model(images(name))
    logits = [y.logits, *y.auxiliary] if isinstance(y, networks.Outputs) else [y]
    sum(t.sum() for t in logits).backward()
    assert [key for key, p in model.named_parameters() if p.grad is None] == []


@every_network
def test_a_network_takes_other_channels_and_classes(name):
    model = on_meta(name, in_channels=5, num_classes=7).eval()
    assert model(images(name, channels=5)).shape == (2, 7)


@every_network
def test_a_network_can_be_traced(name):
    graph = torch.fx.symbolic_trace(on_meta(name).eval())
    assert graph(images(name)).shape == (2, find(name).num_classes)


def test_a_wrong_name_gets_the_nearest_ones():
    with pytest.raises(ValueError, match=r"no network called 'vgg61'; the nearest are .*vgg16"):
        networks.create("vgg61")


def test_a_wrong_option_gets_those_that_there_are():
    with pytest.raises(TypeError, match=r"vgg16 has no option 'width'; it has batch_norm, dropout"):
        networks.create("vgg16", width=2)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((2, 3, 20, 40), "x is 20x40 pixels, but this VGG takes at least 32x32"),
        ((2, 1, 64, 64), "x has 1 channels, but this VGG was built with in_channels=3"),
        ((3, 64, 64), r"x has shape \(3, 64, 64\), but a network takes images of shape \(N, C, H, W\)"),
    ],
)
def test_images_that_do_not_fit_are_explained(shape, message):
    with pytest.raises(ValueError, match=message):
        on_meta("vgg11")(torch.empty(shape, device="meta"))


@pytest.mark.torchvision
@pytest.mark.parametrize("name", TORCHVISION)
def test_a_network_with_the_weights_of_torchvision_gives_its_logits(name):
    models = pytest.importorskip("torchvision.models", reason="pip install torchvision (the version for this torch)")
    torch.manual_seed(0)
    theirs = models.get_model(name, weights=None, **THEIR_OPTIONS.get(name, {})).eval()
    ours = networks.create(TORCHVISION[name]).eval()
    for module in theirs.modules():  # statistics as after training, so that each epsilon and each mean matters
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.1)
    ours.load_state_dict(theirs.state_dict(), strict=True)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    x = torch.randn(2, 3, find(TORCHVISION[name]).input_size, find(TORCHVISION[name]).input_size)
    with torch.inference_mode():
        expected, y = theirs(x), ours(x)
    assert (y - expected).abs().max() <= 1e-4 * expected.abs().max()
