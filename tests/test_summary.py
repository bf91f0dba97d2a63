"""The table of a network, against numbers worked out by hand and counted by torch."""

import numpy as np
import pytest

from cnncourse.numpy import layers
from cnncourse.shapes import summary

torch = pytest.importorskip("torch", reason="torch is the oracle here: install cnncourse with its extra [torch]")
nn = torch.nn


@pytest.fixture
def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.Flatten(), nn.Linear(1600, 10)
    )


def test_summary_lists_the_layers_with_numbers_worked_out_by_hand(lenet):
    rows = summary(lenet, (1, 32, 32)).rows
    assert [row.output for row in rows] == [(6, 28, 28), (6, 28, 28), (6, 14, 14), (16, 10, 10), (1600,), (10,)]
    assert [row.parameters for row in rows] == [156, 0, 0, 2416, 0, 16010]
    assert [row.macs for row in rows] == [117_600, 0, 0, 240_000, 0, 16_000]
    assert [row.field for row in rows] == [(5, 5), (5, 5), (6, 6), (14, 14), None, None]
    assert rows[0].bytes == 6 * 28 * 28 * 4


def test_summary_counts_what_torch_counts():
    model = nn.Sequential(
        nn.Conv2d(4, 8, (3, 2), stride=(2, 1), padding=1, groups=2, bias=False),
        nn.BatchNorm2d(8),
        nn.Conv2d(8, 6, 3, dilation=2),
        nn.ConvTranspose2d(6, 6, 3, stride=2, groups=3),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(6, 5),
    )
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        model.eval()(torch.zeros(1, 4, 15, 17))
    table = summary(model, (4, 15, 17))
    assert 2 * table.macs == counter.get_total_flops()
    assert table.parameters == sum(p.numel() for p in model.parameters())


def test_summary_of_a_numpy_network_equals_that_of_its_twin(lenet):
    twin = layers.Sequential(
        layers.Conv2d(1, 6, 5),
        layers.ReLU(),
        layers.MaxPool2d(2),
        layers.Conv2d(6, 16, 5),
        layers.Flatten(),
        layers.Linear(1600, 10),
    )
    assert summary(twin, (1, 32, 32)) == summary(lenet, (1, 32, 32))


def test_summary_leaves_the_receptive_field_open_behind_a_branch():
    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 3, padding=1)

        def forward(self, x):
            return self.second(torch.relu(self.first(x))) + x

    assert [row.field for row in summary(Residual(), (3, 8, 9)).rows] == [(3, 3), None]


def test_summary_leaves_the_model_as_it_was(lenet):
    lenet.train()
    summary(lenet, (1, 32, 32))
    assert lenet.training
    assert not any(module._forward_hooks for module in lenet.modules())


def test_a_summary_prints_a_line_for_each_layer_and_the_sums(lenet):
    lines = str(summary(lenet, (1, 32, 32))).splitlines()
    assert len(lines) == 8
    assert lines[-1].split() == ["total", "18,582", "373,600", "53.9"]  # 13,794 values of 4 bytes
    assert len({len(line) for line in lines}) == 1


def test_a_summary_shows_as_a_table_in_a_notebook(lenet):
    assert summary(lenet, (1, 32, 32))._repr_html_().count("<tr>") == 8


def test_the_field_of_pooling_in_numpy_counts_its_default_stride():
    rows = summary(layers.Sequential(layers.MaxPool2d((2, 3)), layers.MaxPool2d(2)), (1, 12, 18)).rows
    assert [row.field for row in rows] == [(2, 3), (4, 6)]
    assert np.prod(rows[-1].output) == 9
