"""The training loop: what it measures, what it repeats, and what it explains."""

from __future__ import annotations

import doctest
import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the training loop is for torch modules: pip install torch")

from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402
from torch.optim import lr_scheduler  # noqa: E402
from torch.utils.data import DataLoader, TensorDataset  # noqa: E402

from cnncourse import data, training  # noqa: E402
from cnncourse.files import cache_folder, whole_file  # noqa: E402
from cnncourse.networks import Outputs  # noqa: E402
from cnncourse.progress import progress  # noqa: E402
from cnncourse.training import History, evaluate, find_device, fit, train_one_epoch  # noqa: E402

CLASSES = 3


def examples(count=70, seed=0):
    """Return images (count, 1, 5, 4) whose mean says their class, and labels."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, CLASSES, count)
    x = rng.normal(0, 0.3, (count, 1, 5, 4)) + y[:, None, None, None]
    return x.astype(np.float32), y


def linear(*after):
    torch.manual_seed(1)
    return nn.Sequential(nn.Flatten(), nn.Linear(20, CLASSES), *after)


def noisy():
    """Return a network whose numbers depend on dropout and on running statistics."""
    return nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Dropout(0.3), nn.Linear(24, CLASSES)
    )


def still(model):
    return torch.optim.SGD(model.parameters(), lr=0.0)


def run(model=None, train=None, test=None, **options):
    options = {"epochs": 2, "device": "cpu", "progress": False} | options
    return fit(linear() if model is None else model, examples() if train is None else train, test, **options)


def numbers(history):
    """Return all that a history holds besides the time."""
    return {name: values for name, values in vars(history).items() if name != "seconds"}


# What is measured


@pytest.mark.parametrize("measure", ["train_one_epoch", "evaluate"])
def test_the_loss_is_the_mean_over_all_images_although_the_last_batch_is_smaller(measure):
    x, y = map(torch.from_numpy, examples(70))
    model = linear()
    if measure == "train_one_epoch":
        score = train_one_epoch(model, (x, y), still(model), batch_size=32)  # 32, 32, 6
    else:
        score = evaluate(model, (x, y), batch_size=32)
    with torch.no_grad():
        logits = model(x)
    assert score.loss == pytest.approx(F.cross_entropy(logits, y).item(), rel=1e-6)
    assert score.accuracy == pytest.approx((logits.argmax(1) == y).double().mean().item())


def test_evaluate_runs_in_evaluation_mode_and_gives_each_module_its_mode_back():
    model = noisy()
    model[1].eval()  # frozen, as in fine-tuning
    first, second = evaluate(model, examples()), evaluate(model, examples())
    assert first == second
    assert [module.training for module in model] == [True, False, True, True, True, True]


def test_train_one_epoch_takes_the_steps_of_the_loop_written_out():
    x, y = map(torch.from_numpy, examples(30))
    ours, theirs = linear(), linear()
    batches = DataLoader(TensorDataset(x, y), batch_size=7)
    train_one_epoch(ours, batches, torch.optim.SGD(ours.parameters(), 0.1))
    optimizer = torch.optim.SGD(theirs.parameters(), 0.1)
    for i in range(0, 30, 7):
        optimizer.zero_grad()
        F.cross_entropy(theirs(x[i : i + 7]), y[i : i + 7]).backward()
        optimizer.step()
    for mine, its in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, its)


def test_auxiliary_heads_count_three_tenths_and_stay_out_of_the_reported_loss():
    class Headed(nn.Module):
        def __init__(self):
            super().__init__()
            self.main, self.side = linear(), linear()

        def forward(self, x):
            return Outputs(self.main(x), (self.side(x),)) if self.training else self.main(x)

    model, (x, y) = Headed(), map(torch.from_numpy, examples(20))
    before = model.side[1].weight.detach().clone()
    expected = F.cross_entropy(model.side(x), y)
    (slope,) = torch.autograd.grad(expected, model.side[1].weight)
    score = train_one_epoch(model, (x, y), torch.optim.SGD(model.parameters(), lr=1.0), batch_size=20)
    torch.testing.assert_close(model.side[1].weight.detach(), before - 0.3 * slope)
    assert score.loss == pytest.approx(F.cross_entropy(linear()(x), y).item(), rel=1e-6)
    evaluate(model, (x, y))


def test_fit_learns_what_can_be_learned():
    history = run(train=examples(300), test=examples(100, seed=1), epochs=15, lr=0.1)
    assert history.test_accuracy[-1] > 0.95
    assert history.train_loss[0] > history.train_loss[-1]


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64])
def test_labels_may_be_integers_of_any_kind(dtype):
    x, y = examples()
    assert numbers(run(train=(x.astype(np.float64), y.astype(dtype)))) == numbers(run())


# The learning rate


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (None, [0.1] * 6),
        ("step", [0.1, 0.1, 0.01, 0.01, 0.001, 0.001]),
        ("cosine", [0.05 * (1 + np.cos(np.pi * i / 6)) for i in range(6)]),
        ("warmup", [0.01, *(0.05 * (1 + np.cos(np.pi * i / 5)) for i in range(5))]),
        (lambda optimizer: lr_scheduler.ExponentialLR(optimizer, 0.5), [0.1 / 2**i for i in range(6)]),
    ],
    ids=["constant", "step", "cosine", "warmup", "function"],
)
@pytest.mark.filterwarnings("error")
def test_the_history_has_the_learning_rate_of_each_epoch(schedule, expected):
    assert run(epochs=6, lr=0.1, schedule=schedule).lr == pytest.approx(expected)


# Repeating and resuming


def test_a_seed_gives_the_same_numbers_and_leaves_those_of_torch_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    histories = []
    for _ in range(2):
        with torch.random.fork_rng([]):
            torch.manual_seed(2)
            model = noisy()
        histories.append(run(model, seed=4))
    assert numbers(histories[0]) == numbers(histories[1])
    torch.testing.assert_close(torch.rand(3), expected, rtol=0, atol=0)


def test_another_seed_gives_other_numbers():
    assert run(seed=1).train_loss != run(seed=2).train_loss


class Stopping:
    """Batches to test with that stop the run when they are asked for the nth time, as the key Ctrl-C does."""

    def __init__(self, batches, at):
        self.batches, self.left = batches, at

    def __iter__(self):
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        return iter(self.batches)


def interrupted_and_not(tmp_path, make_train=examples, **options):
    """Return (history, weights) of a run that was stopped in its third epoch and went on, and of one that was not."""
    x, y = map(torch.from_numpy, examples(40, seed=1))
    test, found = [(x[:25], y[:25]), (x[25:], y[25:])], []
    options = {"epochs": 4, "batch_size": 16, "device": "cpu", "progress": False} | options
    for stop in (True, False):
        path = tmp_path / f"{stop}.pt"
        torch.manual_seed(3)
        model = noisy()
        if stop:
            with pytest.raises(KeyboardInterrupt):
                fit(model, make_train(), Stopping(test, at=3), checkpoint=path, **options)
            torch.manual_seed(99)
            torch.rand(7)
            model = noisy()
        history = fit(model, make_train(), test, checkpoint=path, **options)
        found.append((numbers(history), model.state_dict()))
    return found


@pytest.mark.parametrize(
    "options",
    [
        {"schedule": None},
        {"optimizer": "adam", "schedule": "cosine"},
        {"schedule": "warmup"},
        {"schedule": lambda optimizer: lr_scheduler.MultiStepLR(optimizer, [1, 3])},
        {"schedule": lambda optimizer: lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, threshold=0.9)},
    ],
    ids=["constant", "adam, cosine", "warmup", "multistep", "plateau"],
)
def test_a_run_that_was_stopped_ends_like_one_that_was_not(tmp_path, options):
    (history, weights), (expected, expected_weights) = interrupted_and_not(tmp_path, **options)
    assert history == expected
    assert len(history["lr"]) == 4
    for name, value in expected_weights.items():
        assert torch.equal(weights[name], value), name


def test_resuming_is_exact_for_a_loader_that_shuffles_with_its_own_generator(tmp_path):
    def loader():
        dataset = TensorDataset(*map(torch.from_numpy, examples()))
        return DataLoader(dataset, 16, shuffle=True, generator=torch.Generator().manual_seed(8))

    (history, _), (expected, _) = interrupted_and_not(tmp_path, loader)
    assert history == expected


def test_a_finished_run_can_be_made_longer_and_is_not_run_twice(tmp_path):
    path = tmp_path / "run.pt"
    model = linear()
    short = run(model, epochs=2, checkpoint=path)
    assert numbers(run(linear(), epochs=2, checkpoint=path)) == numbers(short)
    longer = run(linear(), epochs=3, checkpoint=path)
    assert numbers(longer) == numbers(run(linear(), epochs=3))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lr": 0.2}, "was written by a run with lr=0.1, but this one has 0.2; give another path, or delete"),
        ({"seed": 3}, "with seed=0, but this one has 3"),
        ({"optimizer": "adam"}, "with optimizer=SGD, but this one has Adam"),
        ({"epochs": 3, "schedule": "cosine"}, "with schedule=None, but this one has cosine"),
        ({"model": nn.Sequential(nn.Flatten(), nn.Linear(20, 4))}, "by a run with another model or optimizer"),
        ({"epochs": 1}, "holds 2 epochs, but epochs=1"),
    ],
    ids=["lr", "seed", "optimizer", "schedule", "model", "fewer epochs"],
)
def test_a_checkpoint_of_another_run_is_refused(tmp_path, options, message):
    run(lr=0.1, checkpoint=tmp_path / "run.pt")
    with pytest.raises(ValueError, match=message):
        run(**({"lr": 0.1, "checkpoint": tmp_path / "run.pt"} | options))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file", b"text"])
def test_a_damaged_checkpoint_is_named_with_what_to_do(tmp_path, content):
    (tmp_path / "run.pt").write_bytes(content)
    with pytest.raises(ValueError, match=r"run\.pt cannot be read .*: delete it to begin again"):
        run(checkpoint=tmp_path / "run.pt")


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), whole_file(path) as stream:
        stream.write(bytes([1 // 0]))
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("kept", b"old")]


def test_the_cache_folder_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("CNNCOURSE_CACHE", str(tmp_path))
    assert cache_folder("data") == tmp_path / "data"
    monkeypatch.delenv("CNNCOURSE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder("data") == tmp_path / "xdg" / "cnncourse" / "data"


# Mistakes


class Rows(nn.Module):
    """Hides softmax behind another operation, where only the numbers show it."""

    def forward(self, x):
        return x.softmax(dim=1).unsqueeze(2).squeeze(2)


@pytest.mark.parametrize(
    ("last", "name"),
    [(nn.Softmax(dim=1), "ends in softmax"), (nn.Sigmoid(), "ends in sigmoid"), (Rows(), "as softmax makes them")],
)
def test_probabilities_given_to_cross_entropy_are_explained(last, name):
    with pytest.raises(ValueError, match=f"{name}.* cross_entropy takes logits.*Leave out the last activation"):
        run(linear(last))


def test_log_softmax_given_to_cross_entropy_is_only_a_warning_since_the_loss_is_right():
    with pytest.warns(UserWarning, match="ends in log_softmax"):
        history = run(linear(nn.LogSoftmax(dim=1)))
    assert history.train_loss == pytest.approx(run().train_loss, rel=1e-5)


@pytest.mark.filterwarnings("error")
def test_a_loss_of_ones_own_may_take_what_it_likes():
    history = run(linear(nn.LogSoftmax(dim=1)), loss=F.nll_loss)
    assert history.train_loss == pytest.approx(run().train_loss, rel=1e-5)
    run(linear(nn.Softmax(dim=1)), loss=lambda p, y: F.nll_loss(p.log(), y))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("factor", [0.0, 1.0, 1000.0])
def test_logits_of_any_size_raise_no_alarm(factor):
    """0: a network without weights; 1000: one that is right and very sure."""
    model = linear()
    x, y = examples(200)
    run(model, (x, y), epochs=5)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter *= factor
    train_one_epoch(model, (x, y), still(model))
    evaluate(model, (x, y))


def test_a_constant_model_whose_logits_happen_to_sum_to_one_raises_no_alarm():
    model = linear()
    nn.init.zeros_(model[1].weight)
    nn.init.constant_(model[1].bias, 1 / CLASSES)
    assert evaluate(model, examples(200)).loss == pytest.approx(np.log(CLASSES))


X, Y = examples()


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (Y + 1, "run from 1 to 3, but 3 logits are for 0 to 2: subtract 1 from them"),
        (Y + 5, "run from 5 to 7, but 3 logits are for 0 to 2: the model needs 8 outputs"),
        (Y - 1, "run from -1 to 1, but 3 logits are for 0 to 2: labels count from 0"),
        (np.eye(3)[Y], r"have shape \(32, 3\), like one-hot rows: use the class numbers, y.argmax\(1\)"),
        (Y.astype(np.float32), r"are torch.float32, but class numbers are integers: use y.long\(\)"),
        (Y[:, None], r"have shape \(32, 1\), but one class number an image, \(32,\), is expected: use y.squeeze\(1\)"),
        (Y[:-1], "x has 70 images and y has 69 labels"),
    ],
    ids=["from 1", "too large", "negative", "one-hot", "floats", "column", "too few"],
)
@pytest.mark.parametrize("measure", ["fit", "evaluate"])
def test_labels_that_do_not_fit_are_explained(y, message, measure):
    with pytest.raises(ValueError, match=message):
        run(train=(X, y), batch_size=32) if measure == "fit" else evaluate(linear(), (X, y), batch_size=32)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"train": ((255 * X).astype(np.uint8), Y)}, ValueError, r"images are torch.uint8.*x.float\(\) / 255"),
        ({"train": (X[:0], Y[:0])}, ValueError, "x has 0 images"),
        ({"train": []}, ValueError, "yields no images: it is empty"),
        ({"train": iter([(torch.tensor(X), torch.tensor(Y))])}, ValueError, "an iterator, which can be read only once"),
        ({"train": 5}, TypeError, r"a pair \(x, y\) or a DataLoader is expected"),
        ({"model": nn.Flatten()}, ValueError, "no parameters to learn: it has none at all"),
        (
            {"model": linear().requires_grad_(False)},
            ValueError,
            "no parameters to learn: all 2 have requires_grad=False",
        ),
        ({"optimizer": still(linear())}, ValueError, "holds no parameter of this model"),
        ({"optimizer": still(linear()), "lr": 0.1}, ValueError, "the optimizer that was given has its own"),
        ({"optimizer": "rmsprop"}, ValueError, "'sgd', 'adam', 'adamw' or one of torch is expected"),
        ({"schedule": "linear"}, ValueError, "None, 'step', 'cosine', 'warmup' or a function is expected"),
        (
            {"model": nn.Conv2d(1, 3, 3)},
            ValueError,
            r"returned shape \(64, 3, 3, 2\), but logits of shape \(N, classes\)",
        ),
        ({"model": nn.Sequential(linear(), nn.BatchNorm1d(3)), "batch_size": 69}, ValueError, "leaves no single image"),
        ({"lr": 1e38}, FloatingPointError, r"at step 2 of the epoch: the learning rate 1e\+38 .* try 1e\+37"),
        ({"train": (np.where(X > 2.5, np.nan, X), Y)}, FloatingPointError, "images of step 1 hold values that are not"),
        ({"epochs": 0}, ValueError, "epochs=0, but it must be at least 1"),
        ({"batch_size": 0}, ValueError, "batch_size=0, but it must be at least 1"),
        ({"device": "gpu"}, ValueError, "device='gpu', but 'auto', 'cpu', 'cuda' or 'mps' is expected"),
        ({"device": "cuda:99"}, ValueError, "device='cuda:99', but this torch sees .* use device='auto'"),
        ({"mixed_precision": True}, ValueError, "mixed_precision needs a CUDA device, but the device is cpu"),
    ],
)
def test_a_mistake_is_explained(options, error, message):
    with pytest.raises(error, match=message):
        run(**options)


def test_the_device_that_is_found_can_be_used():
    torch.zeros(1, device=find_device("auto"))
    assert find_device("cpu").type == "cpu"


@pytest.mark.gpu
def test_mixed_precision_learns_as_well():
    history = run(train=examples(300), epochs=15, lr=0.1, device="cuda", mixed_precision=True)
    assert history.train_accuracy[-1] > 0.95


@pytest.mark.parametrize("module", [training, data], ids=lambda module: module.__name__)
def test_the_examples_in_docstrings_hold(module):
    result = doctest.testmod(module)
    assert (result.attempted > 0, result.failed) == (True, 0)


# What is shown


def test_a_history_prints_one_line_an_epoch():
    history = run(test=examples(20, seed=1), epochs=3, lr=0.02)
    lines = str(history).splitlines()
    assert " ".join(lines[0].split()) == (
        "epoch learning rate train loss train accuracy test loss test accuracy seconds"
    )
    assert lines[3].split()[:3] == ["3", "0.02", f"{history.train_loss[2]:.4f}"]
    assert history._repr_html_().count("<tr>") == 4
    assert "test" not in str(run())


def test_a_history_is_plotted_over_epochs_that_count_from_one():
    history = run(test=examples(20, seed=1), epochs=3)
    figure = history.plot("accuracy")
    assert "training images" in figure.svg
    assert "test images" in figure.svg
    assert f"{history.test_accuracy[-1]:.3f} on the test images" in repr(figure)


def test_plot_says_what_it_can_draw():
    with pytest.raises(ValueError, match="what='time' and 2 epochs, but plot takes 'loss' or 'accuracy'"):
        run().plot("time")
    with pytest.raises(ValueError, match="0 epochs"):
        History().plot()


def test_nothing_is_printed_where_nobody_could_see_a_bar_move(capfd):
    run(progress=True)
    assert capfd.readouterr() == ("", "")


def test_a_notebook_shows_a_line_that_needs_no_widget_and_is_gone_at_the_end(monkeypatch):
    shown = []

    def display(content, raw, display_id):
        shown.append(content)
        return SimpleNamespace(update=lambda content, raw: shown.append(content))

    shell = SimpleNamespace(kernel=True)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    with progress() as tell:
        tell(0.25, "epoch 1 of 4, loss < 2")
    assert shown[1]["text/html"] == '<progress value="0.250" max="1"></progress> epoch 1 of 4, loss &lt; 2'
    assert shown[-1] == {"text/html": "", "text/plain": ""}
    assert json.dumps(shown)
