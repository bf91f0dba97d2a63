"""Read what learners handed in and rebuild each notebook from its release.

Nothing of a submitted notebook is believed except the learner's own code: the check cells, their points and
the order of the cells are those of the release.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from cnncourse.grading.rebuild import Cell, rebuild

LARGEST = 50_000_000  # bytes of a notebook file


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


def read_release(folder: Path) -> dict[str, NotebookNode]:
    """Return the released notebooks of one topic by stem."""
    return {path.stem: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))}


def learners_in(submitted: Path, topic: str) -> list[str]:
    """Return the names of the learners' folders.

    Raises:
        IntakeError: there is no such folder, or nobody in it has handed in this topic.
    """
    if not submitted.is_dir():
        raise IntakeError(f"{submitted} is not a folder; expected <folder>/<learner>/{topic}/*.ipynb")
    names = sorted(path.name for path in submitted.iterdir() if is_folder(path) and path.name[0] not in "._")
    if not any(is_folder(submitted / name / topic) for name in names):
        raise IntakeError(
            f"no learner's folder in {submitted} has a folder {topic!r}; expected {submitted}/<learner>/{topic}/*.ipynb"
        )
    for name in names:
        if not name.isprintable():  # line breaks, or bytes that are not UTF-8
            raise IntakeError(f"the folder {name!r} in {submitted} has no printable name; rename it")
    return names


def is_folder(path: Path) -> bool:
    """Tell whether `path` is a folder itself, not a link to one."""
    return path.is_dir() and not path.is_symlink()


def take_in(folder: Path, release: dict[str, NotebookNode]) -> tuple[list[Submission], list[str]]:
    """Read one learner's folder of a topic; return a submission for each released notebook, and notes."""
    files = {path.name: path for path in sorted(folder.iterdir())} if is_folder(folder) else {}
    strays = [name for name in files if name.endswith(".ipynb") and name.removesuffix(".ipynb") not in release]
    submissions, used = [], set()
    for stem, released in release.items():
        named = f"{stem}.ipynb"
        renamed = [name for name in strays if plain_stem(name) == stem.lower()]
        if named not in files and len(renamed) == 1:
            used.add(renamed[0])
            submission = receive(stem, files[renamed[0]], released)
            if submission.notebook is not None:
                submission.repaired(f"The file was called {renamed[0]}.")
        else:
            submission = receive(stem, files.get(named), released)
        submissions.append(submission)
    return submissions, [
        f"{name} is none of the exercises and was not looked at; if it is one, rename it and grade again."
        for name in strays
        if name not in used
    ]


def plain_stem(name: str) -> str:
    """Return the stem of a file name without what browsers and Jupyter add: "conv2d (1)", "conv2d-Copy1"."""
    return re.sub(r"(\s*\(\d+\)|-copy\d*|_copy\d*)+$", "", name.removesuffix(".ipynb").lower())


def receive(stem: str, path: Path | None, released: NotebookNode) -> Submission:
    """Read one file and put its answers into the released notebook."""
    submission = Submission(stem)
    if path is None:
        submission.status = "missing"
        submission.notes.append("No notebook was handed in.")
        return submission
    try:
        cells = read_cells(path)
    except (OSError, ValueError, RecursionError) as error:
        submission.status = "unreadable"
        submission.notes.append(f"{path.name} cannot be read: {why(error)}.")
        return submission
    submission.notebook, submission.answers, notes = rebuild(cells, released)
    for note in notes:
        submission.repaired(note)
    return submission


def why(error: BaseException) -> str:
    """Say in a clause why a file cannot be read."""
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON (line {error.lineno}: {error.msg})"
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return error.strerror or "the system refuses" if isinstance(error, OSError) else str(error)


def read_cells(path: Path) -> list[Cell]:
    """Return the cells of a notebook file of format 3 or 4.

    Raises:
        ValueError: it is not a notebook.
        OSError: the file cannot be read.
    """
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("it is a link or a folder, and only plain files are read")
    if status.st_size > LARGEST:
        raise ValueError(f"it has {status.st_size / 1e6:.0f} MB, and at most {LARGEST / 1e6:.0f} MB are read")
    data = json.loads(path.read_bytes().decode("utf-8-sig"))
    if not isinstance(data, dict) or data.get("nbformat") not in (3, 4):
        raise ValueError("it is not a notebook of format 3 or 4")
    sheets = data.get("worksheets") if data["nbformat"] == 3 else [data]
    if not isinstance(sheets, list) or not all(
        isinstance(s, dict) and isinstance(s.get("cells"), list) for s in sheets
    ):
        raise ValueError("it has no list of cells")
    return [cell for sheet in sheets for raw in sheet["cells"] if (cell := read_cell(raw))]


def read_cell(raw: Any) -> Cell | None:
    """Read one cell; None if it is not one. Format 3 calls the source of a code cell its input."""
    if not isinstance(raw, dict):
        return None
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    metadata = raw.get("metadata")
    label = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    label = label if isinstance(label, dict) else {}
    ids = tuple(i for i in (label.get("grade_id"), raw.get("id")) if isinstance(i, str))
    # a lone surrogate is legal in JSON, but can be written to no file
    return Cell(str(raw.get("cell_type")), source.encode("utf-8", "replace").decode(), ids, label)


def fingerprint(folder: Path) -> str:
    """Return a hash of the names and contents of all notebooks in a learner's folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.ipynb")) if is_folder(folder) else []:
        status = path.lstat()
        digest.update(f"{path.name!r} {stat.S_IFMT(status.st_mode)} {status.st_size} ".encode())
        if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST:
            with suppress(OSError):
                digest.update(path.read_bytes())
    return digest.hexdigest()
