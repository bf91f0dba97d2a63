"""Layers and optimisers in NumPy, against the same in torch, and a network that learns to read digits."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is the oracle here: install cnncourse with its extra [torch]")

from cnncourse.data import digits  # noqa: E402
from cnncourse.numpy import cross_entropy, cross_entropy_backward  # noqa: E402
from cnncourse.numpy.layers import (  # noqa: E402
    SGD,
    Adam,
    BatchNorm2d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    Parameter,
    ReLU,
    Sequential,
)


def twins(rng):
    """Return the same small network in NumPy and in torch, with the same numbers in it."""
    ours = Sequential(
        Conv2d(2, 4, (3, 2), stride=(2, 1), padding=1, rng=rng),
        BatchNorm2d(4),
        ReLU(),
        MaxPool2d(2, stride=1),
        Conv2d(4, 6, 2, groups=2, bias=False, rng=rng),
        Flatten(),
        Linear(6 * 2 * 5, 3, rng=rng),
    )
    nn = torch.nn
    theirs = nn.Sequential(
        nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2, stride=1),
        nn.Conv2d(4, 6, 2, groups=2, bias=False),
        nn.Flatten(),
        nn.Linear(60, 3),
    ).double()
    for mine, its in zip(ours.parameters(), theirs.parameters(), strict=True):
        mine.value = rng.normal(0.3, 0.5, mine.value.shape)
        mine.grad = np.zeros_like(mine.value)
        its.data = torch.tensor(mine.value)
    return ours, theirs


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@pytest.mark.parametrize("training", [True, False])
def test_a_network_gives_the_outputs_of_its_twin_in_torch(rng, training):
    ours, theirs = twins(rng)
    for batch in rng.normal(1, 2, (3, 4, 2, 7, 6)):
        y, expected = ours(batch), theirs(torch.tensor(batch))
        np.testing.assert_allclose(y, expected.detach().numpy(), rtol=1e-8, atol=1e-9)
    ours.train(training)
    theirs.train(training)
    batch = rng.normal(1, 2, (4, 2, 7, 6))
    np.testing.assert_allclose(ours(batch), theirs(torch.tensor(batch)).detach().numpy(), rtol=1e-6, atol=1e-6)


def test_a_network_gives_the_gradients_of_its_twin_in_torch(rng):
    ours, theirs = twins(rng)
    x, dy = rng.normal(size=(4, 2, 7, 6)), rng.normal(size=(4, 3))
    tensor = torch.tensor(x, requires_grad=True)
    theirs(tensor).backward(torch.tensor(dy))
    ours(x)
    np.testing.assert_allclose(ours.backward(dy), tensor.grad.numpy(), rtol=1e-8, atol=1e-10)
    for mine, its in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(mine.grad, its.grad.numpy(), rtol=1e-8, atol=1e-10)


def test_gradients_add_up_until_they_are_forgotten(rng):
    layer = Linear(3, 2, rng=rng)
    optimiser, x, dy = SGD(layer.parameters(), lr=1.0), rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    layer(x)
    layer.backward(dy)
    once = layer.weight.grad.copy()
    layer.backward(dy)
    np.testing.assert_allclose(layer.weight.grad, 2 * once)
    optimiser.zero_grad()
    assert not layer.weight.grad.any()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda p: SGD(p, 0.1), lambda p: torch.optim.SGD(p, 0.1)),
        (lambda p: SGD(p, 0.1, 0.9, 0.01), lambda p: torch.optim.SGD(p, 0.1, 0.9, weight_decay=0.01)),
        (lambda p: Adam(p, 0.05), lambda p: torch.optim.Adam(p, 0.05)),
        (lambda p: Adam(p, 0.05, (0.5, 0.7), 1e-3), lambda p: torch.optim.Adam(p, 0.05, (0.5, 0.7), 1e-3)),
    ],
    ids=["sgd", "sgd with momentum", "adam", "adam with its own settings"],
)
def test_an_optimiser_takes_the_steps_of_its_twin_in_torch(rng, ours, theirs):
    mine, its = Parameter(rng.normal(size=(3, 2))), torch.nn.Parameter(torch.zeros(3, 2, dtype=torch.float64))
    its.data = torch.tensor(mine.value.copy())
    left, right = ours([mine]), theirs([its])
    for gradient in rng.normal(size=(12, 3, 2)):
        mine.grad[...], its.grad = gradient, torch.tensor(gradient)
        left.step()
        right.step()
        np.testing.assert_allclose(mine.value, its.detach().numpy(), rtol=1e-9, atol=1e-12)


def test_weights_are_drawn_so_that_a_relu_layer_keeps_the_size_of_the_signal(rng):
    weight = Conv2d(64, 100, 3, rng=rng).weight.value
    assert weight.std() == pytest.approx(np.sqrt(2 / (64 * 9)), rel=0.02)


def test_a_network_in_numpy_learns_to_read_digits(rng):
    """96 % of a thousand digits that it never saw; a linear classifier stays near 90 %."""
    network = Sequential(
        Conv2d(1, 6, 5, padding=2, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(6, 16, 5, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(400, 120, rng=rng),
        ReLU(),
        Linear(120, 84, rng=rng),
        ReLU(),
        Linear(84, 10, rng=rng),
    )
    images, labels = digits()
    optimiser = SGD(network.parameters(), lr=0.03, momentum=0.9)
    for epoch in range(8):
        optimiser.lr = 0.03 * (1 - epoch / 8)
        for batch in np.array_split(rng.permutation(len(labels)), 80):
            moved = np.roll(images[batch], rng.integers(-2, 3, 2), axis=(2, 3))  # a digit is one wherever it stands
            logits = network(moved)
            optimiser.zero_grad()
            network.backward(cross_entropy_backward(logits, labels[batch]))
            optimiser.step()
    images, labels = digits(train=False)
    logits = network(images)
    assert (logits.argmax(axis=1) == labels).mean() >= 0.96
    assert cross_entropy(logits, labels) < 0.2
