"""Promises of the residual networks and of their attention."""

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from cnncourse import networks  # noqa: E402
from cnncourse.networks.resnet_cifar import ResNetCIFAR  # noqa: E402
from cnncourse.networks.resnet_v2 import wide_resnet_cifar  # noqa: E402
from cnncourse.shapes import summary  # noqa: E402

SHAPE = (2, 16, 5, 7)


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


def randomise(module):
    """Give batch norms what training gives them, and biases values, so that each of them matters."""
    for name, tensor in module.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif tensor.dim() == 1:
            tensor.normal_()
    return module.eval()


def on_meta(name, **options):
    with torch.device("meta"):
        return networks.create(name, **options)


def test_shortcut_a_takes_every_second_pixel_and_adds_channels_of_zeros():
    shortcut, x = networks.ZeroPadShortcut(2, 5, stride=2), torch.randn(2, 2, 5, 6)
    y = shortcut(x)
    assert list(shortcut.parameters()) == []
    assert y.shape == (2, 5, 3, 3)
    assert (y[:, :2] == x[:, :, [0, 2, 4]][:, :, :, [0, 2, 4]]).all()
    assert (y[:, 2:] == 0).all()


def test_shortcut_a_refuses_to_lose_channels():
    with pytest.raises(ValueError, match="shortcut A adds channels, but 8 become 4"):
        networks.ZeroPadShortcut(8, 4)


@pytest.mark.parametrize(("option", "projections"), [("A", 0), ("B", 3), ("C", 16)])
def test_resnet34_projects_where_its_option_says_so(option, projections):
    modules = on_meta("resnet34", shortcut=option).modules()
    assert sum(isinstance(module, networks.ProjectionShortcut) for module in modules) == projections


@pytest.mark.parametrize("depth", [18, 34])
def test_a_plain_network_costs_exactly_what_the_residual_one_with_shortcut_a_costs(depth):
    plain, residual = on_meta(f"plain{depth}"), on_meta(f"resnet{depth}", shortcut="A")
    assert summary(plain, (3, 64, 96)).macs == summary(residual, (3, 64, 96)).macs
    assert [p.shape for p in plain.parameters()] == [p.shape for p in residual.parameters()]


def test_a_plain_block_does_not_see_its_input_again():
    block = networks.BasicBlock(16, 16, shortcut=None)
    nn.init.zeros_(block.bn2.weight)
    assert (block(torch.randn(SHAPE)) == 0).all()


@pytest.mark.parametrize(
    "block", [networks.BasicBlock(16, 16), networks.Bottleneck(16, 4)], ids=["basic", "bottleneck"]
)
def test_a_block_is_relu_of_the_residual_plus_its_input(block):
    x = torch.randn(SHAPE)
    randomise(block)
    torch.testing.assert_close(block(x), (block.residual(x) + x).clamp(min=0))


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_zero_init_residual_leaves_the_shortcuts_alone(name):
    blocks = networks.create(name, zero_init_residual=True).eval().layer1
    x = torch.rand(2, blocks[-1].out_channels, 5, 7)
    torch.testing.assert_close(blocks[-1](x), x)


def test_a_stride_on_the_first_1x1_never_reads_three_pixels_of_four():
    block = networks.Bottleneck(8, 4, stride=2, stride_on="1x1").eval()
    x = torch.randn(1, 8, 6, 8)
    other = torch.randn(1, 8, 6, 8)
    other[:, :, ::2, ::2] = x[:, :, ::2, ::2]
    assert (block(x) == block(other)).all()
    assert (networks.Bottleneck(8, 4, stride=2).eval()(x).shape) == block(x).shape == (1, 16, 3, 4)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: ResNetCIFAR(21), r"depth=21, but it must be 6n \+ 2 with n of at least 1, such as 20"),
        (lambda: ResNetCIFAR(2), r"depth=2, but .* such as 8"),
        (lambda: wide_resnet_cifar(27, 10), r"depth=27, but it must be 6n \+ 4 with n of at least 1, such as 28"),
        (lambda: networks.create("resnet18", shortcut="D"), "shortcut='D', but it must be 'A', 'B' or 'C'"),
        (lambda: networks.create("resnet34", groups=32), "groups=32.* but BasicBlock has none"),
        (lambda: networks.create("resnet50", stride_on="2x2"), "stride_on='2x2', but it must be '1x1' or '3x3'"),
        (lambda: networks.create("preact_resnet18", stride_on="1x1"), "ResNet-18 has no 1x1 convolution"),
        (lambda: networks.NonLocal(8, pairwise="gauss"), "pairwise='gauss', but it must be"),
    ],
)
def test_an_option_out_of_range_is_refused_with_what_it_may_be(build, message):
    with pytest.raises(ValueError, match=message):
        build()


@pytest.mark.parametrize("unit", [networks.PreActBlock(16, 16), networks.PreActBottleneck(16, 4)])
def test_a_pre_activation_unit_adds_to_its_input_untouched(unit):
    x = torch.randn(SHAPE)
    torch.testing.assert_close(unit.eval()(x) - unit.residual(F.relu(unit.bn1(x))), x)


def test_a_pre_activation_unit_projects_what_it_has_activated():
    unit, x = randomise(networks.PreActBlock(16, 8, stride=2)), torch.randn(SHAPE)
    a = F.relu(unit.bn1(x))
    torch.testing.assert_close(unit(x), unit.residual(a) + F.conv2d(a, unit.downsample.weight, stride=2))


def test_the_first_pre_activation_unit_takes_what_the_stem_has_activated():
    model = on_meta("preact_resnet110_cifar10")
    units = [module for module in model.modules() if isinstance(module, networks.PreActBlock)]
    assert [unit.bn1 is None for unit in units] == [True] + [False] * 53


# Zagoruyko and Komodakis, table 4: parameters in millions, as printed.
@pytest.mark.parametrize(("name", "millions"), [("wrn40_4", "8.9"), ("wrn16_8", "11.0"), ("wrn28_10", "36.5")])
def test_a_wide_residual_network_has_the_parameters_that_its_paper_prints(name, millions):
    parameters = sum(p.numel() for p in on_meta(f"{name}_cifar10").parameters())
    assert f"{parameters / 1e6:.1f}" == millions


def test_embedded_gaussian_is_attention_without_the_root():
    module, x = randomise(networks.NonLocal(16, reduction=4)), torch.randn(SHAPE)
    q, k, v = (f(x).flatten(2).transpose(1, 2) for f in (module.theta, module.phi, module.g))
    y = F.scaled_dot_product_attention(q, k, v, scale=1.0).transpose(1, 2).reshape(2, 4, 5, 7)
    torch.testing.assert_close(module(x), x + module.bn(module.W_z(y)))


def test_dot_product_divides_by_the_number_of_positions():
    module, x = randomise(networks.NonLocal(16, pairwise="dot product", subsample=True)), torch.randn(SHAPE)
    theta, phi, g = module.theta(x), module.phi(F.max_pool2d(x, 2)), module.g(F.max_pool2d(x, 2))
    y = torch.einsum("ndhw,ndij,ncij->nchw", theta, phi, g) / (2 * 3)
    torch.testing.assert_close(module(x), x + module.bn(module.W_z(y)))


@pytest.mark.parametrize(
    ("module", "factor"),
    [
        (networks.SCSE(16), 1),  # u / 2 from the channels, and u / 2 from the positions
        (networks.CBAM(16), 1 / 4),
        (networks.ChannelAttention(16), 1 / 2),
        (networks.SpatialAttention(), 1 / 2),
        (networks.GlobalContext(16, fusion="scale"), 1 / 2),
        (networks.GlobalContext(16), 1),
        (networks.NonLocal(16), 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nn.Module) else str(value),
)
def test_attention_that_knows_nothing_scales_all_alike(module, factor):
    for parameter in module.parameters():
        nn.init.zeros_(parameter)
    x = torch.randn(SHAPE)
    torch.testing.assert_close(module(x), factor * x)


def test_cbam_scales_channels_and_then_positions():
    module, x = randomise(networks.CBAM(16, reduction=4)), torch.randn(SHAPE)
    channel, spatial = module
    W_0, W_1 = channel.W_0.weight[:, :, 0, 0], channel.W_1.weight[:, :, 0, 0]
    pooled = [x.flatten(2).mean(2), x.flatten(2).max(2).values]
    M_c = torch.sigmoid(sum(F.relu(v @ W_0.T + channel.W_0.bias) @ W_1.T + channel.W_1.bias for v in pooled))
    y = torch.einsum("nchw,nc->nchw", x, M_c)
    f = spatial.f[1](F.conv2d(torch.stack([y.mean(1), y.max(1).values], 1), spatial.f[0].weight, padding=3))
    torch.testing.assert_close(module(x), y * f.sigmoid())


def test_scse_adds_the_channel_and_the_spatial_excitation():
    module, u = randomise(networks.SCSE(16)), torch.randn(SHAPE)
    q = torch.einsum("c,nchw->nhw", module.W_sq.weight.flatten(), u) + module.W_sq.bias
    torch.testing.assert_close(module(u), module.cSE(u) + torch.einsum("nchw,nhw->nchw", u, q.sigmoid()))


def test_global_context_adds_a_weighted_mean_of_the_maps():
    module, x = randomise(networks.GlobalContext(16, reduction=4)), torch.randn(SHAPE)
    nn.init.normal_(module.W_v2.weight)
    a = torch.einsum("c,nchw->nhw", module.W_k.weight.flatten(), x).flatten(1).softmax(1).view(2, 5, 7)
    c = torch.einsum("nchw,nhw->nc", x, a) @ module.W_v1.weight[:, :, 0, 0].T + module.W_v1.bias
    c = F.relu(F.layer_norm(c, (4,), module.LN.weight.flatten(), module.LN.bias.flatten()))
    c = c @ module.W_v2.weight[:, :, 0, 0].T + module.W_v2.bias
    torch.testing.assert_close(module(x), x + c[:, :, None, None])


@pytest.mark.parametrize("name", ["gc_resnet50", "nl_resnet50"])
def test_a_resnet_with_context_blocks_starts_as_the_resnet_without(name):
    model = networks.create(name, num_classes=10).eval()
    for stage in (model.layer1, model.layer2, model.layer3, model.layer4):
        kept = [block for block in stage if isinstance(block, networks.Bottleneck)]
        attentions = [block.attention for block in kept] + [block for block in stage if block not in kept]
        for block in attentions:
            x = torch.randn(2, kept[0].out_channels, 4, 6)
            torch.testing.assert_close(block.eval()(x), x)


def test_nl_resnet50_has_its_five_blocks_where_the_paper_has_them():
    model = on_meta("nl_resnet50")
    stages = [
        "".join(type(block).__name__[0] for block in stage) for stage in (model.layer1, model.layer2, model.layer3)
    ]
    assert stages == ["BBB", "BBNBBN", "BBNBBNBBN"]


def test_a_factory_that_returns_none_leaves_the_block_without_attention():
    model = on_meta("resnet50", attention=lambda C: networks.SCSE(C) if C == 512 else None)
    found = [block for block in model.modules() if isinstance(block, networks.SCSE)]
    assert len(found) == 4
