"""Keep what came of a grading as files: one result a learner, and what nbgrader's own programs look for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from cnncourse.grading.gradebook import Row
from cnncourse.grading.intake.roster import Roster

REBUILT, AUTOGRADED = "rebuilt", "autograded"  # nbgrader's submitted and autograded notebooks
ROSTER = "roster.csv"
NBGRADER_CONFIG = "nbgrader_config.py"
CONFIGURATION = """# For nbgrader's own programs, and for the late penalties of `cnncourse grade`. Yours to change.
c = get_config()
c.CourseDirectory.course_id = "default_course"
c.CourseDirectory.db_url = {address!r}
c.CourseDirectory.submitted_directory = {submitted!r}
# Pictures before what can hold a script, in the pages of formgrader and of generate_feedback.
c.NbConvertBase.display_data_priority = [
    "text/html", "image/png", "image/jpeg", "image/svg+xml", "text/latex", "text/plain",
]
c.LateSubmissionPlugin.penalty_method = "none"  # "zero": nothing for what is late; or a plugin of your own
"""


# ------------------------------------------------------------------------------ what nbgrader looks for


def furnish(output: Path, topic: str, release: dict[str, NotebookNode], address: str) -> None:
    """Make the grading folder a course of nbgrader, in which formgrader finds the assignment."""
    config = output / NBGRADER_CONFIG
    if not config.exists():
        write_whole(config, CONFIGURATION.format(address=address, submitted=REBUILT))
    for stem, notebook in release.items():
        write_notebook(output / "source" / topic / f"{stem}.ipynb", notebook)


def configuration(output: Path) -> Config:
    """Return the course's configuration of nbgrader."""
    return PyFileConfigLoader(NBGRADER_CONFIG, path=str(output)).load_config()


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook of ours, which need not be validated again."""
    write_json(path, notebook)


# ------------------------------------------------------------------------------ the roster


def roster_of(output: Path, given: Path | None) -> Roster | None:
    """Return the roster that is given, else the one that was given the last time, if any.

    Raises:
        IntakeError: it cannot be read.
    """
    kept = output / ROSTER
    return Roster.read(given or kept) if given or kept.exists() else None


def keep_roster(output: Path, given: Path | None) -> None:
    """Keep a copy of the roster for the next time."""
    if given and given.resolve() != (output / ROSTER).resolve():
        shutil.copyfile(given, output / ROSTER)


# ------------------------------------------------------------------------------ results


def result_file(output: Path, learner: str) -> Path:
    """Return where the result of a learner is kept."""
    return output / "results" / f"{learner}.json"


def results(output: Path, learners: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the result of each of these learners, one at a time: there may be thousands."""
    return (read_json(result_file(output, learner)) for learner in learners)


def read_json(path: Path) -> dict[str, Any]:
    """Return the content of a result file; {} if it is not there or broken."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON file that is either whole or not there."""
    write_whole(path, json.dumps(content, ensure_ascii=False))  # an indent would make it four times slower


def write_whole(path: Path, text: str) -> None:
    """Write a file that is either whole or not there, whenever this process is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".tmp")
    unfinished.write_text(text, encoding="utf-8", errors="replace")  # half characters
    unfinished.replace(path)


def disagreements(result: dict[str, Any], booked: dict[Row, Any]) -> list[str]:
    """Compare a result with the gradebook; return a sentence for each row that is not as it should be."""
    found = []
    for notebook in result["notebooks"]:
        for exercise in notebook["exercises"]:
            where = (result["learner"], notebook["name"], f"check-{exercise['exercise']}")
            auto, manual, needed = booked.get(where, (None, None, True))
            if auto != exercise["earned"] or (needed and manual is None):
                found.append(f"{' / '.join(where)}: {exercise['earned']} was earned, the gradebook has {auto}")
    return found
