"""Count what the class page shows: scores, parts, mistakes, statuses, flags and answers that are alike."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cnncourse import exercises
from cnncourse.grading.report.results import STATUSES, ExerciseResult, LearnerResult, NotebookResult, Part

ENOUGH = 20  # learners who tried a part, before a correlation says anything
WHO, MOST_ROWS = 12, 400  # learners named in a row, rows of a table

Clusters = Iterable[tuple[str, Sequence[str], float]]


@dataclass
class PartCount:
    """How a class did in one part of an exercise."""

    name: str
    points: float
    tried: int = 0
    right: int = 0
    discrimination: float | None = None
    _pairs: list[tuple[bool, float]] = field(default_factory=list, repr=False, compare=False)

    def add(self, part: Part, rest: float) -> None:
        """Count one learner, who has `rest` points in all other parts."""
        self.tried += part.tried
        self.right += part.passed
        if part.tried:
            self._pairs.append((part.passed, rest))

    def finish(self) -> None:
        """Correlate success in this part with the points in the others."""
        passed, rest = [float(right) for right, _ in self._pairs], [points for _, points in self._pairs]
        if len(passed) >= ENOUGH and len(set(passed)) > 1 and max(rest) - min(rest) > 1e-9:
            self.discrimination = statistics.correlation(passed, rest)
        self._pairs.clear()


def class_summary(learners: Sequence[LearnerResult], clusters: Clusters = ()) -> dict[str, Any]:
    """Collect what the class page shows of learners whose results are ``counted()``."""
    pages = {learner.learner: learner for learner in learners}
    return {
        "topics": sorted({learner.topic for learner in learners}),
        "learners": learners,
        "handed_in": sum(learner.status != "missing" for learner in learners),
        "median": statistics.median(learner.share for learner in learners) if learners else 0.0,
        "points": max((learner.points for learner in learners), default=0.0),
        "histogram": histogram(learners),
        "exercises": part_statistics(learners),
        "enough": ENOUGH,
        "mistakes": mistake_statistics(learners),
        "statuses": list(status_statistics(learners)),
        "flags": [(learner, flag) for learner in learners for flag in learner.flags],
        "clusters": [(exercise, [pages.get(name, name) for name in who], share) for exercise, who, share in clusters],
        "notes": list(notes_of(learners)),
        "notebook_names": list(dict.fromkeys(book.name for learner in learners for book in learner.notebooks)),
        "who": WHO,
        "most": MOST_ROWS,
    }


def histogram(learners: Iterable[LearnerResult]) -> list[int]:
    """Count learners per tenth of the points; the last bin holds 90 to 100 % with both ends."""
    counts = [0] * 10
    for learner in learners:
        counts[min(9, int(10 * learner.share))] += 1
    return counts


def part_statistics(learners: Iterable[LearnerResult]) -> dict[str, list[PartCount]]:
    """Count, for each exercise and part, the learners who tried it and who got it right."""
    counts: dict[str, dict[str, PartCount]] = {}
    for learner, _, exercise, part in _parts(learners):
        rows = counts.setdefault(exercise.exercise, {})
        rows.setdefault(part.name, PartCount(part.name, part.points)).add(part, learner.earned - part.earned)
    for rows in counts.values():
        for row in rows.values():
            row.finish()
    return {exercise: list(rows.values()) for exercise, rows in counts.items()}


def mistake_statistics(learners: Iterable[LearnerResult]) -> list[tuple[str, str, list[LearnerResult]]]:
    """List (mistake, exercise, learners who made it), the most frequent first; a learner counts once."""
    found: dict[tuple[str, str], dict[str, LearnerResult]] = {}
    for learner, _, exercise, part in _parts(learners):
        for mistake in part.mistakes:
            found.setdefault((mistake, exercise.exercise), {})[learner.learner] = learner
    rows = [(mistake, exercise, list(who.values())) for (mistake, exercise), who in found.items()]
    return sorted(rows, key=lambda row: (-len(row[2]), row[1], row[0]))


def status_statistics(learners: Sequence[LearnerResult]) -> Iterator[tuple[str, str, list[LearnerResult]]]:
    """Yield each status that a learner has, with its meaning and who has it."""
    found: dict[str, list[LearnerResult]] = {status: [] for status in STATUSES}
    for learner in learners:
        found.setdefault(learner.status, []).append(learner)
    yield from ((status, STATUSES.get(status, ""), who) for status, who in found.items() if who)


def notes_of(learners: Iterable[LearnerResult]) -> Iterator[tuple[LearnerResult, str, str]]:
    """Yield (learner, notebook, note) for what the grader noted, except that a notebook is missing."""
    for learner in learners:
        yield from ((learner, "", note) for note in learner.notes)
        for book in learner.notebooks:
            if book.status != "missing":
                yield from ((learner, book.name, note) for note in book.notes)


def _parts(
    learners: Iterable[LearnerResult],
) -> Iterator[tuple[LearnerResult, NotebookResult, ExerciseResult, Part]]:
    for learner in learners:
        for book in learner.notebooks:
            for exercise in book.exercises:
                for part in exercise.parts:
                    yield learner, book, exercise, part


# ------------------------------------------------------------------------------ the book


class Book:
    """Where the pages of the book are. Without a book every address is "", and the words stand alone.

    Args:
        address: where the book is published, or the folder in which it was built; None: look beside the grading.
        page: the page from which a folder is linked.
    """

    def __init__(self, address: str | Path | None, page: Path):
        self.online = str(address or "").startswith(("https://", "http://"))
        self._base = ""
        self._folder: Path | None = None
        if self.online:
            self._base = str(address).rstrip("/").removesuffix("/index.html") + "/"
        else:
            places = [Path(address)] if address else [page.parents[2] / BUILT, Path("build") / BUILT]
            self._folder = next((place.resolve() for place in places if (place / "index.html").is_file()), None)
            self._base = _relative(self._folder, page.parent) if self._folder else ""

    def chapter(self, topic: str) -> str:
        """Return the address of a topic's chapter."""
        return self._address(f"{topic}.html", topic)

    def mistake(self, topic: str, mistake: str) -> str:
        """Return the address of a mistake's row in the table of its topic; a browser scrolls to the words."""
        page = self._address(f"mistakes_{topic}.html", topic)
        return page and f"{page}#:~:text={quote(mistake.replace('`', ''), safe='').replace('-', '%2D')}"

    def _address(self, name: str, topic: str) -> str:
        there = self.online or (self._folder is not None and (self._folder / name).is_file())
        return self._base + name if there and topic in exercises.topics() else ""


BUILT = Path("book/_build/html")


def _relative(folder: Path, start: Path) -> str:
    """Return the way from one folder to another as an address."""
    return quote(Path(*_steps(folder, start.resolve())).as_posix()) + "/"


def _steps(folder: Path, start: Path) -> list[str]:
    shared = 0
    for ours, theirs in zip(folder.parts, start.parts, strict=False):
        if ours != theirs:
            break
        shared += 1
    return [".."] * (len(start.parts) - shared) + list(folder.parts[shared:])
