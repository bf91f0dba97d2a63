"""nbgrader's gradebook, kept open for one grading and filled a batch at a time.

The rows are those that nbgrader's own autograder would have written: a score for each graded cell, the remark on an
answer that was left as it was, the late penalty. What people entered, manual scores and comments, is left alone.
"""

from __future__ import annotations

import logging
import os
import re
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbgrader.api
from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties, SaveCells
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from sqlalchemy import text
from traitlets.config import Config

Row = tuple[str, str, str]  # learner, notebook, cell


@dataclass
class Entry:
    """What is to stand in the gradebook of one learner.

    Args:
        learner: the id.
        submitted: when it was handed in, if that is known.
        notebooks: each autograded notebook by stem; one that is not there counts 0 points.
        person: more columns of nbgrader's table of students, such as "first_name".
    """

    learner: str
    submitted: datetime | None = None
    notebooks: dict[str, NotebookNode] = field(default_factory=dict)
    person: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lateness:
    """How late a submission was, and the points that this cost."""

    seconds: float = 0.0
    penalty: float = 0.0


class Book:
    """The open gradebook of one topic.

    Args:
        address: SQLAlchemy's address of the database.
        topic: nbgrader's assignment.
        config: the course's nbgrader configuration, for its late penalties.
    """

    def __init__(self, address: str, topic: str, config: Config | None = None):
        self.address, self.topic = address, topic
        quiet = logging.Logger("penalties", logging.ERROR)
        self._penalties = AssignLatePenalties(config=config or Config(), log=quiet)
        self._penalties.init_plugin()
        with scripts_on_path():
            self.gradebook = Gradebook(address)
            stamp(self.gradebook)
        self.gradebook.update_or_create_assignment(topic)

    def close(self) -> None:
        """Close it; what was not entered is lost."""
        self.gradebook.close()

    def set_due(self, due: datetime) -> None:
        """Set when the topic was due."""
        self.gradebook.update_or_create_assignment(self.topic, duedate=due.isoformat())

    def due(self) -> datetime | None:
        """Return when the topic was due."""
        return self.gradebook.find_assignment(self.topic).duedate

    def released(self) -> set[str]:
        """Return the names of the notebooks that were entered."""
        return {notebook.name for notebook in self.gradebook.find_assignment(self.topic).notebooks}

    def enter_release(self, release: dict[str, NotebookNode]) -> None:
        """Enter the released cells with their points.

        Raises:
            RuntimeError: there are grades for other cells than the release has.
        """
        for stem, notebook in release.items():
            SaveCells()(notebook, {"nbgrader": {"notebook": stem, "assignment": self.topic, "db_url": self.address}})

    def enter(self, entries: Iterable[Entry]) -> dict[str, Lateness]:
        """Enter these learners in one transaction, or, if something fails, none of them."""
        session = self.gradebook.db
        try:
            with session.no_autoflush:
                late = {entry.learner: self._enter_one(entry) for entry in entries}
            session.commit()
            session.expunge_all()
        except BaseException:
            session.rollback()
            raise
        return late

    def _enter_one(self, entry: Entry) -> Lateness:
        submission = self._submission(entry.learner)
        for name, value in entry.person.items():
            setattr(submission.student, name, re.sub('[<>"]', "_", value))  # formgrader's pages do not escape them
        if entry.submitted:
            submission.timestamp = entry.submitted.astimezone(UTC).replace(tzinfo=None)
        for book in submission.notebooks:
            fill(book, entry.notebooks.get(book.name))
        late = max(0.0, submission.total_seconds_late)
        punished = {book: late if book.name in entry.notebooks else 0.0 for book in submission.notebooks}
        return Lateness(late, sum(self._punish(book, seconds) for book, seconds in punished.items()))

    def _submission(self, learner: str) -> SubmittedAssignment:
        """Return the learner's submission, a new one if there is none."""
        session, assignment = self.gradebook.db, self.gradebook.find_assignment(self.topic)
        student = session.get(Student, learner)
        if student is None:
            session.add(student := Student(id=learner))
            session.flush()
        found = session.query(SubmittedAssignment).filter_by(assignment_id=assignment.id, student_id=learner)
        return found.one_or_none() or self._new_submission(assignment, student)

    def _new_submission(self, assignment: Assignment, student: Student) -> SubmittedAssignment:
        """Add a submission with an empty grade or comment for each cell, as nbgrader does, but without a commit."""
        submission = SubmittedAssignment(assignment=assignment, student=student)
        for released in assignment.notebooks:
            book = SubmittedNotebook(notebook=released, assignment=submission)
            for cell in [*released.grade_cells, *released.task_cells]:
                Grade(cell=cell, notebook=book)
            for cell in [*released.solution_cells, *released.task_cells]:
                Comment(cell=cell, notebook=book)
        self.gradebook.db.add(submission)
        return submission

    def _punish(self, book: SubmittedNotebook, late: float) -> float:
        """Set the penalty of a notebook by the course's rule; return the points."""
        book.late_submission_penalty = None
        if late > 0:
            self.gradebook.db.flush()
            self.gradebook.db.refresh(book)
            learner = book.assignment.student_id
            penalty = self._penalties.plugin_inst.late_submission_penalty(learner, book.score, late)
            if penalty is not None:
                book.late_submission_penalty = self._penalties._check_late_penalty(book, penalty)
        return float(book.late_submission_penalty or 0.0)

    def rows(self) -> dict[Row, Any]:
        """Return (auto_score, manual_score, needs_manual_grade) of each graded cell."""
        session, assignment = self.gradebook.db, self.gradebook.find_assignment(self.topic)
        names = (SubmittedAssignment.student_id, Notebook.name, BaseCell.name)
        query = (
            session.query(*names, Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade)
            .select_from(Grade)
            .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
            .join(BaseCell, Grade.cell_id == BaseCell.id)
            .filter(SubmittedAssignment.assignment_id == assignment.id)
        )
        return {(learner, stem, cell): tuple(scores) for learner, stem, cell, *scores in query}


def fill(book: SubmittedNotebook, notebook: NotebookNode | None) -> None:
    """Fill in the grades and remarks of one notebook, by nbgrader's rules; without it, 0 points."""
    marked = {}
    for cell in notebook.cells if notebook else []:
        if is_grade(cell) or is_solution(cell) or is_task(cell):
            marked[cell.metadata.nbgrader["grade_id"]] = cell
    for grade in book.grades:
        if (cell := marked.get(grade.name)) is None:
            grade.auto_score, grade.needs_manual_grade = 0.0, False
        elif is_grade(cell):
            grade.auto_score, _ = determine_grade(cell)
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
    for comment in book.comments:
        if (cell := marked.get(comment.name)) is not None:
            untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
            comment.auto_comment = "No response." if untouched else None


def stamp(gradebook: Gradebook) -> None:
    """Note the version of the tables, if nbgrader was killed after it had made them, and before it noted that."""
    with gradebook.engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        if connection.execute(text("SELECT version_num FROM alembic_version")).first() is None:
            version = {"version": nbgrader.api.get_alembic_version()}
            connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), version)


@contextmanager
def scripts_on_path() -> Iterator[None]:
    """Let nbgrader find `alembic`, which it runs as a command, where the environment is not activated."""
    path = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), path])
    try:
        yield
    finally:
        os.environ["PATH"] = path


def sqlite(output: Path) -> str:
    """Return the address of the gradebook in a grading folder."""
    return f"sqlite:///{output / 'gradebook.db'}"
