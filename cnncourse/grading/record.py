"""Keep the books: nbgrader's gradebook, and one result file a learner. At the end both must agree."""

from __future__ import annotations

import json
import os
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import BaseCell, Grade, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import SaveCells

from cnncourse import cards, exercises
from cnncourse.checking import Verdict, unanswered
from cnncourse.grading.autograde import REBUILT, database
from cnncourse.grading.intake import IntakeError, Submission
from cnncourse.notebooks import check_cells

WORST_LAST = ("graded", "repaired", "unreadable", "failed")

CONFIGURATION = f"""# Written by `cnncourse grade`, for nbgrader's own programs.
c = get_config()
c.CourseDirectory.submitted_directory = {REBUILT!r}
"""

Row = tuple[str, str, str]  # learner, notebook, check cell


def open_gradebook(output: Path, topic: str, release: dict[str, NotebookNode]) -> None:
    """Make the gradebook if there is none, and enter the released cells with their points.

    Raises:
        IntakeError: the gradebook has grades for other cells than the release has.
    """
    with _scripts_on_path(), Gradebook(database(output)) as gradebook:
        gradebook.update_or_create_assignment(topic)
    furnish(output, topic, release)
    for stem, notebook in release.items():
        where = {"notebook": stem, "assignment": topic, "db_url": database(output)}
        try:
            SaveCells()(notebook, {"nbgrader": where})
        except RuntimeError as error:
            raise IntakeError(
                f"{stem}.ipynb has other cells than when {output / 'gradebook.db'} was begun; "
                "grade into a new folder with --output"
            ) from error


def furnish(output: Path, topic: str, release: dict[str, NotebookNode]) -> None:
    """Put into the grading folder what nbgrader's own programs, such as formgrader, look for in a course."""
    (output / "nbgrader_config.py").write_text(CONFIGURATION, encoding="utf-8")
    source = output / "source" / topic
    source.mkdir(parents=True, exist_ok=True)
    for stem, notebook in release.items():
        nbformat.write(notebook, source / f"{stem}.ipynb")


@contextmanager
def _scripts_on_path() -> Iterator[None]:
    """Let nbgrader find `alembic`, which it runs as a command, where the environment is not activated."""
    path = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), path])
    try:
        yield
    finally:
        os.environ["PATH"] = path


def enter_zeros(output: Path, topic: str, learner: str, stems: Iterable[str]) -> None:
    """Enter 0 points, not needing a manual grade, for notebooks that could not be graded."""
    with Gradebook(database(output)) as gradebook:
        gradebook.update_or_create_student(learner)
        gradebook.update_or_create_submission(topic, learner)
        for stem in stems:
            for grade in gradebook.find_submission_notebook(stem, topic, learner).grades:
                grade.auto_score, grade.needs_manual_grade = 0.0, False
        gradebook.db.commit()


def result_of(
    learner: str, topic: str, submissions: list[Submission], verdicts: dict[str, dict[str, Verdict]], notes: list[str]
) -> dict[str, Any]:
    """Return the result of one learner as plain JSON."""
    notebooks = [_notebook(submission, verdicts[submission.name]) for submission in submissions]
    graded = [verdict for of_notebook in verdicts.values() for verdict in of_notebook.values()]
    return {
        "learner": learner,
        "topic": topic,
        "status": _status([submission.status for submission in submissions]),
        "notes": notes,
        "earned": sum(verdict.earned for verdict in graded),
        "points": sum(verdict.points for verdict in graded),
        "notebooks": notebooks,
    }


def _notebook(submission: Submission, verdicts: dict[str, Verdict]) -> dict[str, Any]:
    return {
        "name": submission.name,
        "status": submission.status,
        "notes": submission.notes,
        "answers": submission.answers,
        "exercises": [_exercise(verdict) for verdict in verdicts.values()],
    }


def no_verdicts(notebook: NotebookNode, reason: str) -> dict[str, Verdict]:
    """Return the verdicts on a notebook that was not graded."""
    return {name: unanswered(exercises.find(name), reason) for name in check_cells(notebook)}


def _exercise(verdict: Verdict) -> dict[str, Any]:
    return {**verdict.to_dict(), "html": cards.html(verdict), "text": cards.text(verdict)}


def _status(statuses: list[str]) -> str:
    """Return the worst status of a learner's notebooks; missing ones count only if all are."""
    there = [status for status in statuses if status != "missing"]
    return max(there, key=WORST_LAST.index) if there else "missing"


def result_file(output: Path, learner: str) -> Path:
    """Return where the result of a learner is kept."""
    return output / "results" / f"{learner}.json"


def read_json(path: Path) -> dict[str, Any]:
    """Return the content of a result file; {} if it is not there or broken."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a file that is either whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".tmp")
    with unfinished.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=1, ensure_ascii=False)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)


def rows(output: Path, topic: str) -> dict[Row, Any]:
    """Return the gradebook's row (auto_score, manual_score, needs_manual_grade) of each check cell."""
    with Gradebook(database(output)) as gradebook:
        assignment = gradebook.find_assignment(topic)
        query = (
            gradebook.db.query(
                SubmittedAssignment.student_id,
                Notebook.name,
                BaseCell.name,
                Grade.auto_score,
                Grade.manual_score,
                Grade.needs_manual_grade,
            )
            .select_from(Grade)
            .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
            .join(BaseCell, Grade.cell_id == BaseCell.id)
            .filter(SubmittedAssignment.assignment_id == assignment.id)
        )
        return {(learner, stem, cell): tuple(scores) for learner, stem, cell, *scores in query}


def disagreements(result: dict[str, Any], booked: dict[Row, Any]) -> list[str]:
    """Compare a result with the gradebook; return a sentence for each row that is not as it should be."""
    found = []
    for notebook in result["notebooks"]:
        for exercise in notebook["exercises"]:
            where = (result["learner"], notebook["name"], f"check-{exercise['exercise']}")
            auto, manual, needed = booked.get(where, (None, None, True))
            if auto != exercise["earned"] or (needed and manual is None):
                found.append(f"{' / '.join(where)}: {exercise['earned']} was earned, the gradebook has {auto}")
    return found
