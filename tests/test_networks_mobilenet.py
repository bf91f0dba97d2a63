"""MobileNet v1, v2 and v3 and MnasNet against what their papers say of them."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from torch import nn  # noqa: E402

from cnncourse import networks  # noqa: E402
from cnncourse.networks import DepthwiseSeparable, InvertedResidual  # noqa: E402
from cnncourse.shapes import summary  # noqa: E402


def on_meta(name, **options):
    with torch.device("meta"):
        return networks.create(name, **options)


def parameters(model):
    return sum(p.numel() for p in model.parameters())


def test_a_depthwise_separable_convolution_costs_what_equation_5_says():
    macs = summary(DepthwiseSeparable(16, 24), (16, 5, 7)).macs
    assert macs == (3 * 3 * 16 + 16 * 24) * 5 * 7


def test_mobilenet_v1_spends_its_multiply_adds_where_table_2_says():
    model = on_meta("mobilenet_v1")
    rows, share = summary(model, (3, 224, 224)), {}
    for row in rows.rows:
        layer = model.get_submodule(row.layer.split()[0])
        kind = (layer.kernel_size, layer.groups > 1) if isinstance(layer, nn.Conv2d) else type(layer)
        share[kind] = share.get(kind, 0) + 100 * row.macs / rows.macs
    assert share[(1, 1), False] == pytest.approx(94.86, abs=0.005)
    assert share[(3, 3), True] == pytest.approx(3.06, abs=0.005)
    assert share[nn.Linear] == pytest.approx(0.18, abs=0.005)


def test_mobilenet_v1_ends_at_7x7_although_table_1_prints_a_stride_too_many():
    assert on_meta("mobilenet_v1").features(torch.empty(1, 3, 224, 192, device="meta")).shape == (1, 1024, 7, 6)


def test_an_inverted_residual_whose_branch_is_zero_returns_its_input():
    block = InvertedResidual(8, 8, 1, expand_ratio=6).eval()
    nn.init.zeros_(block.conv[-1].weight)
    x = torch.randn(2, 8, 5, 7, generator=torch.Generator().manual_seed(0))
    assert torch.equal(block(x), x)


@pytest.mark.parametrize(("out_channels", "stride"), [(8, 2), (12, 1)])
def test_an_inverted_residual_that_changes_the_shape_has_no_shortcut(out_channels, stride):
    block = InvertedResidual(8, out_channels, stride, expand_ratio=6).eval()
    nn.init.zeros_(block.conv[-1].weight)
    assert not block(torch.ones(2, 8, 6, 10)).any()


def test_the_bottleneck_of_an_inverted_residual_is_linear():
    block = InvertedResidual(8, 12, 1, expand_ratio=6).eval()
    nn.init.zeros_(block.conv[-1].weight)
    nn.init.constant_(block.conv[-1].bias, -1)
    assert (block(torch.ones(2, 8, 5, 7)) == -1).all()


def test_an_inverted_residual_with_expansion_1_does_not_widen():
    convolutions = [m for m in InvertedResidual(8, 12, 1, expand_ratio=1).modules() if isinstance(m, nn.Conv2d)]
    assert [tuple(conv.weight.shape) for conv in convolutions] == [(8, 1, 3, 3), (12, 8, 1, 1)]


@pytest.mark.parametrize(("width", "last"), [(0.5, 1280), (1.0, 1280), (1.4, 1792)])
def test_the_width_of_mobilenet_v2_spares_the_last_convolution_below_1(width, last):
    assert on_meta("mobilenet_v2", width=width).classifier[1].in_features == last


def test_mobilenet_v3_squeezes_to_a_quarter_rounded_to_8_but_not_down_by_more_than_a_tenth():
    model = on_meta("mobilenet_v3_large")
    squeezed = [m.fc1.out_channels for m in model.modules() if isinstance(m, networks.SqueezeExcite)]
    # exp size     72  120 120 480  672  672  960  960: a quarter of 72 is 18, and 16 is less than 0.9 * 18
    assert squeezed == [24, 32, 32, 120, 168, 168, 240, 240]


@pytest.mark.parametrize(("name", "eps", "momentum"), [("mobilenet_v3_small", 1e-3, 0.01), ("mnasnet0_5", 1e-5, 3e-4)])
def test_the_batch_norms_have_the_constants_of_torchvision(name, eps, momentum):
    norms = [m for m in on_meta(name).modules() if isinstance(m, nn.BatchNorm2d)]
    assert {norm.eps for norm in norms} == {eps}
    assert [norm.momentum for norm in norms] == pytest.approx([momentum] * len(norms))


@pytest.mark.parametrize(
    "name",
    ["mobilenet_v1", "mobilenet_v2", "mobilenet_v3_small", "mnasnet1_0", "shufflenet_v1_g3", "ghostnet", "mixnet_s"],
)
@pytest.mark.parametrize("width", [0, -0.5, float("nan")])
def test_a_width_multiplier_is_above_0(name, width):
    with pytest.raises(ValueError, match=f"width={width}, but it must be above 0"):
        on_meta(name, width=width)
