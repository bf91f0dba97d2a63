"""The exercises on residual networks keep promises that the other topics do not make."""

import subprocess
import sys

import pytest

from cnncourse import probing
from cnncourse.checking import judge
from cnncourse.exercises import find
from cnncourse.exercises.resnet import WRONG_FUNCTIONS, shortcut_parameters


def judged(name, answer, seed=3, trusted=False):
    return judge(find(name), probing.observe(name, answer, seed, trusted=trusted), seed)


def test_exercises_in_numpy_do_not_wait_for_torch():
    code = (
        "import sys; from cnncourse.checking import judge; from cnncourse.exercises import find; "
        "from cnncourse.probing import observe; e = find('shortcut_a'); "
        "assert judge(e, observe(e.name, e.reference, 0), 0).passed; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_text_says_how_many_wrong_functions_the_test_has_to_find():
    assert len(WRONG_FUNCTIONS) == 26  # "Twenty-six people wrote ..."


def said(rows):
    return [part.headline for part in judged("predict_outputs", lambda: rows, trusted=True).parts if part.headline]


def test_slips_in_several_predicted_rows_are_each_named():
    named = said([[0, 4, 0], [0, 0, 0], [0, 3, 1], [2, 128, 8, 10], [2048, 9216, 4096, 8192]])
    assert len(named) == 3
    assert all(text.startswith("Your row") and "is what you get when" in text for text in named)


def test_a_wrong_predicted_row_tells_what_is_right_in_it_and_keeps_the_rest_back():
    (text,) = said([[0, 7, 1], [3, 0, 2], [-1, 3, 1], [2, 128, 8, 10], [2048, 9216, 4096, 8192]])
    assert text.startswith("Your row 0 is not right. Right in it: 0, 1. ")
    assert "3" not in text


def test_an_empty_predicted_row_is_called_that():
    (text,) = said([[0, 3, 1], [], [-1, 3, 1], [2, 128, 8, 10], [2048, 9216, 4096, 8192]])
    assert text == "There is no prediction yet for row 1."


@pytest.mark.parametrize("option", "ABC")
def test_the_shortcuts_of_resnet34_learn_as_much_as_those_of_the_network(option):
    pytest.importorskip("torch", reason="networks are torch modules: pip install 'cnncourse[torch]'")
    from cnncourse.networks.residual import BasicBlock
    from cnncourse.networks.resnet import ResNet

    network = ResNet(BasicBlock, (3, 4, 6, 3), shortcut=option)
    learned = sum(p.numel() for name, p in network.named_parameters() if "downsample" in name)
    assert shortcut_parameters((3, 4, 6, 3), (64, 128, 256, 512), option) == learned


@pytest.mark.parametrize("name", ["BasicBlock", "Bottleneck", "PreActBlock"])
def test_a_recipe_without_a_mistake_is_right(name):
    pytest.importorskip("torch", reason="blocks are torch modules: pip install 'cnncourse[torch]'")
    from cnncourse.mistakes.resnet import basic, bottleneck, preact
    from cnncourse.mistakes.resnet.recipes import of_channels, of_width

    recipes = {
        "BasicBlock": of_channels(basic.RIGHT),
        "Bottleneck": of_width(bottleneck.RIGHT),
        "PreActBlock": of_channels(preact.RIGHT),
    }
    assert judged(name, recipes[name]).passed


def test_stages_and_networks_without_a_mistake_are_right():
    pytest.importorskip("torch", reason="blocks are torch modules: pip install 'cnncourse[torch]'")
    from cnncourse.mistakes.resnet.networks import network, stage

    assert judged("make_layer", stage("planned")).passed
    assert judged("ResNet", network()).passed


def test_a_block_of_zeros_of_the_right_shape_earns_nothing_for_what_it_returns():
    torch = pytest.importorskip("torch", reason="blocks are torch modules: pip install 'cnncourse[torch]'")
    from cnncourse.networks.residual import BasicBlock

    class Zeros(BasicBlock):
        def forward(self, x):
            return torch.zeros_like(super().forward(x))

    verdict = judged("BasicBlock", Zeros)
    assert {part.name for part in verdict.parts if part.passed} == {"parameters"}
    assert verdict.parts[0].mistakes == ("every output is 0",)


def test_a_network_of_the_afterword_has_twenty_layers_with_weights():
    torch = pytest.importorskip("torch", reason="networks are torch modules: pip install 'cnncourse[torch]'")
    network = find("ResNet").reference((3, 3, 3), (16, 32, 64), 10)
    layers = [m for m in network.modules() if isinstance(m, torch.nn.Conv2d | torch.nn.Linear)]
    assert len([m for m in layers if getattr(m, "kernel_size", None) != (1, 1)]) == 20
