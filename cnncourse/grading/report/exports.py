"""Tables for other programs: nbgrader's own export with our columns, Canvas and Moodle."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cnncourse.grading.report.results import ExerciseResult, LearnerResult
from cnncourse.grading.report.scores import Score

NBGRADER = """assignment duedate timestamp student_id last_name first_name email
    raw_score late_submission_penalty score max_score"""
OURS = ["learner", "topic", "status", "submitted", "late_seconds", "manual_score", "earned", "points", "flags"]
CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
MOODLE = ["Identifier", "Full name", "Email address", "Grade", "Maximum Grade", "Feedback comments"]

CANVAS_IDS = ("canvas_id", "sis_id", "sis_user_id", "lms_user_id")
MOODLE_IDS = ("moodle_id", "email", "lms_user_id")

People = Mapping[str, Mapping[str, str]]  # columns of the roster by learner


def write(
    folder: Path, topic: str, learners: Sequence[LearnerResult], scores: Mapping[str, Score], people: People
) -> list[str]:
    """Write grades.csv, and canvas.csv and moodle.csv if anybody's id is known; return a note for each of these two.

    Args:
        folder: takes the files.
        topic: the assignment.
        learners: everybody who has a result.
        scores: what the gradebook says of each learner; {} if there is none, and the results count.
        people: what the roster says of each learner.
    """
    rows = [Row(learner.learner, topic, learner, scores, people) for learner in learners]
    with_result = {learner.learner for learner in learners}
    rows += [Row(name, topic, None, scores, people) for name in sorted({*scores, *people} - with_result)]
    _write_grades(folder / "grades.csv", learners, rows)
    return [
        _write_known(folder / "canvas.csv", rows, _canvas(topic, rows), CANVAS_IDS),
        _write_known(folder / "moodle.csv", rows, _moodle(rows), MOODLE_IDS),
    ]


class Row:
    """One learner in all tables: the gradebook's word counts, else the result's."""

    def __init__(
        self, name: str, topic: str, result: LearnerResult | None, scores: Mapping[str, Score], people: People
    ):
        self.name, self.topic, self.result = name, topic, result
        self.booked = scores.get(name)
        self.score = self.booked or _score_of(result)
        self.person = {key: value for key, value in people.get(name, {}).items() if value}
        self.person = self.score.person | self.person

    def nbgrader(self) -> list[str]:
        """Return the columns that `nbgrader export` writes."""
        timestamp = self.score.timestamp or ("" if self.booked or not self.result else self.result.submitted or "")
        who = [self.name, *(self.person.get(key, "") for key in ("last_name", "first_name", "email"))]
        numbers = (self.score.raw, self.score.penalty, self.score.total, self.score.most)
        when = (str(self.score.duedate or ""), str(timestamp))
        return [*map(plain, (self.topic, *when, *who)), *(str(float(number)) for number in numbers)]

    def ours(self, parts: Sequence[tuple[str, str]]) -> list[str]:
        """Return what only the checks know, with the points of each part."""
        manual = "" if self.score.manual is None else points(self.score.manual)
        if self.result is None:
            return [plain(self.name), plain(self.topic), "missing", "", "", manual, "0", *[""] * (2 + len(parts))]
        one = self.result
        earned = {(exercise.exercise, part.name): points(part.earned) for exercise, part in parts_of(one)}
        texts = map(plain, (one.learner, one.topic, one.status, one.submitted or ""))
        numbers = (points(one.late_seconds), manual, points(one.earned), points(one.points))
        return [*texts, *numbers, plain(" ".join(one.flags)), *(earned.get(part, "") for part in parts)]

    def known(self, *columns: str) -> str:
        """Return the first of these columns of the roster that is filled."""
        return next((self.person[name] for name in columns if name in self.person), "")

    @property
    def full_name(self) -> str:
        """The learner's name as it is known: last name, first name; else the id."""
        known = [self.person[key] for key in ("last_name", "first_name") if key in self.person]
        return ", ".join(known) or self.name


def _score_of(result: LearnerResult | None) -> Score:
    return Score(raw=result.earned, penalty=result.penalty, most=result.points) if result else Score()


def _write_grades(path: Path, learners: Sequence[LearnerResult], rows: Sequence[Row]) -> None:
    parts = list(dict.fromkeys((e.exercise, part.name) for learner in learners for e, part in parts_of(learner)))
    heading = [*NBGRADER.split(), *OURS, *map("/".join, parts)]
    _write(path, [heading, *(row.nbgrader() + row.ours(parts) for row in rows)])


def _canvas(topic: str, rows: Iterable[Row]) -> list[list[str]]:
    """Return Canvas' gradebook import; the second row holds the points that can be had."""
    made = []
    for row in rows:
        ids = [row.known("canvas_id", "lms_user_id"), row.known("sis_id", "sis_user_id")]
        if any(ids):
            more = [row.known("sis_login_id", "login"), row.known("section")]
            made.append([*map(plain, [row.full_name, *ids, *more]), points(row.score.total)])
    most = max((row.score.most for row in rows), default=0.0)
    head = [[*CANVAS, plain(topic)], ["    Points Possible", "", "", "", "", points(most)]]
    return [*head, *made] if made else []


def _moodle(rows: Iterable[Row]) -> list[list[str]]:
    """Return a worksheet as Moodle imports it; the id is the number in the names of the files that Moodle sends."""
    made = []
    for row in rows:
        number, email = row.known("moodle_id", "lms_user_id"), row.known("email")
        if number or email:
            identifier = f"Participant {number}" if number.isdecimal() else number
            name = " ".join(reversed(row.full_name.split(", ")))
            numbers = [points(row.score.total), points(row.score.most)]
            made.append([*map(plain, (identifier, name, email)), *numbers, plain(summary(row))])
    return [MOODLE, *made] if made else []


def _write_known(path: Path, rows: Sequence[Row], table: list[list[str]], ids: tuple[str, ...]) -> str:
    """Write a table of those whose ids are known, or remove it; say who is left out."""
    needed = " or ".join(ids[:2])
    if not table:
        path.unlink(missing_ok=True)
        return f"{path.name} was not written: nobody's {needed} is known. They are columns of the roster."
    _write(path, table)
    absent = [row.name for row in rows if not row.known(*ids)]
    named = ", ".join(absent[:10]) + (f" and {len(absent) - 10} more" if len(absent) > 10 else "")
    left_out = f"{path.name} leaves out {len(absent)} of {len(rows)}, whose {needed} is not in the roster: {named}."
    return left_out if absent else ""


def summary(row: Row) -> str:
    """Say in a line what a learner earned, exercise by exercise."""
    if row.result is None or row.result.status == "missing":
        return "Nothing was handed in."
    said = [f"{points(row.score.total)} of {points(row.score.most)} points."]
    if row.score.penalty:
        said.append(f"{points(row.score.penalty)} points were taken off for lateness.")
    for book in row.result.notebooks:
        for exercise in book.exercises:
            said.append(f"{exercise.exercise}: {points(exercise.earned)} of {points(exercise.points)}.")
    return " ".join(said)


def parts_of(learner: LearnerResult) -> Iterable[tuple[ExerciseResult, Any]]:
    """Yield every part of every exercise of a learner."""
    for book in learner.notebooks:
        for exercise in book.exercises:
            for part in exercise.parts:
                yield exercise, part


def points(value: float) -> str:
    """Show points without a needless ``.0``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def plain(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; the apostrophe keeps it text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
