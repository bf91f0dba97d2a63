"""How far a learner has come, over all notebooks of a folder."""

import shutil
from pathlib import Path

import pytest

from cnncourse import standing
from cnncourse.cli import main

RELEASED = Path(__file__).parents[1] / "exercises" / "convolution" / "im2col.ipynb"
ANSWER = Path(__file__).parent / "data" / "right_answers" / "convolution" / "im2col" / "loops.py"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder with one released notebook, and a cache of its own."""
    monkeypatch.setenv("CNNCOURSE_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "exercises" / "convolution" / RELEASED.name
    path.parent.mkdir(parents=True)
    shutil.copy(RELEASED, path)
    return tmp_path / "exercises"


def solve(folder):
    import nbformat

    path = folder / "convolution" / RELEASED.name
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.get("id") == "answer-im2col"]
    cell.source = ANSWER.read_text("utf-8")
    nbformat.write(notebook, path)


def test_a_notebook_that_nobody_has_begun_is_not_run(folder, monkeypatch):
    monkeypatch.setattr(standing, "check_notebook", lambda path: pytest.fail("it was run"))
    (one,) = standing.standings(folder)["convolution"]
    assert (one.solved, one.exercises, one.earned) == ((), ("im2col",), 0.0)
    assert one.points > 0
    assert one.minutes == 30  # as the head of the notebook says


def test_a_solved_notebook_counts_and_is_run_once(folder, monkeypatch):
    solve(folder)
    (one,) = standing.standings(folder)["convolution"]
    assert (one.solved, one.minutes) == (("im2col",), 0)
    assert one.earned == one.points
    monkeypatch.setattr(standing, "check_notebook", lambda path: pytest.fail("it was run again"))
    assert standing.standings(folder)["convolution"] == [one]


def test_a_damaged_notebook_is_named_and_the_others_are_shown(folder):
    (folder / "convolution" / "broken.ipynb").write_text("{")
    broken, whole = standing.standings(folder)["convolution"]
    assert "not a notebook that can be read" in broken.trouble
    assert whole.exercises == ("im2col",)


def test_the_command_progress_prints_what_is_still_to_do(folder, capsys):
    assert main(["progress", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "0/1" in printed
    assert "im2col (30 min)" in printed


def test_the_command_progress_says_when_there_are_no_notebooks(tmp_path, capsys):
    assert main(["progress", str(tmp_path)]) == 2
    assert "holds no notebooks in folders called by their topics" in capsys.readouterr().err
