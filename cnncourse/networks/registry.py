"""The list of networks: what each is called, how it is built, and where it comes from."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from cnncourse.networks.network import Network


@dataclass(frozen=True)
class Paper:
    """Where a network was published."""

    title: str
    year: int
    url: str


@dataclass(frozen=True)
class Entry:
    """One name of the list.

    Args:
        name: lower case with underscores; where torchvision has the network, its name there.
        build: makes the network from num_classes, in_channels and its own options.
        paper: where it was published.
        input_size: side in pixels of the images it was published for.
        num_classes: of the data set it was published for.
        in_channels: of that data set.
        error: published top-1 / top-5 error in per cent and how it was measured, as the paper prints it.
    """

    name: str
    build: Callable[..., Network]
    paper: Paper
    input_size: int = 224
    num_classes: int = 1000
    in_channels: int = 3
    error: str = ""


_entries: dict[str, Entry] = {}


def register(name: str, build: Callable[..., Network], paper: Paper, **about: Any) -> None:
    """Put a network on the list; ``about`` are the further fields of :class:`Entry`."""
    if name in _entries:
        raise ValueError(f"a network called {name!r} is registered already")
    _entries[name] = Entry(name, build, paper, **about)


def list_networks(pattern: str = "*") -> list[str]:
    """Return the names that match a pattern, by year and then by name.

    Args:
        pattern: as in a shell: ``*`` stands for any text, ``?`` for one character.

    Returns:
        The names, which :func:`create` takes; empty if none matches.

    Example:
        >>> list_networks("vgg1[69]")
        ['vgg16', 'vgg19']
    """
    matching = (entry for name, entry in _entries.items() if fnmatchcase(name, pattern.lower()))
    return [entry.name for entry in sorted(matching, key=lambda entry: (entry.paper.year, entry.name))]


def find(name: str) -> Entry:
    """Return the entry of a name.

    Raises:
        ValueError: there is none; the message has the nearest names.
    """
    if name in _entries:
        return _entries[name]
    near = get_close_matches(str(name).lower().replace("-", "_"), _entries, n=3, cutoff=0.5)
    hint = f"the nearest are {', '.join(near)}" if near else "list_networks() has them all"
    raise ValueError(f"there is no network called {name!r}; {hint}")


def create(name: str, num_classes: int | None = None, in_channels: int | None = None, **options: Any) -> Network:
    """Build a network with random weights.

    Args:
        name: one of :func:`list_networks`.
        num_classes: how many logits; None for those of the data set it was published for, 1000 for ImageNet.
        in_channels: channels of the images; None for those of that data set, mostly 3.
        options: what this network's constructor takes besides, such as ``width`` or ``dropout``.

    Returns:
        The network in training mode, as torch modules are; call ``.eval()`` before using it to predict.

    Raises:
        ValueError: there is no such name (the nearest are named), or an option is out of its range.
        TypeError: the network has no such option (those it has are named).

    Example:
        >>> model = create("vgg11", num_classes=10)
        >>> model.classifier[6].out_features
        10
    """
    entry = find(name)
    arguments = {
        "num_classes": entry.num_classes if num_classes is None else num_classes,
        "in_channels": entry.in_channels if in_channels is None else in_channels,
    }
    for argument, value in arguments.items():
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"{argument}={value!r}, but it must be an integer of at least 1")
    _require_options(entry, options)
    return entry.build(**arguments, **options)


def _require_options(entry: Entry, options: dict[str, Any]) -> None:
    accepted = [
        name for name in inspect.signature(entry.build).parameters if name not in ("num_classes", "in_channels")
    ]
    wrong = [name for name in options if name not in accepted]
    if wrong:
        has = f"it has {', '.join(accepted)}" if accepted else "it has none"
        raise TypeError(f"{entry.name} has no option {wrong[0]!r}; {has}")
