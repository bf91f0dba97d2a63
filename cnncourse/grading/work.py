"""One learner in the making: from what was handed in to the result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from cnncourse import exercises
from cnncourse.checking import unanswered
from cnncourse.grading.gradebook import Entry, Lateness
from cnncourse.grading.intake import Handed, Submission
from cnncourse.grading.job import Done, described
from cnncourse.grading.statuses import worst
from cnncourse.notebooks import check_cells

PERSON = ("first_name", "last_name", "email", "lms_user_id")  # columns of nbgrader's table of students


@dataclass
class Work:
    """One learner in the making.

    Args:
        handed: what was handed in.
        fingerprint: a hash of all that the result depends on.
        submissions: one for each released notebook.
        notes: what was found, in sentences.
        done: what came of running and judging.
    """

    handed: Handed
    fingerprint: str
    submissions: list[Submission]
    notes: list[str]
    done: Done = field(default_factory=Done)

    @property
    def learner(self) -> str:
        """The learner's id."""
        return self.handed.learner

    def note_outcome(self) -> None:
        """Note on each submission what became of it."""
        for submission in self.submissions:
            if reason := self.done.failures.get(submission.name):
                submission.status = "failed"
                submission.notes.append(f"Grading failed: {reason.strip().splitlines()[-1][:200]}; see grading.log.")
            if graded := self.done.graded.get(submission.name):
                submission.notes += graded.notes

    def entry(self) -> Entry:
        """Return what is to stand in the gradebook."""
        notebooks = {stem: graded.notebook for stem, graded in self.done.graded.items()}
        person = {key: self.handed.person[key] for key in PERSON if self.handed.person.get(key)}
        return Entry(self.learner, self.handed.submitted, notebooks, person)

    def result(self, topic: str, release: dict[str, NotebookNode], late: Lateness) -> dict[str, Any]:
        """Return the result as plain JSON."""
        notebooks = [self._notebook(submission, release[submission.name]) for submission in self.submissions]
        judged = [exercise for notebook in notebooks for exercise in notebook["exercises"]]
        when, is_late = self.handed.submitted, self.handed.late_by_lms or late.seconds > 0
        flags = [f"{stem}: {flag}" for stem, graded in self.done.graded.items() for flag in graded.flags]
        return {
            "learner": self.learner,
            "topic": topic,
            "status": worst([submission.status for submission in self.submissions], bool(flags), is_late),
            "notes": self.notes,
            "flags": flags,
            "submitted": when.isoformat() if when else None,
            "late": is_late,
            "late_seconds": late.seconds,
            "penalty": late.penalty,
            "earned": sum(exercise["earned"] for exercise in judged),
            "points": sum(exercise["points"] for exercise in judged),
            "notebooks": notebooks,
            "fingerprint": self.fingerprint,
        }

    def _notebook(self, submission: Submission, released: NotebookNode) -> dict[str, Any]:
        graded = self.done.graded.get(submission.name)
        return {
            "name": submission.name,
            "status": submission.status,
            "notes": submission.notes,
            "answers": submission.answers,
            "exercises": graded.exercises if graded else not_judged(released, submission.notes[-1]),
        }

    def problems(self) -> Iterator[str]:
        """Yield a line for each thing that the instructor should know."""
        yield from (f"{self.learner}: {note}" for note in self.notes)
        absent = [submission.name for submission in self.submissions if submission.status == "missing"]
        if len(absent) == len(self.submissions):
            yield f"{self.learner}: nothing was handed in"
        elif absent:
            yield f"{self.learner}: not handed in: {', '.join(absent)}"
        for submission in self.submissions:
            if submission.status != "missing":
                yield from (f"{self.learner}, {submission.name}: {note}" for note in submission.notes)
            if graded := self.done.graded.get(submission.name):
                yield from (f"{self.learner}, {submission.name}: look at it. {flag}" for flag in graded.flags)


def not_judged(notebook: NotebookNode, reason: str) -> list[dict[str, Any]]:
    """Return the verdicts on the exercises of a notebook that was not graded."""
    return [described(unanswered(exercises.find(name), reason)) for name in check_cells(notebook)]
