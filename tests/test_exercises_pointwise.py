"""What the exercises on 1x1 convolutions promise, besides what all exercises do."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnncourse.exercises import find, of_topic
from cnncourse.exercises.pointwise import UNDER_TEST
from cnncourse.numpy import conv2d, pointwise_conv2d
from cnncourse.probes.pointwise import NOTICED
from cnncourse.shapes import mac_count

SOLUTIONS = Path(__file__).parents[1] / "solutions" / "pointwise"


def test_the_first_five_by_five_layer_of_googlenet_costs_what_the_text_says():
    assert find("bottleneck_macs").reference(192, 16, 32, 5, 28, 28) == 12_443_648
    assert mac_count(192, 32, 5, 28) == 120_422_400
    assert f"{120_422_400:,}" in (SOLUTIONS / "reduction.py").read_text("utf-8")


def test_bottleneck_macs_agrees_with_the_counted_layers():
    size = (7, 11)
    counted = mac_count(12, 5, 1, size) + mac_count(5, 9, 3, size)
    assert find("bottleneck_macs").reference(12, 5, 9, 3, *size) == counted


@pytest.mark.parametrize("layer", [(192, 32, 5), (9, 2, 3), (2, 2, 1), (1, 6, 3), (64, 2, 3)])
def test_one_channel_more_than_the_widest_reduction_saves_nothing(layer):
    c_in, c_out, kernel_size = layer
    cost, widest = find("bottleneck_macs").reference, find("widest_reduction").reference(*layer)
    direct = mac_count(c_in, c_out, kernel_size, 1)
    assert cost(c_in, widest, c_out, kernel_size, 1, 1) < direct <= cost(c_in, widest + 1, c_out, kernel_size, 1, 1)


def test_the_kernels_of_fully_connected_layers_do_what_these_do():
    rng = np.random.default_rng(0)
    weight1, weight2, x = rng.normal(size=(6, 60)), rng.normal(size=(2, 6)), rng.normal(size=(3, 4, 3, 5))
    kernel1, kernel2 = find("linear_as_pointwise").reference(weight1, weight2, 3, 5)
    expected = np.maximum(x.reshape(3, -1) @ weight1.T, 0) @ weight2.T
    np.testing.assert_allclose(conv2d(np.maximum(conv2d(x, kernel1), 0), kernel2)[:, :, 0, 0], expected)


def test_the_merged_layer_does_what_the_two_layers_do():
    rng = np.random.default_rng(0)
    x, layers = rng.normal(size=(2, 3, 4, 5)), []
    for c, f in ((3, 6), (6, 2)):
        layers.append((rng.normal(size=(f, c, 1, 1)), rng.normal(size=f)))
    merged = find("merge_pointwise").reference(*layers[0], *layers[1])
    expected = pointwise_conv2d(pointwise_conv2d(x, *layers[0]), *layers[1])
    np.testing.assert_allclose(pointwise_conv2d(x, *merged), expected)


def test_the_text_states_how_many_wrong_versions_there_are_and_how_many_each_part_asks_for():
    text = (SOLUTIONS / "pointwise_conv2d_test.py").read_text("utf-8").replace("\n# ", " ")
    *asked, total = map(int, re.search(r"ask for (\d+), (\d+) and (\d+) of the (\d+)", text).groups())
    assert (asked, total) == (list(NOTICED.values()), len(UNDER_TEST))


def test_the_numpy_exercises_are_checked_without_torch():
    names = [exercise.name for exercise in of_topic("pointwise") if exercise.name != "MLPConv"]
    code = (
        "import sys; from cnncourse.exercises import find; from cnncourse.checking import judge\n"
        "from cnncourse.probing import observe\n"
        f"for name in {names}:\n"
        "    exercise = find(name)\n"
        "    assert judge(exercise, observe(name, exercise.reference, 0, trusted=True), 0).passed\n"
        "assert 'torch' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_wrong_block_without_a_change_is_right():
    pytest.importorskip("torch", reason="needs torch: pip install 'cnncourse[torch]'")
    from cnncourse.checking import judge
    from cnncourse.mistakes.pointwise.wrong_blocks import MLP
    from cnncourse.probing import observe

    assert judge(find("MLPConv"), observe("MLPConv", MLP, 3), 3).passed
