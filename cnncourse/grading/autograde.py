"""nbgrader's autograder, fed with rebuilt notebooks, outside executions and our scores.

It sanitizes, saves and files as ever. In its list of preprocessors the execution is replaced by the outputs of
`execute.Executions`, and `verify` stands before the one that saves the scores.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import CheckCellMetadata, LimitOutput, SaveAutoGrades
from sqlalchemy.exc import OperationalError
from traitlets.config import Config

from cnncourse.checking import Verdict
from cnncourse.grading.verify import how_it_ended, verdict_on, write_score
from cnncourse.notebooks import answer_cells, check_cells
from cnncourse.running import ended_badly

REBUILT, AUTOGRADED = "rebuilt", "autograded"


def configuration(output: Path, topic: str) -> Config:
    """Return nbgrader's configuration for the grading folder `output`."""
    config = Config()
    config.CourseDirectory.root = str(output)
    config.CourseDirectory.course_id = "default_course"
    config.CourseDirectory.assignment_id = topic
    config.CourseDirectory.db_url = database(output)
    config.CourseDirectory.source_directory = "none"  # the gradebook is filled from the release
    config.CourseDirectory.submitted_directory = REBUILT
    config.CourseDirectory.autograded_directory = AUTOGRADED
    config.Autograde.force = True
    return config


def database(output: Path) -> str:
    """Return the address of the gradebook."""
    return f"sqlite:///{output / 'gradebook.db'}"


class Autograder(Autograde):
    """Grade the rebuilt notebooks of one learner; one that fails is noted and does not stop the others.

    Args:
        learner: the name of the learner.
        runs: the executed notebook of each stem, to come.
        seed: the seed of the observations.
        config: see `configuration`.
        log: takes what nbgrader has to say.
    """

    def __init__(
        self, learner: str, runs: dict[str, Future[NotebookNode]], seed: int, config: Config, log: logging.Logger
    ):
        super().__init__(coursedir=CourseDirectory(config=config), config=config, log=log)
        self.learner, self.runs, self.seed = learner, runs, seed
        self.autograde_preprocessors = [self._executed, LimitOutput, self._judged, SaveAutoGrades, CheckCellMetadata]
        self.verdicts: dict[str, dict[str, Verdict]] = {}
        self.notes: dict[str, list[str]] = {stem: [] for stem in runs}
        self.failures: dict[str, Exception] = {}

    def init_notebooks(self) -> None:
        """Name the notebooks to grade; nbgrader's own glob would take a learner called "[a]" for a pattern."""
        folder = self._format_source(self.coursedir.assignment_id, self.learner)
        self.assignments = {folder: [str(Path(folder) / f"{stem}.ipynb") for stem in self.runs]}

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Grade one notebook."""
        stem = Path(notebook_filename).stem
        try:
            super().convert_single_notebook(notebook_filename)
        except OperationalError:  # the gradebook itself is out of order
            raise
        except Exception as error:
            self.log.exception("%s, %s", self.learner, stem)
            self.failures[stem] = error

    def _executed(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Take over the outputs of the execution, in the place of nbgrader's Execute."""
        stem = resources["nbgrader"]["notebook"]
        ran = {cell.id: cell for cell in self.runs[stem].result().cells}
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = ran[cell.id].outputs, ran[cell.id].execution_count
                if ended_badly(cell):
                    self.notes[stem].append(f"The cell {cell.id} {how_it_ended(cell)}.")
        return nb, resources

    def _judged(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Judge each check cell and write its score, before nbgrader reads it."""
        answers, verdicts = answer_cells(nb), {}
        for name, cell in check_cells(nb).items():
            verdicts[name] = verdict_on(name, cell, answers.get(name), self.seed)
            write_score(cell, verdicts[name])
        self.verdicts[resources["nbgrader"]["notebook"]] = verdicts
        return nb, resources
