"""Read the results of a class, ``results/*.json``, one learner at a time.

Strings in there come from learners (names, code). Whoever shows them escapes them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import re
import sys
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cnncourse import exercises

STATUSES = {
    "graded": "Graded as handed in.",
    "repaired": "Graded after a repair of the notebook. The feedback page says which.",
    "late": "Handed in after the deadline, and graded.",
    "flagged": "Graded. Something in the code should be looked at; see the flags.",
    "unreadable": "The file is not a notebook. Ask for it again.",
    "failed": "The grader could not finish. Grade again, and look at the notes.",
    "missing": "Nothing was handed in.",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an exercise, as the verdict has it; ``tried`` is known once the answers are left behind."""

    name: str
    points: float
    earned: float
    passed: bool
    state: str = ""
    headline: str = ""
    mistakes: tuple[str, ...] = ()
    tried: bool = False


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """One exercise of a notebook; ``html`` is the card that the grader rendered."""

    exercise: str
    points: float
    earned: float
    parts: tuple[Part, ...]
    html: str = ""


@dataclass(frozen=True, slots=True)
class NotebookResult:
    """One notebook of a learner; ``answers`` maps an exercise to the source of its answer cell."""

    name: str
    status: str
    notes: tuple[str, ...] = ()
    answers: dict[str, str] = dataclasses.field(default_factory=dict)
    exercises: tuple[ExerciseResult, ...] = ()

    @property
    def earned(self) -> float:
        """Points earned in this notebook."""
        return sum(exercise.earned for exercise in self.exercises)

    @property
    def points(self) -> float:
        """Points this notebook can give."""
        return sum(exercise.points for exercise in self.exercises)

    def tried(self, exercise: str, part: Part) -> bool:
        """Whether the learner wrote something for a part: it is right, or the answer is more than the stub."""
        answer = self.answers.get(exercise, "")
        stub = not answer.strip() or re.search(r"^\s*raise NotImplementedError", answer, re.MULTILINE)
        return part.passed or not (stub or part.state == "untried")


@dataclass(frozen=True, slots=True)
class LearnerResult:
    """All that one learner handed in for a topic."""

    learner: str
    topic: str
    status: str
    earned: float
    points: float
    notes: tuple[str, ...] = ()
    notebooks: tuple[NotebookResult, ...] = ()
    submitted: str | None = None
    late: bool = False
    late_seconds: float = 0.0
    penalty: float = 0.0
    flags: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Earned points as a share of all, 0 to 1."""
        return min(1.0, max(0.0, self.earned / self.points)) if self.points > 0 else 0.0

    @property
    def page(self) -> str:
        """Name of the feedback page, safe as a file name and different for each learner."""
        if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}", self.learner):
            return f"{self.learner}.html"
        readable = re.sub(r"[^A-Za-z0-9_-]+", "-", self.learner).strip("-")[:60] or "learner"
        return f"{readable}-{hashlib.sha256(self.learner.encode('utf-8', 'replace')).hexdigest()[:10]}.html"

    def counted(self) -> LearnerResult:
        """Return what is counted over a class: the same without code and cards, so that many fit into memory."""
        return dataclasses.replace(self, notebooks=tuple(map(_counted, self.notebooks)))


def _counted(book: NotebookResult) -> NotebookResult:
    made = []
    for exercise in book.exercises:
        parts = tuple(_bare(part, book.tried(exercise.exercise, part)) for part in exercise.parts)
        made.append(dataclasses.replace(exercise, exercise=sys.intern(exercise.exercise), parts=parts, html=""))
    return dataclasses.replace(book, name=sys.intern(book.name), answers={}, exercises=tuple(made))


def _bare(part: Part, tried: bool) -> Part:
    mistakes = tuple(map(sys.intern, part.mistakes))
    return Part(sys.intern(part.name), part.points, part.earned, part.passed, mistakes=mistakes, tried=tried)


def read(results_dir: Path, problems: list[str]) -> Iterator[LearnerResult]:
    """Yield every result that can be read; what cannot gets a sentence in `problems`."""
    if not results_dir.is_dir():
        raise FileNotFoundError(
            f"{results_dir} is not a folder. Give the folder that `cnncourse grade` wrote, or run it first."
        )
    known: set[str] = set()
    for path in sorted(results_dir.glob("*.json")):
        try:
            learner = _decode(LearnerResult, json.loads(path.read_text(encoding="utf-8")), "the file")
            if learner.learner in known:
                raise ValueError(f"the learner {learner.learner} has another result file")
        except (OSError, ValueError, RecursionError) as error:
            problems.append(f"{path.name} was left out: {error}. Remove the file and grade again.")
            continue
        known.add(learner.learner)
        yield in_course_order(learner)


def in_course_order(learner: LearnerResult) -> LearnerResult:
    """Sort the notebooks of a learner as the exercises in them are met in the course, unknown ones last."""
    place = _places(learner.topic)

    def first_place(book: NotebookResult) -> int:
        return min((place.get(e.exercise, len(place)) for e in book.exercises), default=len(place))

    return dataclasses.replace(learner, notebooks=tuple(sorted(learner.notebooks, key=first_place)))


@cache
def _places(topic: str) -> dict[str, int]:
    known = exercises.of_topic(topic) if topic in exercises.topics() else []
    return {exercise.name: number for number, exercise in enumerate(known)}


# ------------------------------------------------------------------------------ from JSON


def _decode(kind: typing.Any, value: typing.Any, where: str) -> typing.Any:
    """Build `kind` (a dataclass, tuple, dict or plain type) from JSON; a ValueError says what is wrong."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(kind, value, where)
    if origin is types.UnionType:
        return None if value is None else _decode(arguments[0], value, where)
    allowed, expected = _JSON_TYPES[origin or kind]
    if type(value) not in allowed:
        raise ValueError(f"{where} is a {type(value).__name__}, expected {expected}")
    if kind is float and not math.isfinite(value):
        raise ValueError(f"{where} is {value}, expected a finite number")
    if origin is tuple:
        return tuple(_decode(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if origin is dict:
        return {key: _decode(arguments[1], item, f"{where}[{key!r}]") for key, item in value.items()}
    return value


_JSON_TYPES: dict[typing.Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), "text"),
    float: ((int, float), "a number"),
    bool: ((bool,), "true or false"),
    tuple: ((list,), "a list"),
    dict: ((dict,), "an object"),
}


def _decode_dataclass(kind: typing.Any, value: typing.Any, where: str) -> typing.Any:
    if not isinstance(value, dict):
        raise ValueError(f"{where} is a {type(value).__name__}, expected an object")
    given = {}
    for name, hint, needed in _fields(kind):
        if name in value:
            given[name] = _decode(hint, value[name], name)
        elif needed:
            raise ValueError(f'{where} has no "{name}"')
    return kind(**given)


@cache
def _fields(kind: typing.Any) -> list[tuple[str, typing.Any, bool]]:
    """Return the name and type of each field of a dataclass, and whether it must be given."""
    hints, missing = typing.get_type_hints(kind), dataclasses.MISSING
    return [
        (field.name, hints[field.name], field.default is missing and field.default_factory is missing)
        for field in dataclasses.fields(kind)
    ]
