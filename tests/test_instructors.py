"""The chapter for instructors: what it names exists, and its examples do what it says of them."""

import ast
import re
import shlex
from copy import deepcopy
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from nbgrader.apps.nbgraderapp import NbGraderApp
from traitlets.config import Config

from cnncourse.cli import parser
from cnncourse.grading.intake.cells import read_cell
from cnncourse.grading.intake.rebuild import rebuild
from cnncourse.grading.intake.roster import Roster
from cnncourse.grading.record import CONFIGURATION
from cnncourse.grading.report.results import STATUSES

ROOT = Path(__file__).parents[1]
CHAPTER = (ROOT / "book" / "instructors.md").read_text("utf-8")
TEACHING = (ROOT / "README.md").read_text("utf-8").partition("**Teaching.**")[2].partition("## The tree")[0]


def blocks(language, text=CHAPTER):
    """Return what stands in the code blocks of a language."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    return [block for its, block in found if its == language]


def commands():
    """Return every command of the code blocks, as words, without variables before it."""
    scripts = [block.replace("\\\n", " ") for text in (CHAPTER, TEACHING) for block in blocks("bash", text)]
    lines = [line for script in scripts for line in script.splitlines()]
    parts = [part.split() for line in lines for part in line.partition("  #")[0].split("&&")]
    return [words for words in ([w for w in part if not re.match(r"[A-Z_]+=", w)] for part in parts) if words]


def of_program(name):
    """Return the commands of one program, each without its name."""
    return [words[1:] for words in commands() if Path(words[0]).name == name]


def inline():
    """Return what stands between single backticks in the text of the chapter."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", CHAPTER, flags=re.M | re.S))


def test_every_program_of_the_chapter_is_looked_at_here():
    known = {"cnncourse", "nbgrader", "dask", "jupyter", "make", "git", "cd", "mkdir", "source"}
    assert {Path(words[0]).name for words in commands()} <= known


@pytest.mark.parametrize("words", of_program("cnncourse"), ids=" ".join)
def test_command_of_the_course_is_understood(words):
    assert callable(parser().parse_args(words).run)


@pytest.mark.parametrize("words", of_program("nbgrader"), ids=" ".join)
def test_command_of_nbgrader_has_these_options(words):
    app, _ = NbGraderApp.subcommands[words[0].replace("-", "_")]
    app = app if isinstance(app, type) else getattr(import_module(app.rpartition(".")[0]), app.rpartition(".")[2])
    options = {word.removeprefix("--") for word in words if word.startswith("--")}
    assert options <= {*app.aliases, *app.flags}


@pytest.mark.parametrize("words", of_program("dask"), ids=" ".join)
def test_command_of_dask_has_these_options(words):
    reason = "Dask is not installed (pip install '.[cluster]')"
    cli = pytest.importorskip(f"distributed.cli.dask_{words[0]}", reason=reason)
    known = {option for parameter in cli.main.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_targets_of_make_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.M) for words in of_program("make") for target in words)


def test_every_option_in_the_text_is_one_of_the_commands():
    options = {word for text in inline() for word in shlex.split(text) if word.startswith("--")}
    known = {word for name in ("grade", "report", "doctor", "release") for word in options_of(name)}
    assert options
    assert options <= known


def options_of(name):
    return parser()._subparsers._group_actions[0].choices[name]._option_string_actions


def test_every_status_is_explained():
    rows = re.findall(r"^\| (\w+) \|", CHAPTER.partition("| status |")[2].partition("\n\n")[0], re.M)
    assert sorted(rows) == sorted(STATUSES)


def test_example_of_a_roster_is_read(tmp_path):
    (tmp_path / "roster.csv").write_text(next(block for block in blocks("") if block.startswith("id,")), "utf-8")
    assert Roster.read(tmp_path / "roster.csv").people["ada"]["canvas_id"] == "70000"


def test_example_of_a_rule_for_late_work_takes_a_tenth_for_each_day_begun():
    config = Config()
    exec(next(block for block in blocks("python") if "class TenthADay" in block), {"c": config})
    rule = config.AssignLatePenalties.plugin_class()
    hours = {1: 1.0, 24: 1.0, 25: 2.0, 24 * 30: 10.0}
    assert {h: rule.late_submission_penalty("ada", 10.0, 3600 * h) for h in hours} == pytest.approx(hours)


def test_setting_for_late_work_is_in_the_file_that_the_chapter_names():
    assert "penalty_method" in CONFIGURATION


def test_example_of_a_mistake_is_python():
    example = next(block for block in blocks("python") if block.startswith("("))
    assert len(ast.parse(example).body[0].value.elts[0].elts) == 3


def test_points_that_a_later_release_changed_are_no_repair():
    released = nbformat.read(ROOT / "exercises" / "filters" / "median_filter.ipynb", as_version=4)
    cells = [read_cell(cell) for cell in deepcopy(released.cells)]
    for cell in released.cells:
        if cell.id.startswith("check-"):
            cell.metadata["nbgrader"]["points"] += 1
    assert rebuild(cells, released)[2] == []
