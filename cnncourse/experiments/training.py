"""Experiments of the chapter Training: what helps a network that has few images to learn from."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import SGD

from cnncourse.data import digits
from cnncourse.experiments.cache import experiment
from cnncourse.experiments.result import Result, Value
from cnncourse.experiments.trials import lenet
from cnncourse.training import evaluate, fit


@experiment
def regularisation(images: int = 300, epochs: int = 30, seeds: int = 3) -> Result:
    """Train on few digits: plainly, with weight decay, with dropout, with digits that are moved each time.

    All four end with nearly all training images right, so what differs is how they fare on images that they have never
    seen. The rows differ less than their losses: a network that is less sure of itself loses less where it errs.

    Args:
        images: how many digits to learn from.
        epochs: how often each is seen.
        seeds: how many runs each.
    """
    x, y = digits()
    train, test = (x[:images], y[:images]), digits(train=False)
    builds = {
        "nothing": (lenet, 0.0),
        "weight decay 0.01": (lenet, 0.01),
        "dropout 0.5": (_with_dropout, 0.0),
        "moved by up to 2 pixels": (lambda: nn.Sequential(Moved(2), lenet()), 0.0),
    }
    rows: list[dict[str, Value]] = []
    for name, (build, decay) in builds.items():
        scores = []
        for seed in range(seeds):
            torch.manual_seed(seed)
            model = build()
            optimizer = SGD(model.parameters(), lr=0.02, momentum=0.9, weight_decay=decay)
            fit(
                model, train, epochs=epochs, batch_size=32, optimizer=optimizer, seed=seed, device="cpu", progress=False
            )
            scores.append((evaluate(model, train), evaluate(model, test)))
        rows.append(
            {
                "regularisation": name,
                "train accuracy": [trained.accuracy for trained, _ in scores],
                "test accuracy": [tested.accuracy for _, tested in scores],
                "test loss": [tested.loss for _, tested in scores],
            }
        )
    equal = f"LeNet, {images:,} digits, {epochs} epochs, batches of 32, {seeds} seeds, learning rate 0.02, momentum 0.9"
    return Result("Few images", equal, rows)


class Moved(nn.Module):
    """Move each image by up to ``most`` pixels up, down, left and right while training; zeros come in at the border."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def forward(self, x: Tensor) -> Tensor:
        """Return images of the shape of x, (N, C, H, W)."""
        if not self.training:
            return x
        H, W = x.shape[2:]
        wide = F.pad(x, [self.most] * 4)
        corners = torch.randint(2 * self.most + 1, (len(x), 2)).tolist()
        return torch.stack([image[:, r : r + H, c : c + W] for image, (r, c) in zip(wide, corners, strict=True)])


def _with_dropout() -> nn.Module:
    layers: list[nn.Module] = []
    for layer in lenet().children():
        behind_linear = bool(layers) and isinstance(layers[-1], nn.Linear)
        layers += [layer, nn.Dropout(0.5)] if behind_linear else [layer]
    return nn.Sequential(*layers)
