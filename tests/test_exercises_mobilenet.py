"""What the exercises on MobileNet promise, besides what all exercises do."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnncourse.exercises import find, of_topic
from cnncourse.exercises.mobilenet import UNDER_TEST
from cnncourse.probes.mobilenet import NOTICED
from cnncourse.shapes import mac_count, parameter_count

TORCH_BLOCKS = "SqueezeExcite", "InvertedResidual"


@pytest.mark.parametrize(("c_out", "kernel_size"), [(64, 3), (7, 5), (10, (1, 7))])
def test_the_cost_ratio_is_that_of_the_counted_multiply_adds(c_out, kernel_size):
    steps = mac_count(12, 12, kernel_size, 20, groups=12) + mac_count(12, c_out, 1, 20)
    expected = steps / mac_count(12, c_out, kernel_size, 20)
    assert find("separable_cost_ratio").reference(c_out, kernel_size) == pytest.approx(expected)


def test_the_time_of_a_layer_counts_its_multiply_adds_and_its_weights():
    time = find("layer_time").reference
    assert time(6, 8, 9, 3, 2, 1, 1e9) == mac_count(6, 8, 3, 9, groups=2)
    assert time(6, 8, 9, 3, 2, 1e9, 1) == 6 * 81 + parameter_count(6, 8, 3, groups=2, bias=False) + 8 * 81


def test_make_divisible_agrees_with_the_networks():
    blocks = pytest.importorskip("cnncourse.networks.blocks", reason="needs torch: pip install 'cnncourse[torch]'")
    reference = find("make_divisible").reference
    for v, divisor in np.ndindex(400, 12):
        assert reference((v + 1) / 3, divisor + 1) == blocks.make_divisible((v + 1) / 3, divisor + 1)


def test_channel_shuffle_agrees_with_the_networks():
    torch = pytest.importorskip("torch", reason="needs torch: pip install 'cnncourse[torch]'")
    from cnncourse.networks import channel_shuffle

    x = np.random.default_rng(0).normal(size=(2, 12, 3, 4))
    for groups in (1, 2, 3, 6):
        expected = channel_shuffle(torch.from_numpy(x), groups).numpy()
        np.testing.assert_array_equal(find("channel_shuffle").reference(x, groups), expected)


def test_the_squashed_filter_that_loses_least_loses_what_the_reference_says():
    kernel = np.random.default_rng(1).normal(size=(3, 2, 4))
    rows = kernel.reshape(3, -1)
    a = np.ones(3)
    for _ in range(200):  # the best row for given factors, then the best factors for it
        row = a @ rows / (a @ a)
        a = rows @ row / (row @ row)
    loss = ((rows - np.outer(a, row)) ** 2).sum() / (rows**2).sum()
    assert find("squash_loss").reference(kernel) == pytest.approx(loss)


def test_as_many_functions_are_under_test_as_the_notebook_says():
    text = (Path(__file__).parents[1] / "solutions/mobilenet/depthwise_conv2d.py").read_text("utf-8")
    assert f"{len(UNDER_TEST)} wrong functions" in text
    assert "want {}, {} and {} of them".format(*NOTICED.values()) in text
    assert NOTICED["all but one"] == len(UNDER_TEST) - 1


def test_the_numpy_exercises_are_checked_without_torch():
    names = [exercise.name for exercise in of_topic("mobilenet") if exercise.name not in TORCH_BLOCKS]
    code = (
        "import sys; from cnncourse.exercises import find; from cnncourse.checking import judge\n"
        "from cnncourse.probing import observe\n"
        f"for name in {names}:\n"
        "    exercise = find(name)\n"
        "    assert judge(exercise, observe(name, exercise.reference, 0, trusted=True), 0).passed\n"
        "assert 'torch' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", TORCH_BLOCKS)
def test_a_wrong_block_without_a_change_is_right(name):
    pytest.importorskip("torch", reason="needs torch: pip install 'cnncourse[torch]'")
    from cnncourse.checking import judge
    from cnncourse.mistakes.mobilenet.wrong_blocks import Gate, Residual
    from cnncourse.probing import observe

    exercise = find(name)
    assert judge(exercise, observe(name, {"SqueezeExcite": Gate, "InvertedResidual": Residual}[name], 3), 3).passed
