"""A learner's own run: execute a notebook and say, for each exercise in it, what is right."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from cnncourse import exercises
from cnncourse.checking import PRACTICE_SEED, Verdict
from cnncourse.grading.verify import verdict_on
from cnncourse.probing import SEED_VARIABLE
from cnncourse.running import KeepGoing, checked_by, defines


class PracticeError(Exception):
    """What keeps a notebook from being checked, in one sentence."""


def check_notebook(
    path: Path, seconds: float = 20.0, tell: Callable[[int, int], None] = lambda done, cells: None
) -> list[Verdict]:
    """Run a notebook from top to bottom and return the verdict on each exercise that it checks.

    Args:
        path: the notebook; it stays as it is.
        seconds: how long one cell may take.
        tell: called with the number of cells that are done, and of all cells.

    Raises:
        PracticeError: it is not a notebook, or has no check cell.
    """
    notebook = read_notebook(path)
    checks = {checked_by(cell): index for index, cell in enumerate(notebook.cells) if checked_by(cell)}
    for name in checks:
        try:
            exercises.find(name)
        except ValueError as error:
            raise PracticeError(f'{path.name} has a cell check("{name}"), but {error}') from error
    if not checks:
        raise PracticeError(f"{path.name} has no check cell, so there is nothing to check")
    quiet = logging.Logger("practice")
    quiet.addHandler(logging.NullHandler())
    environment = os.environ | {SEED_VARIABLE: str(PRACTICE_SEED)}
    folder = str(path.resolve().parent)
    runner = KeepGoing(notebook, seconds=seconds, environment=environment, folder=folder, log=quiet)
    for index in runner.run():
        tell(index + 1, len(notebook.cells))
    cells = notebook.cells
    return [verdict_on(n, cells[i], answer_before(n, cells[:i]), PRACTICE_SEED) for n, i in checks.items()]


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook of any format.

    Raises:
        PracticeError: there is none at `path`.
    """
    if not path.exists():
        raise PracticeError(f"there is no file {path}")
    if not path.is_file():
        raise PracticeError(f"{path} is a folder; give one notebook")
    try:
        notebook = nbformat.reads(path.read_text("utf-8-sig"), as_version=4)
        return notebook if isinstance(notebook.cells, list) else NotebookNode(cells=[])
    except Exception as error:  # nbformat raises errors of many kinds on damaged notebooks
        raise PracticeError(f"{path} is not a notebook that can be read") from error


def answer_before(name: str, cells: list[NotebookNode]) -> NotebookNode | None:
    """Return the last cell that defines the function, else the cell that was made for it."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    defining = [cell for cell in code if defines(name, cell.source)]
    meant = defining or [cell for cell in code if cell.get("id") == f"answer-{name}"]
    return meant[-1] if meant else None
