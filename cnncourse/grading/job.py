"""What is done for one learner, apart from all others: run the notebooks, judge them, write cards and scores.

Jobs and what comes of them are plain data, so that they can be done in another process or on another machine. The
process that does them is trusted: it holds the references. The learner's code runs in a sandbox below it.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from nbformat import NotebookNode

from cnncourse import cards
from cnncourse.grading.execute import Sandboxed, Unprotected
from cnncourse.grading.flags import flags
from cnncourse.grading.sanitise import sanitised
from cnncourse.grading.verify import how_it_ended, verdict_on, write_score
from cnncourse.notebooks import answer_cells, check_cells
from cnncourse.running import ended_badly
from cnncourse.verdicts import Verdict


@dataclass(frozen=True)
class Setup:
    """What all jobs of a grading have in common.

    Args:
        seed: the secret seed of the inputs.
        seconds: how long one cell may take.
        sandbox: whether learners' code is kept apart from this machine.
        promised: the files that stand beside each notebook, by its stem; see `promised.promised`.
        hidden: folders that a notebook must not see wherever they lie.
        scratch: where notebooks may write if there is no sandbox.
    """

    seed: int
    seconds: float = 20.0
    sandbox: bool = True
    promised: dict[str, dict[str, str]] = field(default_factory=dict)
    hidden: tuple[Path, ...] = ()
    scratch: Path = Path()


@dataclass(frozen=True)
class Job:
    """The rebuilt notebooks of one learner, by stem."""

    learner: str
    notebooks: dict[str, NotebookNode]


@dataclass
class Graded:
    """One notebook that was run and judged.

    Args:
        notebook: with the outputs, and with card and score in the check cells.
        exercises: the verdicts as plain JSON, each with its card as "html" and "text".
        notes: what became of cells that timed out or crashed.
        flags: what an instructor should look at.
    """

    notebook: NotebookNode
    exercises: list[dict[str, Any]]
    notes: list[str]
    flags: list[str]


@dataclass
class Done:
    """What came of a job: each notebook by its stem is either graded, or the grader failed on it."""

    graded: dict[str, Graded] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)


class Runner(Protocol):
    """Runs notebooks."""

    def run(self, notebook: NotebookNode, seed: int, files: dict[str, str] | None = None) -> NotebookNode:
        """Run a notebook."""

    def close(self) -> None:
        """Stop."""


def do(setup: Setup, job: Job) -> Done:
    """Run and judge the notebooks of one learner; one that the grader fails on does not stop the others."""
    done = Done()
    for stem, notebook in job.notebooks.items():
        try:
            runner_for(setup).run(notebook, setup.seed, setup.promised.get(stem))
            done.graded[stem] = judged(notebook, setup.seed)
        except Exception:
            done.failures[stem] = traceback.format_exc()
    return done


_runners: list[tuple[Setup, Runner]] = []  # the one of this process, kept between jobs: starting it takes seconds


def runner_for(setup: Setup) -> Runner:
    """Return what runs the notebooks of a grading in this process."""
    if not (_runners and _runners[0][0] == setup):
        close()
        sandboxed = Sandboxed(setup.seconds, setup.hidden) if setup.sandbox else None
        _runners.append((setup, sandboxed or Unprotected(setup.seconds, setup.scratch)))
    return _runners[0][1]


def close() -> None:
    """Stop what runs the notebooks in this process."""
    while _runners:
        _runners.pop()[1].close()


def judged(notebook: NotebookNode, seed: int) -> Graded:
    """Judge each check cell of an executed notebook and write card and score into it."""
    answers, checks, exercises = answer_cells(notebook), check_cells(notebook), []
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notes = [f"The cell {cell.id} {how_it_ended(cell)}." for cell in code if ended_badly(cell)]
    found = flags([cell.source for cell in code], checks)
    for name, cell in checks.items():
        verdict = verdict_on(name, cell, answers.get(name), seed)
        write_score(cell, verdict)
        exercises.append(described(verdict))
    return Graded(sanitised(notebook), exercises, notes, found)


def described(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain JSON, with its card."""
    return {**verdict.to_dict(), "html": cards.html(verdict), "text": cards.text(verdict)}
