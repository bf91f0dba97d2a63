"""The list of networks as its readers meet it: in the terminal, and as a summary by name."""

import subprocess
import sys

import pytest

pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from cnncourse.cli import main
from cnncourse.networks.catalogue import catalogue, describe
from cnncourse.shapes import summary


def test_describe_counts_vgg16_as_others_have_measured_it():
    row = describe("vgg16")
    assert (row.parameters, row.macs) == (138_357_544, 15_470_264_320)  # torchvision 0.29.1's vgg16, by hooks
    assert (row.paper.year, row.input_shape) == (2014, (3, 224, 224))


def test_the_command_networks_prints_a_row_for_each_name_that_matches(capsys):
    assert main(["networks", "vgg1[69]"]) == 0
    printed = capsys.readouterr().out
    assert "138,357,544" in printed
    assert "143,667,240" in printed
    assert "vgg11" not in printed


def test_the_command_networks_says_when_no_name_matches(capsys):
    assert main(["networks", "vgg99*"]) == 1
    assert "no network's name matches 'vgg99*'" in capsys.readouterr().err


def test_the_package_runs_as_a_module():
    run = subprocess.run([sys.executable, "-m", "cnncourse", "--version"], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("cnncourse ")


def test_a_summary_by_name_lists_the_layers_at_the_published_size():
    table = summary("vgg16")
    convolutions = [row for row in table.rows if row.layer.endswith("Conv2d")]
    assert len(convolutions) == 13
    assert convolutions[-1].output == (512, 14, 14)
    assert table.parameters == 138_357_544


def test_a_summary_by_name_takes_another_size():
    assert summary("vgg16", (3, 64, 96)).rows[30].output == (512, 2, 3)


def test_a_summary_of_a_module_asks_for_the_shape_of_an_image():
    from torch import nn

    with pytest.raises(ValueError, match=r"input_shape is None, but the layers of a Linear need an image"):
        summary(nn.Linear(3, 4))


def test_the_catalogue_reads_the_error_of_one_crop_where_the_paper_gives_it():
    errors = {row.name: row.top1_single_crop() for row in catalogue("resn*50*").rows}
    assert errors["resnet50_v1"] == 24.7  # not the 22.85 of ten crops
    assert errors["resnext50_32x4d"] == 22.2
    assert describe("vgg16").top1_single_crop() is None  # ten crops only


def test_a_catalogue_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"no network's name matches 'vgg99\*'"):
        catalogue("vgg99*")
