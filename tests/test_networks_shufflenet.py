"""The shuffle and the units of ShuffleNet v1 and v2."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from torch import nn  # noqa: E402

from cnncourse import networks  # noqa: E402
from cnncourse.networks import ShuffleUnit, ShuffleUnitV2, channel_shuffle  # noqa: E402


def images(*shape):
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("groups", [1, 2, 3, 4, 6, 12])
def test_channel_shuffle_is_that_of_torch(groups):
    x = images(2, 12, 3, 5)
    assert torch.equal(channel_shuffle(x, groups), torch.channel_shuffle(x, groups))


def test_channel_shuffle_reads_the_rows_of_figure_1_by_columns():
    x = torch.arange(6).reshape(1, 6, 1, 1)
    assert channel_shuffle(x, 3).flatten().tolist() == [0, 2, 4, 1, 3, 5]


@pytest.mark.parametrize("groups", [2, 3, 4])
def test_channel_shuffle_is_undone_by_a_shuffle_with_the_other_factor(groups):
    x = images(2, 12, 3, 5)
    assert torch.equal(channel_shuffle(channel_shuffle(x, groups), 12 // groups), x)


def groups_seen_by_the_first_output(unit):
    x = images(2, 36, 6, 8).requires_grad_()
    branch = unit.expand(unit.depthwise(unit.shuffle(unit.compress(x))))
    branch[:, 0].square().sum().backward()
    return [bool(part.any()) for part in x.grad.chunk(3, dim=1)]


def test_only_the_shuffle_lets_a_group_see_the_other_groups():
    torch.manual_seed(0)
    unit = ShuffleUnit(36, 36, groups=3)  # 3 hidden channels a group: one for each group before
    assert groups_seen_by_the_first_output(unit) == [True, True, True]
    unit.shuffle = nn.Identity()
    assert groups_seen_by_the_first_output(unit) == [True, False, False]


def test_a_shuffle_unit_of_stride_2_keeps_the_average_of_its_input():
    x = images(2, 24, 6, 8)
    y = ShuffleUnit(24, 60, groups=3, stride=2).eval()(x)
    assert y.shape == (2, 60, 3, 4)
    assert torch.equal(y[:, :24], nn.functional.avg_pool2d(x, 3, 2, 1).relu())


def test_a_unit_of_version_2_passes_half_of_its_channels_unchanged():
    x = images(2, 8, 5, 7)
    y = ShuffleUnitV2(8, 8).eval()(x)
    assert torch.equal(y[:, 0::2], x[:, :4])


@pytest.mark.parametrize("unit", [lambda: ShuffleUnit(24, 48, groups=3), lambda: ShuffleUnitV2(24, 48)])
def test_a_unit_of_stride_1_refuses_to_change_its_channels(unit):
    with pytest.raises(ValueError, match="stride 1 keeps its 24 channels, but out_channels=48"):
        unit()


def test_shufflenet_v1_does_not_group_the_first_pointwise_convolution():
    model = networks.create("shufflenet_v1_g8")
    assert [unit.compress[0].groups for unit in model.units] == [1] + [8] * 15


@pytest.mark.parametrize("groups", [1, 2, 3, 4, 8])
@pytest.mark.parametrize("width", [0.25, 0.5, 1.5, 2])
def test_shufflenet_v1_takes_every_width_with_every_number_of_groups(groups, width):
    with torch.device("meta"):
        model = networks.create(f"shufflenet_v1_g{groups}", width=width)
    assert model(torch.empty(2, 3, 64, 96, device="meta")).shape == (2, 1000)


def test_shufflenet_v1_names_the_groups_of_the_table():
    with pytest.raises(ValueError, match="groups=5, but table 1 of the paper has 1, 2, 3, 4, 8"):
        networks.ShuffleNetV1(groups=5)
