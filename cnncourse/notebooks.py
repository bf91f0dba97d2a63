"""Turn solutions/<topic>/*.py into the notebooks that learners get: exercises/<topic>/*.ipynb.

An author writes jupytext's py:percent format with two short keys, ``# %% answer="conv2d"`` and
``# %% check="conv2d"``. From them come nbgrader's metadata, the cell ids and the points; nbgrader's
``generate_assignment`` then takes the answers out. Everything is derived and nothing is random: the same source
gives the same bytes on every machine.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from cnncourse import exercises as declared
from cnncourse.running import defines

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
KEYS = {"answer", "check", "tags"}
STUB = "raise NotImplementedError()"  # what nbgrader leaves where a solution was
LAYOUT_KEYS = {"lines_to_next_cell", "lines_to_end_of_cell_marker"}  # jupytext's own notes on blank lines


class AuthorError(ValueError):
    """A mistake in a solution source, told to its author in one sentence."""


@dataclass(frozen=True)
class Released:
    """One notebook of the release, the exercises in it, and whether its file was written, unchanged or kept."""

    path: Path
    exercises: tuple[str, ...]
    state: str


def release(
    topics: list[str] | None = None,
    solutions: Path = Path("solutions"),
    exercises: Path = Path("exercises"),
    build: Path = Path("build"),
) -> list[Released]:
    """Make the released notebooks of `topics`, or of all topics under `solutions`.

    A released notebook whose source is gone is removed. A notebook that somebody has worked on is kept as it is, and so
    is all of `exercises` if a source has a mistake.

    Raises:
        AuthorError: a source is not as it should be; the message names the file and the cell.
    """
    if not solutions.is_dir():
        raise AuthorError(f"there is no folder {solutions}: run this in the folder that holds it")
    found = sorted(folder.name for folder in solutions.iterdir() if any(folder.glob("*.py")))
    if not found:
        raise AuthorError(f"no folder in {solutions} holds a .py file; expected {solutions}/<topic>/*.py")
    for topic in topics or []:
        if topic not in found:
            raise AuthorError(f"{solutions / topic} holds no .py file; the topics are: {', '.join(found)}")
    chosen = list(dict.fromkeys(topics or found))
    for topic in chosen:
        write_sources(topic, solutions / topic, build / "source" / topic)
    for topic in chosen:
        generate(topic, build)
    return [made for topic in chosen for made in publish(build / "release" / topic, exercises / topic)]


def write_sources(topic: str, authored: Path, target: Path) -> None:
    """Write nbgrader's source notebooks of one topic; the answers are still in them."""
    sources = {path: source_notebook(path, topic) for path in sorted(authored.glob("*.py"))}
    owners: dict[str, Path] = {}
    for path, notebook in sources.items():
        for name in check_cells(notebook):
            if name in owners:
                raise AuthorError(f"{path}: {name!r} is already an exercise of {owners[name].name}")
            owners[name] = path
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path, notebook in sources.items():
        nbformat.write(notebook, target / f"{path.stem}.ipynb")


def source_notebook(path: Path, topic: str) -> NotebookNode:
    """Read one solution and return it as a notebook with nbgrader's metadata and stable ids.

    Raises:
        AuthorError: the source is not as it should be; the message names the cell.
    """
    try:
        notebook = jupytext.read(path, fmt="py:percent")
    except (UnicodeDecodeError, ValueError) as error:
        raise AuthorError(f"{path} cannot be read: {error}") from error
    counts: Counter[str] = Counter()
    for number, cell in enumerate(notebook.cells, start=1):
        try:
            _complete(cell, topic, counts)
        except ValueError as error:
            raise AuthorError(f"{path}, cell {number}: {error}") from error
    try:
        _pair_up([cell.id for cell in notebook.cells])
    except ValueError as error:
        raise AuthorError(f"{path}: {error}") from error
    return nbformat.v4.new_notebook(cells=notebook.cells, metadata={"kernelspec": dict(KERNELSPEC)})


def check_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the check cells of a source or released notebook by the name of the exercise they check."""
    return _cells_called("check-", notebook)


def answer_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the answer cells of a source or released notebook by the name of the exercise they answer."""
    return _cells_called("answer-", notebook)


def _cells_called(prefix: str, notebook: NotebookNode) -> dict[str, NotebookNode]:
    ids = [(cell.metadata.get("nbgrader", {}).get("grade_id", ""), cell) for cell in notebook.cells]
    return {name.removeprefix(prefix): cell for name, cell in ids if name.startswith(prefix)}


def _complete(cell: NotebookNode, topic: str, counts: Counter[str]) -> None:
    """Give one cell its id and, if it has a short key, the metadata that nbgrader wants."""
    keys = {key: value for key, value in cell.metadata.items() if key not in LAYOUT_KEYS}
    if unknown := sorted(keys.keys() - KEYS):
        raise ValueError(f"unknown key {unknown[0]!r}; known are {', '.join(sorted(KEYS))}")
    if "answer" in keys and "check" in keys:
        raise ValueError("a cell is an answer or a check, not both")
    cell.metadata = NotebookNode({"tags": keys["tags"]} if "tags" in keys else {})
    if "answer" in keys:
        _make_answer(cell, keys["answer"])
    elif "check" in keys:
        _make_check(cell, keys["check"], topic)
    elif BEGIN in cell.source or END in cell.source:
        raise ValueError(f'a cell with {BEGIN!r} needs the key answer="..."')
    else:
        kind = {"code": "code", "markdown": "text"}.get(cell.cell_type, cell.cell_type)
        counts[kind] += 1
        cell.id = f"{kind}-{counts[kind]:02d}"


def _make_answer(cell: NotebookNode, name: str) -> None:
    marks = re.findall(f"{BEGIN}|{END}", cell.source)
    if not marks or marks != [BEGIN, END] * (len(marks) // 2):
        raise ValueError(f"the answer {name!r} needs {BEGIN!r} and, after it, {END!r}")
    if cell.cell_type != "code" or not defines(name, cell.source):
        raise ValueError(f"the answer {name!r} does not define {name}")
    _label(cell, f"answer-{name}", solution=True)


def _make_check(cell: NotebookNode, name: str, topic: str) -> None:
    exercise = declared.find(name)  # a ValueError names the nearest exercises
    if exercise.topic != topic:
        raise ValueError(f"the exercise {name!r} belongs to the topic {exercise.topic!r}")
    if cell.cell_type != "code" or not re.search(rf"^check\(\s*[\"']{re.escape(name)}[\"']", cell.source, re.M):
        raise ValueError(f'the check cell of {name!r} does not call check("{name}")')
    _label(cell, f"check-{name}", grade=True, locked=True, points=exercise.points)


def _label(cell: NotebookNode, grade_id: str, **flags: object) -> None:
    """Write nbgrader's metadata; all flags must be there for it to accept the cell."""
    base = {"schema_version": 3, "grade_id": grade_id, "cell_type": cell.cell_type}
    base |= {"grade": False, "locked": False, "solution": False, "task": False}
    cell.metadata["nbgrader"] = NotebookNode(base | flags)
    cell.id = grade_id


def _pair_up(ids: list[str]) -> None:
    """Refuse answers without a check, checks without an answer before them, and a name used twice."""
    for cell_id, count in Counter(ids).items():
        kind, _, name = cell_id.partition("-")
        if count > 1:
            raise ValueError(f'{kind}="{name}" stands on {count} cells')
        if kind == "answer" and f"check-{name}" not in ids:
            raise ValueError(f'the answer {name!r} has no cell with check="{name}"')
        if kind == "check" and f"answer-{name}" not in ids[: ids.index(cell_id)]:
            raise ValueError(f'no cell with answer="{name}" comes before check="{name}"')
    if not any(cell_id.startswith("check-") for cell_id in ids):
        raise ValueError("there is no check cell")


def generate(topic: str, build: Path) -> None:
    """Let nbgrader take the answers out of build/source/<topic>, into build/release/<topic>."""
    config = Config()
    config.CourseDirectory.root = str(build.resolve())
    config.CourseDirectory.assignment_id = topic
    config.GenerateAssignment.no_database = True  # the gradebook is filled from the release, when grading
    config.SaveCells.enabled = False
    config.GenerateAssignment.force = True
    config.ClearSolutions.begin_solution_delimeter = BEGIN
    config.ClearSolutions.end_solution_delimeter = END
    quiet = logging.Logger("release")  # an error comes as an exception; the log would repeat it with a traceback
    quiet.addHandler(logging.NullHandler())
    try:
        GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, log=quiet).start()
    except NbGraderException as error:
        raise AuthorError(f"nbgrader refuses the sources in {build / 'source' / topic}: {error}") from error


def publish(made: Path, target: Path) -> list[Released]:
    """Copy the notebooks in `made` to `target` where they differ; remove those that have no source any more."""
    target.mkdir(parents=True, exist_ok=True)
    fresh = sorted(made.glob("*.ipynb"))
    for stale in {path.name for path in target.glob("*.ipynb")} - {path.name for path in fresh}:
        if not worked_on(target / stale):
            (target / stale).unlink()
    return [_copy(path, target / path.name) for path in fresh]


def worked_on(path: Path) -> bool:
    """Tell whether a notebook is more than a release wrote: saved by Jupyter, run, answered, or somebody's own."""
    try:
        notebook = nbformat.read(path, as_version=4)
        untouched = notebook.metadata == {"kernelspec": KERNELSPEC} and bool(check_cells(notebook))
        answered = any(STUB not in cell.source for cell in answer_cells(notebook).values())
        return answered or not untouched or any(cell.get("outputs") for cell in notebook.cells)
    except Exception:  # nbformat raises errors of many kinds; what cannot be read is not ours to remove
        return True


def _copy(path: Path, target: Path) -> Released:
    names = tuple(check_cells(nbformat.read(path, as_version=4)))
    if target.exists() and target.read_bytes() == path.read_bytes():
        return Released(target, names, "unchanged")
    if target.exists() and worked_on(target):
        return Released(target, names, "kept")
    shutil.copyfile(path, target)
    return Released(target, names, "written")
