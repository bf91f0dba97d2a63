"""Train a classifier in torch: the loop that every course shows, with the mistakes explained that it invites.

Three functions, each a few lines on top of the one before: :func:`train_one_epoch` shows every image once to the
network and takes a step after each batch; :func:`evaluate` measures without learning; :func:`fit` repeats the two and
returns a :class:`History`.

>>> import torch
>>> from cnncourse.data import small_digits
>>> _ = torch.manual_seed(0)
>>> model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
>>> history = fit(model, small_digits(), small_digits(train=False), epochs=3)
>>> history.test_accuracy[-1] > 0.85
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from math import nan
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

try:
    import torch
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "cnncourse.training needs torch, which is not installed: see https://pytorch.org/get-started/locally/"
    ) from error

from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import SGD, Adam, AdamW, Optimizer
from torch.optim import lr_scheduler as rates
from torch.utils.data import DataLoader, TensorDataset

from cnncourse.files import whole_file
from cnncourse.networks import Outputs
from cnncourse.progress import Tell, progress
from cnncourse.tables import Table
from cnncourse.training_checks import (
    TWICE,
    look_like_probabilities,
    require_finite,
    require_labels,
    require_logits,
    require_trainable,
    single_images_explained,
    takes_logits,
)

Loss = Callable[[Tensor, Tensor], Tensor]  # takes logits (N, classes) and labels (N,), gives their mean loss
Schedule = Callable[[Optimizer], Any]

AUXILIARY = 0.3  # weight of the loss of an auxiliary head: Szegedy et al. (2014), section 5
OPTIMIZERS: dict[str, tuple[float, Callable[..., Optimizer]]] = {  # name -> (learning rate unless given, constructor)
    "sgd": (0.05, lambda parameters, lr: SGD(parameters, lr, momentum=0.9)),
    "adam": (1e-3, Adam),
    "adamw": (1e-3, AdamW),
}


class Score(NamedTuple):
    """How well a network did on a set of images: both are means over all of them."""

    loss: float
    accuracy: float


@dataclass(repr=False)
class History(Table):
    """What :func:`fit` saw, one number an epoch; prints as a table.

    Args:
        lr: learning rate of the epoch.
        train_loss: mean over all images, each measured just before the step that learned from it, so that the first
            epoch starts with a network that knows nothing.
        train_accuracy: likewise, from 0 to 1.
        test_loss: mean over all test images after the epoch; empty without a test set.
        test_accuracy: likewise.
        seconds: of training, without the test.
    """

    lr: list[float] = field(default_factory=list)
    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    test_loss: list[float] = field(default_factory=list)
    test_accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lr)

    def add(self, lr: float, trained: Score, tested: Score | None, seconds: float) -> None:
        """Append one epoch."""
        self.lr.append(lr)
        self.train_loss.append(trained.loss)
        self.train_accuracy.append(trained.accuracy)
        if tested is not None:
            self.test_loss.append(tested.loss)
            self.test_accuracy.append(tested.accuracy)
        self.seconds.append(seconds)

    def headings(self) -> tuple[str, ...]:
        """Return what stands above the columns."""
        test = ("test loss", "test accuracy") if self.test_loss else ()
        return ("epoch", "learning rate", "train loss", "train accuracy", *test, "seconds")

    def cells(self) -> list[tuple[str, ...]]:
        """Return the epochs as text."""
        losses, accuracies = (self.train_loss, self.test_loss), (self.train_accuracy, self.test_accuracy)
        pairs = [pair for pair in zip(losses, accuracies, strict=True) if pair[0]]
        return [
            (
                str(i + 1),
                f"{self.lr[i]:.4g}",
                *(text for loss, right in pairs for text in (f"{loss[i]:.4f}", f"{right[i]:.1%}")),
                f"{self.seconds[i]:.1f}",
            )
            for i in range(len(self))
        ]

    def plot(self, what: str = "loss") -> Any:
        """Draw the curves of the training and the test images over the epochs.

        Args:
            what: ``"loss"`` or ``"accuracy"``.

        Returns:
            A :class:`cnncourse.figures.Figure`, which a notebook shows.

        Raises:
            ValueError: what is neither, or there is no epoch yet.
        """
        from cnncourse.figures import curves

        if what not in ("loss", "accuracy") or not len(self):
            raise ValueError(f"what={what!r} and {len(self)} epochs, but plot takes 'loss' or 'accuracy' and epochs")
        both = {"training images": getattr(self, f"train_{what}"), "test images": getattr(self, f"test_{what}")}
        both = {name: values for name, values in both.items() if values}
        ends = ", ".join(f"{values[-1]:.3f} on the {name}" for name, values in both.items())
        return curves(
            {name: [nan, *values] for name, values in both.items()},  # nan: the first epoch is 1
            xlabel="epoch",
            ylabel=what,
            caption=f"The {what} over {len(self)} epochs.",
            alt=f"Curves of the {what} over {len(self)} epochs; it ends at {ends}.",
        )


def train_one_epoch(
    model: nn.Module,
    data: Any,
    optimizer: Optimizer,
    loss: Loss = F.cross_entropy,
    batch_size: int = 64,
    scaler: torch.amp.GradScaler | None = None,
    tell: Callable[[int, float], None] | None = None,
) -> Score:
    """Show every image once to the network, and take a step after each batch.

    Args:
        model: any module from images (N, C, H, W) to logits (N, classes), or to :class:`~cnncourse.networks.Outputs`:
            the loss of each auxiliary head then counts 0.3 times. It is left in training mode.
        data: images and labels as a pair (x, y) of arrays or tensors, which are shuffled; or a DataLoader.
        optimizer: holds the parameters of the model.
        loss: gives the mean loss of logits (N, classes) and labels (N,).
        batch_size: images a step, for a pair (x, y); the last batch may be smaller.
        scaler: for mixed precision, on CUDA alone.
        tell: called after each step with the number of steps and the loss.

    Returns:
        Mean loss, of the main head, and accuracy over all images, each measured before the step that learned from it.

    Raises:
        ValueError: the images, labels, logits or the model do not fit each other; the message says what to do.
        FloatingPointError: the loss is not a finite number.
    """
    require_trainable(model, optimizer)
    batches = as_batches(data, batch_size, shuffle=True)
    scaler = scaler or torch.amp.GradScaler(enabled=False)  # which passes everything through
    model.train()
    tally = _Tally(loss)
    for step, (x, y) in enumerate(batches, start=1):
        x, y = _ready(x, y, model)
        with torch.autocast(x.device.type, enabled=scaler.is_enabled()):
            logits, cost, total = _forward(model, x, y, loss)
        tally.add(logits, y, cost.item())
        require_finite(cost.item(), x, step, optimizer)
        optimizer.zero_grad()
        scaler.scale(total).backward()
        scaler.step(optimizer)
        scaler.update()
        if tell is not None:
            tell(step, cost.item())
    return tally.score()


@torch.no_grad()
def evaluate(model: nn.Module, data: Any, loss: Loss = F.cross_entropy, batch_size: int = 256) -> Score:
    """Measure a network without training it.

    It runs in evaluation mode (no dropout, batch norm with its running statistics); afterwards each of its modules has
    the mode that it had.

    Args:
        model: as in :func:`train_one_epoch`.
        data: a pair (x, y) of arrays or tensors, or a DataLoader.
        loss: gives the mean loss of logits (N, classes) and labels (N,).
        batch_size: images at a time, for a pair (x, y): it changes time and memory, not the result.

    Returns:
        Mean loss and accuracy over all images.

    Raises:
        ValueError: the images, labels or logits do not fit each other.
    """
    tally = _Tally(loss)
    with _evaluating(model):
        for x, y in as_batches(data, batch_size):
            x, y = _ready(x, y, model)
            logits, cost, _ = _forward(model, x, y, loss)
            tally.add(logits, y, cost.item())
    return tally.score()


def fit(
    model: nn.Module,
    train: Any,
    test: Any = None,
    *,
    epochs: int = 5,
    batch_size: int = 64,
    optimizer: str | Optimizer = "sgd",
    lr: float | None = None,
    schedule: str | Schedule | None = None,
    loss: Loss = F.cross_entropy,
    device: str | torch.device = "auto",
    mixed_precision: bool = False,
    checkpoint: str | Path | None = None,
    seed: int = 0,
    progress: bool = True,
) -> History:
    """Train a classifier and say after each epoch how well it does.

    The same seed gives the same numbers on the same machine, whatever was drawn before, and leaves torch's own random
    numbers as they were. The seed rules shuffling and dropout; the first weights are drawn when the model is made, so
    call ``torch.manual_seed`` before that.

    Args:
        model: any module from images (N, C, H, W) to logits (N, classes); it is moved to the device and stays there.
        train: images (N, C, H, W) and labels (N,) as a pair of arrays or tensors; or a DataLoader.
        test: likewise; None to measure nothing.
        epochs: how often every image is seen, those of the checkpoint included.
        batch_size: images a step, for pairs; a DataLoader has its own.
        optimizer: ``"sgd"`` (with momentum 0.9), ``"adam"``, ``"adamw"``, or an optimizer of torch.
        lr: learning rate; None for 0.05 with ``"sgd"`` and 0.001 with the others.
        schedule: None for a constant rate; ``"step"`` divides it by 10 after each third of the epochs; ``"cosine"``
            lets it fall to 0; ``"warmup"`` starts at a tenth for a tenth of the epochs and falls as a cosine then; or
            a function from the optimizer to a scheduler of torch. The rate changes between epochs.
        loss: gives the mean loss of logits (N, classes) and labels (N,).
        device: ``"auto"`` takes CUDA, else Apple's MPS, else the CPU; or ``"cpu"``, ``"cuda"``, ``"mps"``.
        mixed_precision: whether to compute in float16 where that is safe; on CUDA alone.
        checkpoint: path of a file that is written after each epoch. If it exists, training goes on from there, and ends
            with the numbers of a run that was never stopped, as long as all random numbers come from torch.
        seed: of the random numbers.
        progress: whether to show a bar; it is not shown where nobody could see it move.

    Returns:
        One number an epoch for loss, accuracy, learning rate and seconds.

    Raises:
        ValueError: what was given does not fit; the message says what to do.
        FloatingPointError: the loss is not a finite number.
    """
    place = find_device(device)
    if mixed_precision and place.type != "cuda":
        raise ValueError(f"mixed_precision needs a CUDA device, but the device is {place}: leave it out")
    if epochs < 1:
        raise ValueError(f"epochs={epochs}, but it must be at least 1")
    model.to(place)
    batches = as_batches(train, batch_size, shuffle=True)
    held_out = None if test is None else as_batches(test, 4 * batch_size)
    steps = _make_optimizer(model, optimizer, lr)
    settings = _settings(seed, epochs, batches, steps, schedule, loss)
    run = _Run(model, steps, _make_schedule(schedule, steps, epochs), place, mixed_precision, batches, settings)
    if checkpoint is not None:
        run.resume(Path(checkpoint), epochs)
    with _progress_of(run, epochs, progress) as tell, torch.random.fork_rng(_devices(place)):
        for epoch in range(len(run.history), epochs):
            torch.manual_seed(_seed_of(seed, epoch))
            run.one_epoch(held_out, loss, tell)
            if checkpoint is not None:
                run.save(Path(checkpoint))
    return run.history


class _Run:
    """What changes during training, and how it is kept in a file."""

    def __init__(
        self,
        model: nn.Module,
        optimizer: Optimizer,
        schedule: Any,
        place: torch.device,
        mixed: bool,
        batches: Iterable[Any],
        settings: dict[str, Any],
    ) -> None:
        self.model, self.optimizer, self.schedule, self.batches = model, optimizer, schedule, batches
        self.scaler = torch.amp.GradScaler(place.type, enabled=mixed)
        self.settings = settings
        self.history = History()

    def one_epoch(self, test: Any, loss: Loss, tell: Callable[[int, float], None]) -> None:
        lr, started = self.optimizer.param_groups[0]["lr"], perf_counter()
        trained = train_one_epoch(self.model, self.batches, self.optimizer, loss, scaler=self.scaler, tell=tell)
        seconds = perf_counter() - started
        tested = None if test is None else evaluate(self.model, test, loss)
        if isinstance(self.schedule, rates.ReduceLROnPlateau):
            self.schedule.step(trained.loss)
        elif self.schedule is not None:
            self.schedule.step()
        self.history.add(lr, trained, tested, seconds)

    def parts(self) -> dict[str, Any]:
        """Return what has a ``state_dict``."""
        parts = {"model": self.model, "optimizer": self.optimizer, "schedule": self.schedule, "scaler": self.scaler}
        return {name: part for name, part in parts.items() if part is not None}

    def save(self, path: Path) -> None:
        state: dict[str, Any] = {name: part.state_dict() for name, part in self.parts().items()}
        state |= {"history": asdict(self.history), "settings": self.settings}
        state["generators"] = [generator.get_state() for generator in _generators(self.batches)]
        with whole_file(path) as stream:
            torch.save(state, stream)

    def resume(self, path: Path, epochs: int) -> None:
        if not path.exists():
            return
        state = _loaded(path)
        again = "give another path, or delete the file to begin again"
        for name in self.settings | state["settings"]:
            was, now = state["settings"].get(name), self.settings.get(name)
            if was != now:
                raise ValueError(f"{path} was written by a run with {name}={was}, but this one has {now}; {again}")
        self.history = History(**state["history"])
        if len(self.history) > epochs:
            raise ValueError(f"{path} holds {len(self.history)} epochs, but epochs={epochs}; {again}")
        try:
            for name, part in self.parts().items():
                part.load_state_dict(state[name])
        except (RuntimeError, ValueError, KeyError) as error:
            raise ValueError(f"{path} was written by a run with another model or optimizer; {again}") from error
        for generator, stored in zip(_generators(self.batches), state["generators"], strict=True):
            generator.set_state(stored)


def _loaded(path: Path) -> dict[str, Any]:
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        if isinstance(state, dict) and "settings" in state:
            return state
    except Exception as error:  # bytes at random make the reader fail in any way
        raise ValueError(f"{path} cannot be read ({type(error).__name__}): delete it to begin again") from error
    raise ValueError(f"{path} is no checkpoint of fit: give another path")


def _settings(seed: int, epochs: int, batches: Any, optimizer: Optimizer, schedule: Any, loss: Loss) -> dict[str, Any]:
    """Return what must be equal for a run to go on with a checkpoint."""
    settings = {
        "seed": seed,
        "batch_size": getattr(batches, "batch_size", None),
        "images": len(batches.dataset) if isinstance(getattr(batches, "dataset", None), TensorDataset) else None,
        "optimizer": type(optimizer).__name__,
        "lr": optimizer.param_groups[0]["lr"],
        "schedule": schedule if isinstance(schedule, str) or schedule is None else "a function",
        "loss": getattr(loss, "__name__", type(loss).__name__),
    }
    return settings | ({"epochs": epochs} if isinstance(schedule, str) else {})  # schedules with a name depend on them


def _seed_of(seed: int, epoch: int) -> int:
    """Mix two numbers: the random numbers of an epoch depend on nothing that came before, so resuming is exact."""
    return int(np.random.SeedSequence((seed, epoch)).generate_state(1)[0])


def _generators(batches: Any) -> list[torch.Generator]:
    """Return the generators that a DataLoader was given; :func:`torch.manual_seed` does not reach them."""
    owners = (batches, getattr(batches, "sampler", None))
    found = {id(g): g for owner in owners if isinstance(g := getattr(owner, "generator", None), torch.Generator)}
    return list(found.values())


def _devices(place: torch.device) -> list[int]:
    return [torch.cuda.current_device() if place.index is None else place.index] if place.type == "cuda" else []


@contextmanager
def _progress_of(run: _Run, epochs: int, wanted: bool) -> Iterator[Callable[[int, float], None]]:
    try:
        steps = len(run.batches)  # type: ignore[arg-type]
    except TypeError:
        steps = 0  # not known

    def words(show: Tell, step: int, loss: float) -> None:
        epoch = len(run.history)
        tested = f", test accuracy {run.history.test_accuracy[-1]:.1%}" if run.history.test_accuracy else ""
        show(
            (epoch + (step / steps if steps else 0)) / epochs, f"epoch {epoch + 1} of {epochs}, loss {loss:.3f}{tested}"
        )

    with progress(wanted) as show:
        yield lambda step, loss: words(show, step, loss)


def as_batches(data: Any, batch_size: int, shuffle: bool = False) -> Iterable[Any]:
    """Return something that yields (x, y) a batch: a pair becomes a DataLoader, everything else is taken as one.

    Raises:
        ValueError: x and y have different lengths or are empty, or x holds integers.
        TypeError: data is neither a pair nor iterable.
    """
    if not (isinstance(data, tuple | list) and len(data) == 2 and all(hasattr(part, "shape") for part in data)):
        if not isinstance(data, Iterable):
            raise TypeError(f"data is a {type(data).__name__}, but a pair (x, y) or a DataLoader is expected")
        return data
    x, y = (part if isinstance(part, Tensor) else torch.from_numpy(np.ascontiguousarray(part)) for part in data)
    if len(x) != len(y) or not len(x):
        raise ValueError(f"x has {len(x)} images and y has {len(y)} labels, but both must be equal and at least 1")
    if batch_size < 1:
        raise ValueError(f"batch_size={batch_size}, but it must be at least 1")
    return DataLoader(TensorDataset(x, y), batch_size, shuffle)


def find_device(device: str | torch.device = "auto") -> torch.device:
    """Return a device that is there.

    Raises:
        ValueError: torch does not know it, or sees none on this machine.
    """
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        place = torch.device(device)
    except RuntimeError as error:
        raise ValueError(f"device={device!r}, but 'auto', 'cpu', 'cuda' or 'mps' is expected") from error
    there = {"cpu": 1, "cuda": torch.cuda.device_count(), "mps": int(torch.backends.mps.is_available())}
    if (place.index or 0) >= there.get(place.type, 0):
        raise ValueError(
            f"device={str(device)!r}, but this torch sees {there.get(place.type, 0)} devices of that kind; "
            "use device='auto' or device='cpu'"
        )
    return place


def _make_optimizer(model: nn.Module, optimizer: str | Optimizer, lr: float | None) -> Optimizer:
    if isinstance(optimizer, Optimizer):
        if lr is not None:
            raise ValueError(f"lr={lr}, but the optimizer that was given has its own: leave lr out")
        return optimizer
    if optimizer not in OPTIMIZERS:
        raise ValueError(f"optimizer={optimizer!r}, but {', '.join(map(repr, OPTIMIZERS))} or one of torch is expected")
    require_trainable(model)
    usual, make = OPTIMIZERS[optimizer]
    return make([p for p in model.parameters() if p.requires_grad], lr=usual if lr is None else lr)


def _make_schedule(schedule: str | Schedule | None, optimizer: Optimizer, epochs: int) -> Any:
    if schedule is None or callable(schedule):
        return schedule and schedule(optimizer)
    if schedule == "step":
        return rates.StepLR(optimizer, max(1, epochs // 3), gamma=0.1)
    if schedule == "cosine":
        return rates.CosineAnnealingLR(optimizer, epochs)
    if schedule == "warmup":
        warm = max(1, epochs // 10)
        parts = [rates.LinearLR(optimizer, 0.1, 1, warm), rates.CosineAnnealingLR(optimizer, max(1, epochs - warm))]
        return rates.SequentialLR(optimizer, parts, [warm])
    raise ValueError(f"schedule={schedule!r}, but None, 'step', 'cosine', 'warmup' or a function is expected")


def _ready(x: Any, y: Any, model: nn.Module) -> tuple[Tensor, Tensor]:
    """Return a batch on the model's device: images in its number type, labels as int64."""
    first = next(model.parameters(), torch.empty(0))
    if not x.is_floating_point():
        raise ValueError(f"the images are {x.dtype}, but a network computes with floats: x.float() / 255 for bytes")
    whole = not (y.is_floating_point() or y.is_complex())
    return x.to(first.device, first.dtype), y.to(first.device, torch.int64 if whole else y.dtype)


def _forward(model: nn.Module, x: Tensor, y: Tensor, loss: Loss) -> tuple[Tensor, Tensor, Tensor]:
    """Return the logits, their loss, and the loss to learn from, which counts auxiliary heads too."""
    with single_images_explained():
        outputs = model(x)
    logits, auxiliary = outputs if isinstance(outputs, Outputs) else (outputs, ())
    require_labels(logits, y)
    if takes_logits(loss):
        require_logits(logits)
    cost = loss(logits, y)
    return logits.detach(), cost, sum((AUXILIARY * loss(head, y) for head in auxiliary), cost)


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        yield
    finally:
        for module, training in modes.items():
            module.training = training


class _Tally:
    """Adds up batches of any size, so that every image counts the same."""

    def __init__(self, loss: Loss) -> None:
        self.loss, self.right, self.count = 0.0, 0, 0
        self.suspicious = takes_logits(loss)  # as long as every row that came looks like probabilities

    def add(self, logits: Tensor, y: Tensor, cost: float) -> None:
        self.loss += cost * len(y)
        self.right += int((logits.argmax(dim=1) == y).sum())
        self.count += len(y)
        self.suspicious = self.suspicious and look_like_probabilities(logits)
        if self.suspicious and self.count >= 32:
            raise ValueError(TWICE.format("rows of numbers from 0 to 1 that sum to 1, as softmax makes them"))

    def score(self) -> Score:
        if not self.count:
            raise ValueError("data yields no images: it is empty, or it is an iterator, which can be read only once")
        return Score(self.loss / self.count, self.right / self.count)
