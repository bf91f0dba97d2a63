"""How to grade, and who is told how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cnncourse.grading.intake import IntakeError


@dataclass
class Settings:
    """How to grade.

    Args:
        submitted: the folder or the archive with what was handed in; see `intake.FORMS`.
        output: takes everything that the grading makes.
        exercises: the folder with the released notebooks, <topic>/*.ipynb.
        topic: which topic to grade; needed if several are released.
        seed: the secret seed; by default that of the last run in `output`, or a new one.
        seconds: how long one cell may take; a check cell may take twice as long.
        jobs: how many processes grade at the same time; by default one for each core, at most 8.
        scheduler: the address of a Dask scheduler, whose workers grade instead.
        database: SQLAlchemy's address of the gradebook; by default a file in `output`.
        roster: the CSV file with everybody who is expected to hand in.
        learners: whom to grade; by default everybody.
        due: when it was due; what came later is late.
        regrade: also grade again what has not changed.
        sandbox: whether learners' code is kept apart from this machine; without, it may do whatever you may.
    """

    submitted: Path
    output: Path = Path("build/grading")
    exercises: Path = Path("exercises")
    topic: str | None = None
    seed: int | None = None
    seconds: float = 20.0
    jobs: int | None = None
    scheduler: str | None = None
    database: str | None = None
    roster: Path | None = None
    learners: tuple[str, ...] = ()
    due: datetime | None = None
    regrade: bool = False
    sandbox: bool = True


class Watcher(Protocol):
    """Is told how a grading goes."""

    def begin(self, learners: int) -> None:
        """So many learners are to be graded."""

    def problem(self, text: str) -> None:
        """Something was found that the instructor should know."""

    def graded(self, learner: str) -> None:
        """One learner is done."""


class Silent:
    """A watcher that keeps everything to itself."""

    def begin(self, learners: int) -> None:
        """Keep silent."""

    def problem(self, text: str) -> None:
        """Keep silent."""

    def graded(self, learner: str) -> None:
        """Keep silent."""


def released_topic(settings: Settings) -> str:
    """Return the topic to grade: the one asked for, else the only one.

    Raises:
        IntakeError: it is not released, or there are several.
    """
    topics = sorted({path.parent.name for path in settings.exercises.glob("*/*.ipynb")})
    if not topics:
        raise IntakeError(f"{settings.exercises} holds no released notebook; run `cnncourse release` first")
    if settings.topic is None and len(topics) > 1:
        raise IntakeError(f"several topics are released; choose one with --topic: {', '.join(topics)}")
    if settings.topic not in (None, *topics):
        raise IntakeError(f"the topic {settings.topic!r} is not released; released are: {', '.join(topics)}")
    return settings.topic or topics[0]
