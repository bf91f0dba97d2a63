"""What the exercises on inception blocks promise besides the gate: their ledgers count real networks."""

import subprocess
import sys

import pytest

from cnncourse.exercises.inception import inception_ledger, pair_weights, predict_block, stack_parameters
from cnncourse.mistakes.inception.predictions import RIGHT


def test_the_predicted_numbers_are_those_that_the_slips_start_from():
    assert predict_block() == RIGHT


def test_the_claims_have_the_numbers_that_their_texts_state():
    assert pair_weights(3, 64, 64, 7) == (9_408, 30_016)
    assert inception_ledger(192, 64, 96, 128, 16, 32, 32, (28, 28)) == (163_696, 128_049_152)


def test_the_ledgers_count_the_parameters_of_googlenet():
    torch = pytest.importorskip("torch", reason="needs torch: pip install 'cnncourse[torch]'")
    from cnncourse.networks.googlenet import TABLE_1, GoogLeNet

    with torch.device("meta"):
        network = GoogLeNet(aux_logits=False)
    blocks = [module for name, module in network.named_children() if name.startswith("inception")]
    counts = [sum(p.numel() for p in block.parameters()) for block in blocks]
    assert counts[0] == inception_ledger(192, *TABLE_1["3a"], (28, 28))[0]
    assert sum(counts) == stack_parameters(192, list(TABLE_1.values())) == 5_849_136


def test_the_exercises_are_found_without_torch():
    code = "import sys, cnncourse.exercises.inception; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
