"""How far a learner has come: every notebook of a folder, run again only if it has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cnncourse import __version__, exercises
from cnncourse.files import cache_folder, whole_file
from cnncourse.practice import PracticeError, answer_before, check_notebook, read_notebook
from cnncourse.running import checked_by

UNSOLVED = "raise NotImplementedError"


@dataclass(frozen=True)
class Standing:
    """One notebook.

    Args:
        notebook: its name, without the ending.
        solved: names of the exercises that are right.
        exercises: names of all its exercises, in order.
        earned: points of the parts that are right.
        points: points to be had.
        minutes: how long the exercises take that are not solved, about.
        trouble: why the notebook could not be run, or "".
    """

    notebook: str
    solved: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    earned: float = 0.0
    points: float = 0.0
    minutes: int = 0
    trouble: str = ""


def standings(folder: Path, tell: Callable[[int, int], None] = lambda done, all: None) -> dict[str, list[Standing]]:
    """Look at all notebooks in <folder>/<topic>/ and return what is done, topic by topic.

    Args:
        folder: holds a folder for each topic; they stay as they are.
        tell: called with the number of notebooks that are done, and of all.
    """
    paths = [path for topic in exercises.topics() for path in sorted((folder / topic).glob("*.ipynb"))]
    found: dict[str, list[Standing]] = {}
    for done, path in enumerate(paths):
        tell(done, len(paths))
        found.setdefault(path.parent.name, []).append(_standing(path))
    tell(len(paths), len(paths))
    return found


def _standing(path: Path) -> Standing:
    """Return the standing of a notebook, from the last time if it is the same notebook."""
    key = hashlib.sha256(f"{__version__} {path}".encode() + path.read_bytes()).hexdigest()
    kept = cache_folder("progress") / f"{key[:32]}.json"
    if kept.exists():
        stored: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        lists: dict[str, Any] = {name: tuple(stored.pop(name)) for name in ("solved", "exercises")}
        return Standing(**stored, **lists)
    standing = _looked_at(path)
    if not standing.trouble:
        with whole_file(kept) as stream:
            stream.write(json.dumps(asdict(standing)).encode())
    return standing


def _looked_at(path: Path) -> Standing:
    try:
        names = tuple(_names(path))
        known = [exercises.find(name) for name in names]
        if _untouched(path, names):
            verdicts = {}
        else:
            verdicts = {verdict.exercise: verdict for verdict in check_notebook(path)}
    except (PracticeError, ValueError) as error:
        return Standing(path.stem, trouble=str(error))
    return Standing(
        path.stem,
        tuple(name for name, verdict in verdicts.items() if verdict.passed),
        names,
        sum(verdict.earned for verdict in verdicts.values()),
        sum(exercise.points for exercise in known),
        sum(e.minutes for e in known if e.name not in verdicts or not verdicts[e.name].passed),
    )


def _names(path: Path) -> Iterator[str]:
    return (name for cell in read_notebook(path).cells if (name := checked_by(cell)))


def _untouched(path: Path, names: tuple[str, ...]) -> bool:
    """Tell whether no answer has been begun, so that there is nothing to run."""
    cells = read_notebook(path).cells
    answers = [answer_before(name, cells) for name in names]
    return all(answer is not None and UNSOLVED in answer.source for answer in answers)
