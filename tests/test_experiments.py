"""The experiments in small: each shows its effect, or what decides about it, in a second or two."""

from __future__ import annotations

import math
import sys
from dataclasses import asdict

import pytest

torch = pytest.importorskip("torch", reason="the experiments train torch modules: pip install torch")

from cnncourse import experiments  # noqa: E402
from cnncourse.data import digits  # noqa: E402
from cnncourse.experiments import cache  # noqa: E402
from cnncourse.experiments.architecture import _Inverted  # noqa: E402
from cnncourse.experiments.result import Result  # noqa: E402
from cnncourse.experiments.training import Moved  # noqa: E402
from cnncourse.experiments.trials import last, lenet, trials  # noqa: E402


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Keep results in a folder of the test's own."""
    monkeypatch.setenv("CNNCOURSE_CACHE", str(tmp_path))
    return tmp_path / "experiments"


def by(result, heading):
    """Return the means of a column by the text of the first one."""
    return dict(zip(result.column(result.headings()[0]), result.column(heading), strict=True))


def test_small_batches_learn_more_an_epoch_in_more_steps():
    result = experiments.batch_sizes(sizes=(5, 60), lr=0.02, epochs=1, images=400, seeds=1)
    assert by(result, "steps an epoch") == {5: 80, 60: 7}
    loss = by(result, "train loss")
    assert loss[5] < loss[60] - 0.1


def test_the_rate_can_grow_with_the_batch():
    result = experiments.batch_sizes(sizes=(10, 40), scale_rate=True, lr=0.02, epochs=1, images=40, seeds=1)
    assert by(result, "learning rate") == pytest.approx({10: 0.02, 40: 0.08})


def test_cross_entropy_is_exact_where_the_logarithm_of_softmax_is_infinite():
    result = experiments.log_of_softmax()
    assert result.column("cross entropy") == pytest.approx(result.column("exact loss"), rel=1e-6)
    assert result.column("nll of log of softmax")[:3] == pytest.approx(result.column("exact loss")[:3], rel=1e-5)
    assert result.column("nll of log of softmax")[-1] == math.inf
    assert math.isnan(result.column("its gradient")[-1])
    assert result.column("gradient of that")[-1] == 1


def test_softmax_before_cross_entropy_learns_worse():
    accuracy = by(experiments.softmax_twice(epochs=2, images=1000, seeds=1), "test accuracy")
    assert accuracy["logits"] > accuracy["softmax"] + 0.1


def test_weights_of_zero_stay_where_they_are():
    result = experiments.zero_weights(epochs=1, images=300)
    assert by(result, "tensors that moved") == {"all 0": "1 of 10", "all 0.05": "10 of 10", "random": "10 of 10"}
    assert by(result, "different filters in the first layer") == {"all 0": 1, "all 0.05": 1, "random": 6}
    assert by(result, "train loss")["all 0"] == pytest.approx(math.log(10), abs=0.03)


def test_batch_norm_learns_at_a_rate_that_is_too_large_without():
    loss = by(experiments.batch_norm(rates=(0.1,), epochs=3, images=1000, seeds=1), "train loss")
    assert loss["batch norm"] < 1 < 1.8 < loss["without"]


def test_a_deep_plain_network_has_the_larger_training_error():
    error = by(experiments.degradation(depths=(30,), epochs=2, images=400, seeds=1), "training error")
    assert error["plain"] > error["residual"] + 0.3


def test_a_residual_network_survives_the_loss_of_a_block_and_a_plain_one_does_not():
    result = experiments.deleted_blocks(epochs=4, images=1000, seeds=1, draws=1)
    whole, cut = (by(result, name) for name in ("whole: accuracy", "one deleted: accuracy"))
    assert cut["residual"] > 0.6 * whole["residual"]
    assert cut["plain"] < 0.4 * whole["plain"]
    assert [len(curve) for curve in result.curves.values()] == [10, 9, 10, 9]  # 0 to 9 deleted; each of 9


@pytest.mark.parametrize(
    ("compare", "standard", "cheap", "weights"),
    [
        (experiments.bottleneck_cost, "3x3", "1x1, 3x3, 1x1", 17 / 16),  # of C * C; a 3x3 has 9
        (experiments.separable_cost, "standard", "depthwise separable", 1 + 9 / 16),
    ],
    ids=["bottleneck", "separable"],
)
def test_a_cheap_block_has_the_multiply_adds_of_its_formula(compare, standard, cheap, weights):
    C = 16
    macs = by(compare(channels=C, epochs=1, images=60, seeds=1), "multiply-adds")
    assert macs[standard] - macs[cheap] == 3 * 7 * 7 * C * C * (9 - weights)


def test_the_narrow_layer_is_tried_with_three_ends_and_only_the_linear_one_keeps_what_is_below_zero():
    result = experiments.activation_after_bottleneck(epochs=1, images=64, seeds=1)
    assert result.column("activation") == ["none", "ReLU", "ReLU6"] * 2
    torch.manual_seed(0)
    x = torch.randn(8, 4, 6, 5)
    lowest = {end: _Inverted(4, end, shortcut=False)(x).min().item() for end in (None, torch.nn.ReLU)}
    assert lowest[None] < -1
    assert lowest[torch.nn.ReLU] == 0


def test_max_and_average_pooling_start_from_the_same_weights_and_end_elsewhere():
    result = experiments.max_or_average(epochs=1, images=300, seeds=2)
    assert result.column("pooling") == ["maximum", "average"]
    assert all(len(set(row["train loss"])) == 2 for row in result.rows)
    assert len({loss for row in result.rows for loss in row["train loss"]}) == 4


def test_networks_that_are_compared_start_from_the_same_weights_and_each_seed_from_others():
    x, y = digits()
    found = trials({"one": lenet, "other": lenet}, (x[:50], y[:50]), (x[50:60], y[50:60]), seeds=2, epochs=1)
    assert last(found["one"], "train_loss") == last(found["other"], "train_loss")
    assert len(set(last(found["one"], "train_loss"))) == 2


# What is kept


def small():
    return experiments.max_or_average(epochs=1, images=50, seeds=1)


def test_a_result_is_computed_once(monkeypatch):
    first = small()
    monkeypatch.setattr("cnncourse.experiments.architecture.trials", None)
    assert asdict(small()) == asdict(first)


def test_a_result_that_holds_infinity_survives_being_kept():
    assert str(experiments.log_of_softmax()) == str(experiments.log_of_softmax())


def test_the_same_seeds_give_the_same_result_when_it_is_computed_again(folder):
    first = small()
    next(folder.glob("*.json")).unlink()
    again = small()
    assert again is not first
    assert [row["train loss"] for row in again.rows] == [row["train loss"] for row in first.rows]


def test_a_damaged_file_is_computed_again(folder):
    first = small()
    path = next(folder.glob("*.json"))
    path.write_text(path.read_text()[:100])
    assert small().column("train loss") == first.column("train loss")
    assert path.read_text().endswith("}")


def test_other_arguments_are_another_result(folder):
    experiments.log_of_softmax(gaps=(1.0,))
    experiments.log_of_softmax(gaps=(2.0,))
    assert len(list(folder.glob("*.json"))) == 2


def test_a_change_of_code_is_another_result_and_a_change_of_comments_is_not(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(tmp_path)
    meanings = []
    for i, body in enumerate(["return 1  # one", '"""Say one."""\n    return 1', "return 2"]):
        (tmp_path / f"changing{i}.py").write_text(f"def f():\n    {body}\n")
        meanings.append(cache._meaning(__import__(f"changing{i}")))
        del sys.modules[f"changing{i}"]
    assert meanings[0] == meanings[1] != meanings[2]


def test_a_result_prints_the_mean_and_the_spread_and_what_was_equal():
    rows = [{"network": "small", "multiply-adds": 12345, "test accuracy": [0.5, 0.75], "train loss": 0.123456}]
    result = Result("Two things", "the seed", rows, seconds=3.2)
    assert " ".join(str(result).splitlines()[1].split()) == "small 12,345 62.5% (50.0% to 75.0%) 0.1235"
    assert result.notes() == "Two things. Equal in all rows: the seed. Computed in 3 s of one core."
    assert result.column("test accuracy") == [0.625]
    assert "<td>62.5% (50.0% to 75.0%)</td>" in result._repr_html_()


def test_the_running_network_grows_by_a_row_a_chapter_and_its_costs_are_those_counted_by_hand(monkeypatch):
    from cnncourse.experiments import running

    trained = running._trained
    monkeypatch.setattr(running, "_trained", lambda stem: trained(stem, images=100, epochs=1, seeds=1))
    result = running.running_network("arithmetic")
    assert result.column("chapter") == ["filters", "convolution", "arithmetic"]
    filters, convolution = 72 + 3920 + 10, 16 * 26 + 32 * 401 + 10 * 1569
    assert result.column("parameters")[:2] == [filters, convolution]
    assert result.column("multiply-adds")[1] == 14 * 14 * 16 * 25 + 7 * 7 * 32 * 400 + 15680


def test_every_chapter_has_a_running_network_that_reads_a_digit():
    from cnncourse.experiments.running import CHAPTERS

    for _, build in CHAPTERS.values():
        assert build().eval()(torch.zeros(2, 1, 28, 28)).shape == (2, 10)


def test_a_chapter_without_a_running_network_is_refused():
    with pytest.raises(ValueError, match="no chapter is called 'zoo': choose one of filters"):
        experiments.running_network("zoo")


def test_regularisation_lowers_the_test_loss():
    result = experiments.regularisation(images=200, epochs=20, seeds=1)
    loss = by(result, "test loss")
    assert loss["moved by up to 2 pixels"] < loss["weight decay 0.01"] < loss["nothing"]


def test_moved_images_keep_their_ink_and_their_shape():
    moved = Moved(2)
    x = torch.zeros(40, 1, 7, 9)
    x[:, :, 3, 4] = 1
    torch.manual_seed(0)
    y = moved(x)
    assert y.shape == x.shape
    assert (y.sum(dim=(1, 2, 3)) == 1).all()
    rows, columns = y[:, 0].nonzero()[:, 1:].T
    assert set(rows.tolist()) == {1, 2, 3, 4, 5}
    assert set(columns.tolist()) == {2, 3, 4, 5, 6}
    assert torch.equal(moved.eval()(x), x)
