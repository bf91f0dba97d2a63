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
