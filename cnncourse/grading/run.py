"""Lead the submissions of a class through the grading line."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import logging
import os
import secrets
import shutil
import traceback
import warnings
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from nbformat import NotebookNode
from nbgrader.converters.base import NbGraderException
from sqlalchemy.exc import SAWarning, SQLAlchemyError

import cnncourse
from cnncourse.grading import intake, record
from cnncourse.grading.gradebook import Book, sqlite
from cnncourse.grading.intake import Class, Handed, IntakeError, Submission
from cnncourse.grading.job import Done, Job, Setup
from cnncourse.grading.promised import promised
from cnncourse.grading.sandbox import self_test
from cnncourse.grading.settings import Settings, Silent, Watcher, released_topic
from cnncourse.grading.work import Work
from cnncourse.grading.workers import Workers

BATCH, EVERY = 20, 2.0  # learners, seconds: what is recorded at a time, and after a power cut is graded again


class GradingError(RuntimeError):
    """The grading came out wrong by the grader's own fault."""


@dataclass(frozen=True)
class Standing:
    """How one learner stands."""

    learner: str
    status: str
    earned: float
    points: float


@dataclass
class Outcome:
    """What came of a grading: how every learner stands, and who was graded now.

    Args:
        output: the folder of the grading.
        database: the address of the gradebook.
        standings: how everybody stands who was asked for.
        graded: who was graded now.
    """

    output: Path
    database: str
    standings: list[Standing] = field(default_factory=list)
    graded: list[str] = field(default_factory=list)

    @property
    def results(self) -> list[dict[str, Any]]:
        """All results, read from their files."""
        return list(record.results(self.output, [standing.learner for standing in self.standings]))


def grade(settings: Settings, watcher: Watcher | None = None) -> Outcome:
    """Grade every learner whose submission, or the grader itself, has changed since the last time.

    Raises:
        IntakeError: nothing can be graded, or not into this folder.
        GradingError: the gradebook cannot be used, or disagrees with the results at the end.
        SandboxError: there is no sandbox, and doing without was not asked for.
    """
    warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's queries set off some
    topic = released_topic(settings)
    release = intake.read_release(settings.exercises / topic)
    roster = record.roster_of(settings.output, settings.roster)
    everybody = intake.handed_in(settings.submitted, topic, release, roster)
    if settings.sandbox:
        self_test()
    with alone_in(settings.output):
        try:
            record.keep_roster(settings.output, settings.roster)
            with closing(Line(settings, topic, release, watcher or Silent())) as line:
                return line.run(everybody)
        except (SQLAlchemyError, NbGraderException) as error:
            what = str(getattr(error, "orig", error)).splitlines()[0]
            advice = "; close what uses it, such as formgrader, and run the same command again" * ("locked" in what)
            raise GradingError(f"nbgrader cannot work in {settings.output}: {what}{advice}") from error
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            advice = "make room, and run the same command again: it goes on where it was"
            raise GradingError(f"{settings.output} cannot be written to: {error.strerror}; {advice}") from error


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

    def __init__(self, settings: Settings, topic: str, release: dict[str, NotebookNode], watcher: Watcher):
        self.settings, self.topic, self.release, self.watcher = settings, topic, release, watcher
        self.output = settings.output.resolve()
        self._last = record.read_json(self.output / "run.json")
        self.seed = self._agree_on_seed()
        self._released = _digest(sorted((settings.exercises / self.topic).glob("*.ipynb")))
        self.log = logging.Logger("grading", logging.WARNING)
        self.log.addHandler(logging.FileHandler(self.output / "grading.log", encoding="utf-8", delay=True))
        self.book = self._open_gradebook()
        self._lateness = (self.book.due(), (self.output / record.NBGRADER_CONFIG).read_text("utf-8"))  # its rules
        self.works: dict[str, Work] = {}
        self.batch: list[Work] = []
        self.recorded = monotonic()

    def run(self, everybody: Class) -> Outcome:
        """Grade whom it concerns, make sure that the books agree, and return how everybody stands."""
        chosen = self.chosen(everybody)
        todo = self.to_do(chosen)
        self.grade(chosen, todo)
        standings = list(self.audited(chosen))
        self.tell_of_others(everybody)
        return Outcome(self.output, self.book.address, standings, list(todo))

    def chosen(self, everybody: Class) -> dict[str, Handed]:
        """Return the learners who were asked for.

        Raises:
            IntakeError: one of them is not there.
        """
        if unknown := sorted(set(self.settings.learners) - set(everybody)):
            raise IntakeError(f"nobody is called {', '.join(unknown)}; there are: {', '.join(everybody)[:500]}")
        return {name: everybody[name] for name in self.settings.learners or everybody}

    def close(self) -> None:
        """Close the gradebook."""
        self.book.close()

    def _agree_on_seed(self) -> int:
        """Return the seed given, that of the last run in this folder, or a new one."""
        if self._last.get("topic", self.topic) != self.topic:
            raise IntakeError(f"{self.output} holds the grades of {self._last['topic']!r}; choose another --output")
        seed = self._last.get("seed") if self.settings.seed is None else self.settings.seed
        return secrets.randbelow(2**32) if seed is None else int(seed)

    def _open_gradebook(self) -> Book:
        """Open the gradebook, enter the release if it has changed, and note in run.json what this run goes by."""
        address = self._last.get("database") or self.settings.database or sqlite(self.output)
        if self.settings.database not in (None, address):
            raise IntakeError(f"{self.output} has its gradebook elsewhere; choose another --output for this --db")
        record.furnish(self.output, self.topic, self.release, address)
        book = Book(address, self.topic, record.configuration(self.output))
        run = {"topic": self.topic, "seed": self.seed, "release": self._released, "database": address}
        try:
            if book.released() not in (set(), set(self.release)):
                raise RuntimeError("other notebooks")
            if self._last != run or not book.released():
                book.enter_release(self.release)
        except RuntimeError as error:
            raise IntakeError(
                f"the release has other notebooks or cells than when the gradebook in {self.output} was begun; "
                "grade into a new folder with --output"
            ) from error
        if self.settings.due:
            book.set_due(self.settings.due)
        record.write_json(self.output / "run.json", run)
        return book

    def fingerprint(self, handed: Handed) -> str:
        """Return a hash of everything on which the result of a learner depends."""
        parts = (handed.fingerprint(), code_version(), self._released, self.seed, self.settings.seconds)
        return hashlib.sha256(" ".join(map(str, (*parts, *self._lateness))).encode()).hexdigest()

    def to_do(self, chosen: dict[str, Handed]) -> dict[str, str]:
        """Return the fingerprint of each learner who must be graded: with no such result, or not in the gradebook."""
        booked = self.book.rows()
        prints = {name: self.fingerprint(handed) for name, handed in chosen.items()}

        def changed(name: str, mark: str) -> bool:
            result = record.read_json(record.result_file(self.output, name))
            return result.get("fingerprint") != mark or bool(record.disagreements(result, booked))

        return {name: mark for name, mark in prints.items() if self.settings.regrade or changed(name, mark)}

    def grade(self, chosen: dict[str, Handed], todo: dict[str, str]) -> None:
        """Grade the learners in `todo`; what is finished is recorded, even if the rest is interrupted."""
        self.watcher.begin(len(todo))
        jobs = self.settings.jobs or min(8, os.cpu_count() or 1)
        try:
            with (
                scratch() as folder,
                Workers(self.setup(folder), min(jobs, len(todo) or 1), self.settings.scheduler) as workers,
            ):
                for job, done in workers.done(self.job(chosen[name], mark) for name, mark in todo.items()):
                    self.finish(self.works.pop(job.learner), done)
        finally:
            self.record()

    def setup(self, folder: Path) -> Setup:
        """Return what all jobs have in common."""
        submitted = self.settings.submitted.resolve()
        secret = submitted if submitted.is_dir() else submitted.parent
        return Setup(
            seed=self.seed,
            seconds=self.settings.seconds,
            sandbox=self.settings.sandbox,
            promised={stem: promised(notebook) for stem, notebook in self.release.items()},
            scratch=folder,
            hidden=(secret, self.output, self.settings.exercises.resolve(), Path.cwd() / "solutions"),
        )

    def job(self, handed: Handed, fingerprint: str) -> Job:
        """Rebuild a learner's notebooks; if that goes wrong, all of them have failed, and the class goes on."""
        learner = handed.learner
        try:
            submissions, notes = intake.take_in(handed, self.release)
        except OSError:
            raise
        except Exception as error:
            self.log.exception(learner)
            reason = f"Reading it failed with {type(error).__name__}; see grading.log."
            submissions, notes = [Submission(stem, "failed", [reason]) for stem in self.release], []
        notebooks = {one.name: one.notebook for one in submissions if one.notebook is not None}
        target = self.output / record.REBUILT / learner / self.topic
        shutil.rmtree(target, ignore_errors=True)
        for stem, notebook in notebooks.items():
            record.write_notebook(target / f"{stem}.ipynb", notebook)
        if handed.submitted:
            when = f"{handed.submitted.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC\n"  # as nbgrader writes it
            record.write_whole(target / "timestamp.txt", when)
        self.works[learner] = Work(handed, fingerprint, submissions, notes)
        return Job(learner, notebooks)

    def finish(self, work: Work, done: Done) -> None:
        """File a learner's graded notebooks, and record them with others as soon as there are enough."""
        work.done = done
        target = self.output / record.AUTOGRADED / work.learner / self.topic
        shutil.rmtree(target, ignore_errors=True)
        for stem, one in list(done.graded.items()):
            try:
                record.write_notebook(target / f"{stem}.ipynb", one.notebook)
            except (TypeError, ValueError, RecursionError):  # what a learner's process has sent is no JSON after all
                done.failures[stem] = traceback.format_exc()
                del done.graded[stem]
        for stem, reason in done.failures.items():
            self.log.error("%s, %s: %s", work.learner, stem, reason)
        work.note_outcome()
        self.batch.append(work)
        if len(self.batch) >= BATCH or monotonic() > self.recorded + EVERY:
            self.record()

    def record(self) -> None:
        """Enter the batch in the gradebook in one transaction, then write the results, which say that it is there."""
        batch, self.batch = self.batch, []
        os.sync()  # so that after a power cut, too, a result means that its notebooks are there
        late = self.book.enter(work.entry() for work in batch)
        for work in batch:
            result = work.result(self.topic, self.release, late[work.learner])
            record.write_json(record.result_file(self.output, work.learner), result)
            for problem in work.problems():
                self.watcher.problem(problem)
            self.watcher.graded(work.learner)
        self.recorded = monotonic()

    def audited(self, learners: Iterable[str]) -> Iterator[Standing]:
        """Yield how each learner stands, once it is sure that the gradebook has the same points.

        Raises:
            GradingError: it has not.
        """
        booked, wrong = self.book.rows(), []
        for result in record.results(self.output, list(learners)):
            wrong += record.disagreements(result, booked)
            yield Standing(*(result[key] for key in ("learner", "status", "earned", "points")))
        if wrong:
            raise GradingError(f"{len(wrong)} rows of the gradebook disagree with the results; first: {wrong[0]}")

    def tell_of_others(self, everybody: Class) -> None:
        """Name what belongs to nobody, and learners who were graded earlier and are not among the submissions now."""
        for note in everybody.notes:
            self.watcher.problem(note)
        kept = {path.stem for path in (self.output / "results").glob("*.json")}
        for name in sorted(kept - set(everybody)):
            result = record.result_file(self.output, name)
            self.watcher.problem(f"{name}: no longer handed in; stays in the report until you delete {result}")


@contextmanager
def scratch() -> Iterator[Path]:
    """Return a folder for what notebooks write where there is no sandbox; it is gone afterwards."""
    with TemporaryDirectory(prefix="cnncourse-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@cache
def code_version() -> str:
    """Return a hash of this package's sources."""
    return _digest(sorted(Path(cnncourse.__file__).parent.rglob("*.py")))


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name} {path.stat().st_size} ".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
