"""Take in what learners handed in, in any of the forms in which it arrives, and rebuild it from the release.

Nothing of a submitted notebook is believed except the learner's own code: the check cells, their points and
the order of the cells are those of the release.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from cnncourse.grading.intake.archives import LARGEST_ARCHIVE, OF_A_CLASS, is_archive, look_into, plain_name
from cnncourse.grading.intake.cells import read_cells
from cnncourse.grading.intake.files import File, RefusedError, Tree, reason, shown, tree_of
from cnncourse.grading.intake.names import assignment
from cnncourse.grading.intake.owners import by_owner, named
from cnncourse.grading.intake.rebuild import rebuild
from cnncourse.grading.intake.shelf import Candidates, Shelf, rivals

if TYPE_CHECKING:
    from cnncourse.grading.intake.roster import Roster

TIMESTAMP = "timestamp.txt"  # nbgrader's
HASHED = 200_000_000  # bytes of one learner's files
TRIED = 5  # files that may be the same notebook
WRAPPERS = {"submitted", "submissions", "collected"}  # folders in an archive that are no learner's
MISSING = "No notebook was handed in."
FORMS = """<learner>/{topic}/*.ipynb, as nbgrader collects them
  <learner>/*.ipynb, or anywhere below it, as GitHub Classroom clones them
  <learner>_<notebook>.ipynb, or <learner>.zip
  the download of Moodle or Canvas, as it came or unpacked
  a zip or tar archive of any of these"""


class IntakeError(Exception):
    """What keeps the grading from starting, in one sentence."""


@dataclass
class Submission:
    """One notebook of one learner.

    Args:
        name: the stem of the released notebook.
        status: "graded", "repaired", "missing" or "unreadable"; "failed" if grading it goes wrong later.
        notes: what was found and repaired, in sentences.
        notebook: the rebuilt notebook; None if it is missing or unreadable.
        answers: the source of each answer cell by exercise.
    """

    name: str
    status: str = "graded"
    notes: list[str] = field(default_factory=list)
    notebook: NotebookNode | None = None
    answers: dict[str, str] = field(default_factory=dict)

    def repaired(self, note: str) -> None:
        """Note a repair."""
        self.status = "repaired"
        self.notes.append(note)


@dataclass
class Handed:
    """What one learner handed in. The files are read when they are needed.

    Args:
        learner: the id, which is also a file name.
        topic: for which topic.
        files: the files, seen from the learner's folder; archives are not yet opened.
        late_by_lms: whether an LMS says that something of it came late.
        notes: what was found, in sentences.
        called: the learner's other name, that of the folder or in the LMS.
        person: what the roster says of the learner.
    """

    learner: str
    topic: str
    files: list[File] = field(default_factory=list)
    late_by_lms: bool = False
    notes: list[str] = field(default_factory=list)
    called: str = ""
    person: dict[str, str] = field(default_factory=dict)

    @cached_property
    def submitted(self) -> datetime | None:
        """When it was handed in, if nbgrader's timestamp.txt tells; a bad one gets a note."""
        found = [f for f in self.files if f.name == TIMESTAMP and f.folders in ((self.topic,), ())]
        for file in sorted(found, key=lambda f: -len(f.parts)):
            try:
                return moment(file.read(200).decode("ascii").strip())
            except (OSError, ValueError, OverflowError, TypeError, AttributeError):
                self.notes.append(f"{TIMESTAMP} holds no time that nbgrader writes; when it was handed in is unknown.")
        return None

    def fingerprint(self) -> str:
        """Return a hash of all that the grading of this learner depends on: names, bytes, and what the names tell."""
        _ = self.submitted  # may add a note
        known = (self.learner, self.topic, self.late_by_lms, self.notes)
        digest, left = hashlib.sha256(repr(known).encode()), HASHED
        for file in sorted(self.files, key=lambda f: f.parts):
            digest.update(repr((file.parts, file.refused)).encode())
            if file.is_notebook or is_archive(file.name) or file.name == TIMESTAMP:
                try:
                    data = file.read(min(left, LARGEST_ARCHIVE))
                except (OSError, RefusedError) as error:
                    data = repr((str(error), file.time)).encode()
                left -= len(data)
                digest.update(hashlib.sha256(data).digest())
        digest.update(repr([file.parts for file in rivals(self.files)]).encode())
        return digest.hexdigest()


def moment(text: str) -> datetime:
    """Read a time as nbgrader does, but for offsets, "+0200", which that takes for seconds."""
    try:
        found = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d)", "", text))
    except ValueError:
        found = datetime.min
    return found if found.tzinfo else parse_utc(text).replace(tzinfo=UTC)


class Class(dict[str, Handed]):
    """What each learner handed in, by learner; and notes on what belongs to nobody."""

    def __init__(self, learners: Iterable[tuple[str, Handed]], notes: list[str]):
        super().__init__(learners)
        self.notes = notes


def read_release(folder: Path) -> dict[str, NotebookNode]:
    """Return the released notebooks of one topic by stem."""
    return {path.stem: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))}


# ------------------------------------------------------------------ the class


def handed_in(where: Path, topic: str, release: dict[str, NotebookNode], roster: Roster | None = None) -> Class:
    """Find what each learner handed in for a topic, in a folder or an archive; with a roster, also who did not.

    Raises:
        IntakeError: there is no such folder or archive, or nobody in it has handed in this topic.
    """
    tree = _tree(where, topic)
    repositories = _repositories(where, tree)
    start = assignment(repositories, where.resolve().name)
    found = by_owner(tree, topic, list(release), repositories, start)
    if not any(_may_be_for(release, file) for one in found for file in one.files):
        raise IntakeError(f"nobody in {where} has handed in {topic!r}; expected one of\n  {FORMS.format(topic=topic)}")
    everybody = {who: Handed(who, topic) for who in (roster.ids if roster else [])}
    for learner, one, notes in named(found, roster):
        everybody[learner] = Handed(learner, topic, one.files, one.late, notes, one.owner.name)
        if one.late:
            notes.append("The LMS says that it came late, not by how much.")
    for learner, handed in everybody.items():
        handed.person = roster.people.get(learner, {}) if roster else {}
    return Class(sorted(everybody.items()), tree.notes)


def _tree(where: Path, topic: str) -> Tree:
    """Return what lies in the folder or the archive that the instructor gives."""
    forms = FORMS.format(topic=topic)
    try:
        if where.is_dir():
            return _of_a_class(tree_of(where), where)
        if where.is_file():
            return _of_a_class(_unwrapped(look_into(where, OF_A_CLASS, where.name), where, topic), where)
    except (OSError, RefusedError) as error:
        raise IntakeError(f"{where} cannot be read: {reason(error)}; expected one of\n  {forms}") from error
    raise IntakeError(f"{where} does not exist; expected one of\n  {forms}")


def _of_a_class(tree: Tree, where: Path) -> Tree:
    """Return the tree; refuse a whole course of nbgrader, in which everything would be found several times."""
    tops = {folder[0] for folder in tree.folders}
    if "submitted" in tops and tops & {"source", "release"}:
        raise IntakeError(f"{where} is a whole course; give the folder with what was handed in, {where / 'submitted'}")
    return tree


def _unwrapped(tree: Tree, where: Path, topic: str) -> Tree:
    """Return what lies in the only folder of an archive, if that is the folder of a class."""
    tops = {folder[0] for folder in tree.folders} | {file.parts[0] for file in tree.files}
    below = {folder[1] for folder in tree.folders if len(folder) == 2}
    if len(tops) != 1 or tops.isdisjoint({plain_name(where.name), *WRAPPERS}) or not below or topic in below:
        return tree
    files = [replace(file, parts=file.parts[1:]) for file in tree.files if len(file.parts) > 1]
    return Tree(files, {folder[1:] for folder in tree.folders if len(folder) > 1}, tree.notes)


def _repositories(where: Path, tree: Tree) -> list[str]:
    """Return the folders that git has cloned."""
    tops = sorted({folder[0] for folder in tree.folders})
    return [name for name in tops if (where / name / ".git").exists()] if where.is_dir() else []


def _may_be_for(release: dict[str, NotebookNode], file: File) -> bool:
    named_so = any(stem.lower() in file.name.lower() for stem in release)
    return is_archive(file.name) or file.is_folder or (file.is_notebook and named_so)


# ---------------------------------------------------------------- one learner


def take_in(handed: Handed, release: dict[str, NotebookNode]) -> tuple[list[Submission], list[str]]:
    """Open a learner's archives; return a submission for each released notebook, and all notes on the learner."""
    names = (handed.learner, handed.called, handed.person.get("first_name", ""), handed.person.get("last_name", ""))
    shelf = Shelf(handed.files, " ".join(names), handed.topic, list(release))
    submissions = [receive(stem, shelf.found.get(stem), released) for stem, released in release.items()]
    for submission in submissions:
        if submission.status == "missing" and shelf.damage:
            submission.status, submission.notes = "unreadable", list(shelf.damage)
    told = any(submission.notes == shelf.damage for submission in submissions)
    _ = handed.submitted  # may add a note
    return submissions, handed.notes + shelf.notes + ([] if told else shelf.damage)


def receive(stem: str, candidates: Candidates | None, released: NotebookNode) -> Submission:
    """Read the best file of those that may be one notebook, and put its answers into the released one."""
    submission = Submission(stem)
    if candidates is None:
        submission.status, submission.notes = "missing", [MISSING]
        return submission
    unread = []
    for file in candidates.files[: -TRIED - 1 : -1]:
        try:
            cells = read_cells(file)
        except (OSError, RefusedError) as error:
            unread.append(f"{shown(file.name)} cannot be read: {reason(error)}.")
            continue
        submission.notebook, submission.answers, repairs = rebuild(cells, released)
        for note in [*unread, *candidates.choice(file), *repairs]:
            submission.repaired(note)
        return submission
    submission.status, submission.notes = "unreadable", unread
    return submission
