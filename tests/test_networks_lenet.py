"""LeNet-5 against the numbers and the table that the paper prints."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="the networks are torch modules: pip install torch")

from cnncourse import networks  # noqa: E402

# Table I as printed: rows are the maps of S2, columns those of C3.
TABLE_I = [
    "X...XXX..XXXX.XX",
    "XX...XXX..XXXX.X",
    "XXX...XXX..X.XXX",
    ".XXX..XXXX..X.XX",
    "..XXX..XXXX.XX.X",
    "...XXX..XXXX.XXX",
]


def test_each_layer_of_1998_has_the_trainable_parameters_that_the_paper_counts():
    model = networks.create("lenet5_1998")
    counts = {name: sum(p.numel() for p in layer.parameters()) for name, layer in model.named_children()}
    expected = {"c1": 156, "s2": 12, "c3": 1_516, "s4": 32, "c5": 48_120, "f6": 10_164, "output": 0}
    assert counts == expected | {"activation": 0}


def test_c3_connects_as_table_i():
    torch.manual_seed(0)
    c3 = networks.create("lenet5_1998").c3
    seen = torch.autograd.functional.jacobian(lambda x: c3(x).sum((0, 2, 3)), torch.randn(1, 6, 5, 7))
    connected = seen.abs().sum((1, 3, 4)) > 0  # (16, 6)
    assert connected.T.tolist() == [[mark == "X" for mark in row] for row in TABLE_I]


def test_subsampling_squashes_the_scaled_and_shifted_sum_of_each_window():
    layer = networks.Subsampling(2)
    layer.weight.data[:], layer.bias.data[:] = torch.tensor([0.5, 2.0]), torch.tensor([-1.0, 3.0])
    x = torch.tensor([[1.0, 2.0, 5.0, 6.0], [3.0, 4.0, 7.0, 8.0]]).expand(1, 2, 2, 4)
    sums = torch.tensor([10.0, 26.0])
    expected = torch.stack([1.7159 * torch.tanh(2 / 3 * (0.5 * sums - 1)), 1.7159 * torch.tanh(2 / 3 * (2 * sums + 3))])
    torch.testing.assert_close(layer(x), expected[None, :, None])


def test_the_squashing_function_maps_1_to_1_and_minus_1_to_minus_1():
    ends = torch.tensor([-1.0, 1.0])
    torch.testing.assert_close(networks.ScaledTanh()(ends), ends, rtol=0, atol=1e-4)


def test_the_score_of_a_class_falls_by_four_for_each_sign_in_which_the_features_differ_from_its_code():
    layer = networks.EuclideanRBF(84, 10)
    x = layer.codes.clone()
    x[3, [0, 20, 83]] *= -1
    scores = layer(x)
    assert scores.argmax(1).tolist() == list(range(10))
    assert scores.diag().tolist() == [0, 0, 0, -12, 0, 0, 0, 0, 0, 0]


def test_two_networks_of_one_seed_share_their_codes():
    first, second, other = (networks.create("lenet5_1998", seed=seed).output.codes for seed in (1, 1, 2))
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_a_linear_output_adds_84_weights_and_a_bias_for_each_class():
    model = networks.create("lenet5_1998", num_classes=26, output="linear")
    assert sum(p.numel() for p in model.parameters()) == 60_000 + 26 * (84 + 1)


def test_an_output_that_lenet_does_not_have_is_refused():
    with pytest.raises(ValueError, match='output=\'softmax\', but it must be "rbf" or "linear"'):
        networks.create("lenet5_1998", output="softmax")
