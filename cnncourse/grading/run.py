"""Lead the submissions of a class through the grading line."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import secrets
import shutil
import warnings
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import nbformat
from nbformat import NotebookNode
from nbgrader.converters.base import NbGraderException
from sqlalchemy.exc import SAWarning, SQLAlchemyError

import cnncourse
from cnncourse.grading import intake, record
from cnncourse.grading.autograde import REBUILT, Autograder, configuration
from cnncourse.grading.execute import Executions, Unprotected
from cnncourse.grading.intake import IntakeError, Submission
from cnncourse.grading.promised import promised
from cnncourse.grading.sandbox import self_test

VARIANTS = 16  # of the inputs of a class


class GradingError(RuntimeError):
    """The grading came out wrong by the grader's own fault."""


@dataclass
class Settings:
    """How to grade.

    Args:
        submitted: the folder with <learner>/<topic>/*.ipynb.
        output: takes everything that the grading makes.
        exercises: the folder with the released notebooks, <topic>/*.ipynb.
        topic: which topic to grade; needed if several are released.
        seed: the secret seed; by default that of the last run in `output`, or a new one.
        seconds: how long one cell may take; a check cell may take twice as long.
        jobs: how many notebooks run at the same time; by default one for each core, at most 8.
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


@dataclass
class Outcome:
    """What came of a grading: the result of every learner, and who was graded now."""

    output: Path
    results: list[dict[str, Any]] = field(default_factory=list)
    graded: list[str] = field(default_factory=list)


@dataclass
class Work:
    """One learner in the making."""

    learner: str
    fingerprint: str
    submissions: list[Submission]
    notes: list[str]
    runs: dict[str, Future[NotebookNode]]


def grade(settings: Settings, watcher: Watcher | None = None) -> Outcome:
    """Grade every learner whose submission, or the grader itself, has changed since the last time.

    Raises:
        IntakeError: nothing can be graded, or not into this folder.
        GradingError: the gradebook cannot be used, or disagrees with the results at the end.
        SandboxError: there is no sandbox, and doing without was not asked for.
    """
    warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's queries set off some
    topic = released_topic(settings)
    learners = intake.learners_in(settings.submitted, topic)
    if settings.sandbox:
        self_test()
    with alone_in(settings.output):
        line = Line(settings, topic, watcher or Silent())
        try:
            line.open_gradebook()
            todo = line.to_do(learners)
            line.grade(todo)
            results = [record.read_json(record.result_file(line.output, name)) for name in learners]
            line.audit(results)
        except (SQLAlchemyError, NbGraderException) as error:
            what = str(getattr(error, "orig", error)).splitlines()[0]
            raise GradingError(f"nbgrader cannot work in {line.output}: {what}") from error
    line.tell_of_others(learners)
    return Outcome(line.output, results, list(todo))


@contextmanager
def alone_in(output: Path) -> Iterator[None]:
    """Make the output folder and keep other gradings out of it; the lock goes with the process, however it ends.

    Raises:
        IntakeError: another grading is at work there.
    """
    output.mkdir(parents=True, exist_ok=True)
    with (output / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IntakeError(f"another grading is at work in {output}; wait, or choose another --output") from error
        yield


class Line:
    """The grading line of one topic, into one folder."""

    def __init__(self, settings: Settings, topic: str, watcher: Watcher):
        self.settings, self.topic, self.watcher = settings, topic, watcher
        self.output, self.submitted = settings.output.resolve(), settings.submitted.resolve()
        self.release = intake.read_release(settings.exercises / self.topic)
        self._last = record.read_json(self.output / "run.json")
        self.seed = self._agree_on_seed()
        self.config = configuration(self.output, self.topic)
        self.log = logging.Logger("nbgrader", logging.WARNING)
        self.log.addHandler(logging.FileHandler(self.output / "nbgrader.log", encoding="utf-8", delay=True))
        self._released = _digest(sorted((settings.exercises / self.topic).glob("*.ipynb")))

    def _agree_on_seed(self) -> int:
        """Return the seed given, that of the last run in this folder, or a new one."""
        if self._last.get("topic", self.topic) != self.topic:
            raise IntakeError(f"{self.output} holds the grades of {self._last['topic']!r}; choose another --output")
        seed = self._last.get("seed") if self.settings.seed is None else self.settings.seed
        return secrets.randbelow(2**32) if seed is None else int(seed)

    def seed_of(self, learner: str) -> int:
        """Return the seed of a learner's inputs: one of a few, so that what was computed for one serves others."""
        variant = zlib.crc32(f"{self.seed} {learner}".encode()) % VARIANTS
        return int.from_bytes(hashlib.sha256(f"{self.seed} {variant}".encode()).digest()[:4])

    def open_gradebook(self) -> None:
        """Enter the release in the gradebook, if it has changed, and note in run.json what this run goes by."""
        if not (self.output / "gradebook.db").exists() or self._last.get("release") != self._released:
            record.open_gradebook(self.output, self.topic, self.release)
        run = {"topic": self.topic, "seed": self.seed, "release": self._released}
        record.write_json(self.output / "run.json", run)

    def fingerprint(self, learner: str) -> str:
        """Return a hash of everything on which the result of a learner depends."""
        handed_in = intake.fingerprint(self.submitted / learner / self.topic)
        parts = (handed_in, code_version(), self._released, self.seed, self.settings.seconds)
        return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()

    def changed(self, learner: str, fingerprint: str, booked: dict[record.Row, Any]) -> bool:
        """Tell whether a learner must be graded: no result of the same fingerprint, or none in the gradebook."""
        result = record.read_json(record.result_file(self.output, learner))
        return result.get("fingerprint") != fingerprint or bool(record.disagreements(result, booked))

    def to_do(self, learners: list[str]) -> dict[str, str]:
        """Return the fingerprint of each learner who must be graded."""
        booked = record.rows(self.output, self.topic)
        prints = {name: self.fingerprint(name) for name in learners}
        everybody = self.settings.regrade
        return {name: mark for name, mark in prints.items() if everybody or self.changed(name, mark, booked)}

    def grade(self, todo: dict[str, str]) -> None:
        """Grade these learners; the notebooks of the next ones run while one is verified and recorded."""
        self.watcher.begin(len(todo))
        jobs = self.settings.jobs or min(8, os.cpu_count() or 1)
        waiting: deque[Work] = deque()
        with closing(self.executions(jobs)) as executions:
            for name, mark in todo.items():
                waiting.append(self.begin(name, mark, executions))
                if len(waiting) > jobs:
                    self.finish(waiting.popleft())
            while waiting:
                self.finish(waiting.popleft())

    def executions(self, jobs: int) -> Executions | Unprotected:
        """Return what runs the notebooks."""
        if not self.settings.sandbox:
            return Unprotected(self.settings.seconds, jobs)
        sources = [cell.source for notebook in self.release.values() for cell in notebook.cells]
        torch = any("import torch" in source or "from torch" in source for source in sources)
        secret = (self.submitted, self.output, self.settings.exercises.resolve(), Path.cwd() / "solutions")
        return Executions(self.settings.seconds, jobs, secret, torch)

    def begin(self, learner: str, fingerprint: str, executions: Executions | Unprotected) -> Work:
        """Rebuild a learner's notebooks and let them run."""
        folder = self.submitted / learner / self.topic
        submissions, notes = intake.take_in(folder, self.release)
        target = self.output / REBUILT / learner / self.topic
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        runs = {}
        for submission in submissions:
            if submission.notebook is not None:
                nbformat.write(submission.notebook, target / f"{submission.name}.ipynb")
                beside = promised(self.release[submission.name])
                runs[submission.name] = executions.start(submission.notebook, self.seed_of(learner), beside)
        return Work(learner, fingerprint, submissions, notes, runs)

    def finish(self, work: Work) -> None:
        """Verify and record a learner's notebooks, as they come in from the kernels."""
        verdicts: dict[str, Any] = {}
        if work.runs:
            autograder = Autograder(work.learner, work.runs, self.seed_of(work.learner), self.config, self.log)
            autograder.start()
            verdicts = {k: v for k, v in autograder.verdicts.items() if k not in autograder.failures}
            _note_outcome(work.submissions, autograder)
        self._fill_gaps(work, verdicts)
        result = record.result_of(work.learner, self.topic, work.submissions, verdicts, work.notes)
        record.write_json(record.result_file(self.output, work.learner), result | {"fingerprint": work.fingerprint})
        self._tell(work)

    def _fill_gaps(self, work: Work, verdicts: dict[str, Any]) -> None:
        """Give 0 points, with the reason, for every notebook that has no verdicts."""
        gaps = [submission for submission in work.submissions if submission.name not in verdicts]
        for submission in gaps:
            verdicts[submission.name] = record.no_verdicts(self.release[submission.name], submission.notes[-1])
        record.enter_zeros(self.output, self.topic, work.learner, [gap.name for gap in gaps])

    def _tell(self, work: Work) -> None:
        for note in work.notes:
            self.watcher.problem(f"{work.learner}: {note}")
        if absent := [submission.name for submission in work.submissions if submission.status == "missing"]:
            self.watcher.problem(f"{work.learner}: not handed in: {', '.join(absent)}")
        for submission in work.submissions:
            for note in submission.notes if submission.status != "missing" else []:
                self.watcher.problem(f"{work.learner}, {submission.name}: {note}")
        self.watcher.graded(work.learner)

    def audit(self, results: list[dict[str, Any]]) -> None:
        """Make sure that every result stands in the gradebook, and with the same points.

        Raises:
            GradingError: one does not.
        """
        booked = record.rows(self.output, self.topic)
        if wrong := [text for result in results for text in record.disagreements(result, booked)]:
            raise GradingError(f"{len(wrong)} rows of the gradebook disagree with the results; first: {wrong[0]}")

    def tell_of_others(self, learners: list[str]) -> None:
        """Name the learners who were graded earlier and are not among the submissions any more."""
        kept = {path.stem for path in (self.output / "results").glob("*.json")}
        for name in sorted(kept - set(learners)):
            result = record.result_file(self.output, name)
            self.watcher.problem(f"{name}: no longer handed in; stays in the report until you delete {result}")


def _note_outcome(submissions: list[Submission], autograder: Autograder) -> None:
    """Add what happened to the notes: cells that timed out or crashed, notebooks that could not be graded."""
    for submission in submissions:
        submission.notes += autograder.notes.get(submission.name, [])
        if error := autograder.failures.get(submission.name):
            submission.status = "failed"
            submission.notes.append(f"Grading failed with {type(error).__name__}; see nbgrader.log.")


@cache
def code_version() -> str:
    """Return a hash of this package's sources."""
    return _digest(sorted(Path(cnncourse.__file__).parent.rglob("*.py")))


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


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name} {path.stat().st_size} ".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
