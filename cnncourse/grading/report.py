"""Static pages about a graded class: a dashboard, one feedback page a learner, a CSV.

Everything is derived from ``results/*.json``. Strings in there come from learners (names, code) and are
escaped, except the cards, which the grader itself rendered. No page runs a script or asks the network.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import hashlib
import json
import math
import re
import statistics
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import jinja2

from cnncourse import exercises

STATUSES = {
    "graded": "Graded as handed in.",
    "repaired": "Graded after a repair of the notebook. The feedback page says which.",
    "missing": "Nothing was handed in.",
    "unreadable": "The file is not a notebook. Ask for it again.",
    "failed": "The grader could not finish. Grade again, and look at the notes.",
}


@dataclass(frozen=True)
class Part:
    """One part of an exercise, as the verdict has it."""

    name: str
    points: float
    earned: float
    passed: bool
    state: str = ""
    headline: str = ""
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise of a notebook; ``html`` is the card that the grader rendered."""

    exercise: str
    points: float
    earned: float
    parts: tuple[Part, ...]
    html: str = ""


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class LearnerResult:
    """All that one learner handed in for a topic."""

    learner: str
    topic: str
    status: str
    earned: float
    points: float
    notes: tuple[str, ...] = ()
    notebooks: tuple[NotebookResult, ...] = ()

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


def write(grading_dir: str | Path) -> Path:
    """Write the class report of a graded folder and return the path of ``report/index.html``.

    Reads ``grading_dir/results/*.json``; writes ``report/index.html``, ``feedback/<learner>.html`` and
    ``grades.csv`` into the same folder. The same results give the same bytes. A result file that cannot be
    read is named on the class page and left out of the counts; a feedback page without a result is removed.

    Args:
        grading_dir: the folder that ``cnncourse grade`` wrote.

    Returns:
        The path of the class page.

    Raises:
        FileNotFoundError: if ``grading_dir`` has no folder ``results``.
    """
    grading_dir = Path(grading_dir)
    learners, problems = load(grading_dir / "results")
    index, feedback = grading_dir / "report" / "index.html", grading_dir / "feedback"
    for folder in (index.parent, feedback):
        folder.mkdir(parents=True, exist_ok=True)
    _render(index, "class.html", **class_summary(learners), problems=problems)
    for learner in learners:
        _render(feedback / learner.page, "feedback.html", learner=learner)
    for stale in {path.name for path in feedback.glob("*.html")} - {learner.page for learner in learners}:
        (feedback / stale).unlink()
    write_csv(grading_dir / "grades.csv", learners)
    return index


def load(results_dir: Path) -> tuple[list[LearnerResult], list[str]]:
    """Read every result file: the learners sorted by name, and one sentence for each unreadable file."""
    if not results_dir.is_dir():
        raise FileNotFoundError(
            f"{results_dir} is not a folder. Give the folder that `cnncourse grade` wrote, or run it first."
        )
    learners: dict[str, LearnerResult] = {}
    problems = []
    for path in sorted(results_dir.glob("*.json")):
        try:
            learner = _decode(LearnerResult, json.loads(path.read_text(encoding="utf-8")), "the file")
            if learner.learner in learners:
                raise ValueError(f"the learner {learner.learner} has another result file")
            learners[learner.learner] = in_course_order(learner)
        except (OSError, ValueError, RecursionError) as error:
            problems.append(f"{path.name} was left out: {error}. Remove the file and grade again.")
    return sorted(learners.values(), key=lambda r: (r.learner.casefold(), r.learner)), problems


def in_course_order(learner: LearnerResult) -> LearnerResult:
    """Sort the notebooks of a learner as the exercises in them are met in the course, unknown ones last."""
    known = exercises.of_topic(learner.topic) if learner.topic in exercises.topics() else []
    place = {exercise.name: number for number, exercise in enumerate(known)}

    def first_place(book: NotebookResult) -> int:
        return min((place.get(e.exercise, len(place)) for e in book.exercises), default=len(place))

    return dataclasses.replace(learner, notebooks=tuple(sorted(learner.notebooks, key=first_place)))


def _decode(kind: typing.Any, value: typing.Any, where: str) -> typing.Any:
    """Build `kind` (a dataclass, tuple, dict or plain type) from JSON; a ValueError says what is wrong."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(kind, value, where)
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
    hints, given = typing.get_type_hints(kind), {}
    for field in dataclasses.fields(kind):
        if field.name in value:
            given[field.name] = _decode(hints[field.name], value[field.name], field.name)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise ValueError(f'{where} has no "{field.name}"')
    return kind(**given)


def class_summary(learners: list[LearnerResult]) -> dict[str, typing.Any]:
    """Collect what the class page shows."""
    return {
        "topics": sorted({learner.topic for learner in learners}),
        "learners": learners,
        "median": statistics.median(learner.share for learner in learners) if learners else 0.0,
        "points": max((learner.points for learner in learners), default=0.0),
        "histogram": histogram(learners),
        "exercises": part_statistics(learners),
        "mistakes": mistake_statistics(learners),
        "statuses": [
            (status, meaning, [learner for learner in learners if learner.status == status])
            for status, meaning in _known_and_other_statuses(learners).items()
        ],
        "notes": list(notes_of(learners)),
        "notebook_names": _in_order(book.name for learner in learners for book in learner.notebooks),
    }


def histogram(learners: Iterable[LearnerResult]) -> list[int]:
    """Count learners per tenth of the points; the last bin holds 90 to 100 % with both ends."""
    counts = [0] * 10
    for learner in learners:
        counts[min(9, int(10 * learner.share))] += 1
    return counts


def part_statistics(learners: list[LearnerResult]) -> dict[str, list[dict[str, typing.Any]]]:
    """Count, for each exercise and part, the learners who tried it and who got it right."""
    counts: dict[str, dict[str, dict[str, typing.Any]]] = {}
    for _, book, exercise, part in _parts(learners):
        row = counts.setdefault(exercise.exercise, {}).setdefault(
            part.name, {"name": part.name, "points": part.points, "tried": 0, "right": 0}
        )
        row["tried"] += book.tried(exercise.exercise, part)
        row["right"] += part.passed
    return {exercise: list(rows.values()) for exercise, rows in counts.items()}


def mistake_statistics(learners: list[LearnerResult]) -> list[tuple[str, str, list[LearnerResult]]]:
    """List (mistake, exercise, learners who made it), the most frequent first; a learner counts once."""
    found: dict[tuple[str, str], dict[str, LearnerResult]] = {}
    for learner, _, exercise, part in _parts(learners):
        for mistake in part.mistakes:
            found.setdefault((mistake, exercise.exercise), {})[learner.learner] = learner
    rows = [(mistake, exercise, list(who.values())) for (mistake, exercise), who in found.items()]
    return sorted(rows, key=lambda row: (-len(row[2]), row[1], row[0]))


def notes_of(learners: Iterable[LearnerResult]) -> Iterator[tuple[LearnerResult, str, str]]:
    """Yield (learner, notebook, note) for what the grader noted, except that a notebook is missing."""
    for learner in learners:
        yield from ((learner, "", note) for note in learner.notes)
        for book in learner.notebooks:
            if book.status != "missing":
                yield from ((learner, book.name, note) for note in book.notes)


def write_csv(path: Path, learners: list[LearnerResult]) -> None:
    """Write one line a learner: learner, topic, status, earned, points, then one column a part."""
    columns = _in_order((exercise.exercise, part.name) for _, _, exercise, part in _parts(learners))
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["learner", "topic", "status", "earned", "points", *map("/".join, columns)])
        for learner in learners:
            earned = {(e.exercise, p.name): points(p.earned) for _, _, e, p in _parts([learner])}
            identity = map(_spreadsheet_text, (learner.learner, learner.topic, learner.status))
            totals = (points(learner.earned), points(learner.points))
            rows.writerow([*identity, *totals, *(earned.get(column, "") for column in columns)])


def points(value: float) -> str:
    """Show points without a needless ``.0``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _parts(
    learners: Iterable[LearnerResult],
) -> Iterator[tuple[LearnerResult, NotebookResult, ExerciseResult, Part]]:
    for learner in learners:
        for book in learner.notebooks:
            for exercise in book.exercises:
                for part in exercise.parts:
                    yield learner, book, exercise, part


def _in_order(items: Iterable[typing.Any]) -> list[typing.Any]:
    return list(dict.fromkeys(items))


def _known_and_other_statuses(learners: list[LearnerResult]) -> dict[str, str]:
    return STATUSES | {r.status: "" for r in learners if r.status not in STATUSES}


def _spreadsheet_text(text: str) -> str:
    # A spreadsheet runs a cell that starts with one of these as a formula; the apostrophe keeps it text.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _render(path: Path, template: str, **values: typing.Any) -> None:
    html = _templates().get_template(template).render(**values)
    path.write_text(html, encoding="utf-8", errors="replace")


@functools.cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"points": points, "percent": lambda share: f"{100 * share:.0f} %", "href": quote}
    return environment
