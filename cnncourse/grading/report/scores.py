"""What nbgrader's gradebook says of each learner: the score after a person's changes and the late penalty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError


@dataclass
class Score:
    """One learner's row in the gradebook, as `nbgrader export` would write it, and what a person added.

    Args:
        person: last_name, first_name, email and lms_user_id, as far as they are known.
        raw: the points of all cells; a score entered by a person takes the place of the check's.
        penalty: the late penalty.
        most: the points that the assignment can give.
        manual: the points that a person entered, or None.
        duedate: with the learner's extension.
        timestamp: when it was handed in.
        by_hand: the score that a person entered, by (notebook, cell).
        comments: what a person wrote, by (notebook, cell).
    """

    person: dict[str, str] = field(default_factory=dict)
    raw: float = 0.0
    penalty: float = 0.0
    most: float = 0.0
    manual: float | None = None
    duedate: datetime | None = None
    timestamp: datetime | None = None
    by_hand: dict[tuple[str, str], float] = field(default_factory=dict)
    comments: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """The score that counts."""
        return max(0.0, self.raw - self.penalty)


def read(address: str, topic: str) -> dict[str, Score]:
    """Return the score of every student of the gradebook in one assignment; {} if there is no such assignment.

    Raises:
        OSError: the gradebook cannot be read.
    """
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            return _read(connection, topic)
    except SQLAlchemyError as error:
        what = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise OSError(f"the gradebook {engine.url.render_as_string()} cannot be read: {what}") from error
    finally:
        engine.dispose()


def address_of(grading_dir: Path) -> str | None:
    """Return the address of the gradebook of a grading folder, or None if there is none.

    It is what the folder's configuration of nbgrader names; a file that is not there any more, as in a copy of the
    folder, gives way to the ``gradebook.db`` beside it.

    Raises:
        OSError: the configuration cannot be read.
    """
    beside = grading_dir.resolve() / "gradebook.db"
    named = _configured(grading_dir)
    if named and not (named.startswith("sqlite:///") and not Path(named.removeprefix("sqlite:///")).is_file()):
        return named
    return f"sqlite:///{beside}" if beside.is_file() else None


def _configured(grading_dir: Path) -> str:
    from traitlets.config import PyFileConfigLoader

    if not (grading_dir / "nbgrader_config.py").is_file():
        return ""
    try:
        course = PyFileConfigLoader("nbgrader_config.py", path=str(grading_dir)).load_config().CourseDirectory
    except Exception as error:  # it is a program that somebody edits
        raise OSError(f"{grading_dir / 'nbgrader_config.py'} cannot be read: {error}") from error
    return str(course.db_url) if "db_url" in course else ""


def _read(connection: Connection, topic: str) -> dict[str, Score]:
    from nbgrader.api import Assignment, Student  # takes two seconds, and a folder without a gradebook needs none

    assignment = connection.execute(
        select(Assignment.id, Assignment.duedate, Assignment.max_score.label("most")).where(Assignment.name == topic)
    ).one_or_none()
    if assignment is None:
        return {}
    columns = (Student.last_name, Student.first_name, Student.email, Student.lms_user_id)
    scores = {}
    for name, *person in connection.execute(select(Student.id, *columns)):
        known = {column.key: value for column, value in zip(columns, person, strict=True) if value}
        scores[name] = Score(known, most=float(assignment.most), duedate=assignment.duedate)
    for who, when, extension, penalty in connection.execute(_submissions(assignment.id)):
        score = scores[who]
        score.timestamp, score.penalty = when, float(penalty or 0)
        score.duedate = score.duedate + extension if score.duedate and extension else score.duedate
    _add_points(connection, assignment.id, scores)
    return scores


def _submissions(assignment: str) -> Any:
    from nbgrader.api import SubmittedAssignment as Submitted
    from nbgrader.api import SubmittedNotebook as Handed

    penalty = func.sum(Handed.late_submission_penalty)
    return (
        select(Submitted.student_id, Submitted.timestamp, Submitted.extension, penalty)
        .outerjoin(Handed, Handed.assignment_id == Submitted.id)
        .where(Submitted.assignment_id == assignment)
        .group_by(Submitted.id, Submitted.student_id, Submitted.timestamp, Submitted.extension)
    )


def _add_points(connection: Connection, assignment: str, scores: dict[str, Score]) -> None:
    """Add what each cell gave, and what a person entered and wrote."""
    from nbgrader.api import BaseCell, Comment, Grade, Notebook
    from nbgrader.api import SubmittedAssignment as Submitted
    from nbgrader.api import SubmittedNotebook as Handed

    def cells(table: Any, *columns: Any) -> Any:
        return (
            select(Submitted.student_id, Notebook.name, BaseCell.name, *columns)
            .select_from(table)
            .join(Handed, table.notebook_id == Handed.id)
            .join(Submitted, Handed.assignment_id == Submitted.id)
            .join(Notebook, Handed.notebook_id == Notebook.id)
            .join(BaseCell, table.cell_id == BaseCell.id)
            .where(Submitted.assignment_id == assignment)
        )

    for who, stem, cell, auto, manual, extra in connection.execute(
        cells(Grade, Grade.auto_score, Grade.manual_score, Grade.extra_credit)
    ):
        score, given = scores[who], manual if manual is not None else auto
        score.raw += (given or 0.0) + (extra or 0.0) * (given is not None)
        if manual is not None or extra:
            entered = (given or 0.0) + (extra or 0.0)
            score.manual = (score.manual or 0.0) + entered
            score.by_hand[stem, cell] = entered
    for who, stem, cell, comment in connection.execute(cells(Comment, Comment.manual_comment)):
        if comment:
            scores[who].comments[stem, cell] = comment
