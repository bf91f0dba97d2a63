"""The command line: one sentence for each error, and exit codes that scripts can rely on."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

import cnncourse
from cnncourse.cli import main

ROOT = Path(__file__).parents[1]
EXERCISES = ROOT / "exercises" / "filters"
RIGHT = "def blur_kernel(size):\n    return np.full((size, size), 1 / size**2)"


def blur_notebook(path, answer, *sources):
    """Write the released notebook `kernels` with the exercise blur_kernel alone in it."""
    notebook = json.loads((EXERCISES / "kernels.ipynb").read_text(encoding="utf-8"))
    kept = [cell for cell in notebook["cells"] if cell["id"] in ("code-01", "answer-blur_kernel", "check-blur_kernel")]
    kept[1]["source"] = answer
    own = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"] = kept[:1] + [own | {"id": f"own-{i}", "source": s} for i, s in enumerate(sources)] + kept[1:]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def run(capsys, *arguments):
    """Return the exit code of a command, and what it printed on both streams."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as left:  # argparse
        code = left.code
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


def test_version_is_that_of_the_package(capsys):
    assert run(capsys, "--version")[:2] == (0, f"cnncourse {cnncourse.__version__}\n")


@pytest.mark.parametrize("command", [[], ["release"], ["check"], ["grade"], ["report"]])
def test_help_names_what_a_command_takes(capsys, command):
    code, out, _ = run(capsys, *command, "--help")
    assert code == 0
    assert "usage: cnncourse" in out


def test_check_is_content_with_a_right_answer(capsys, tmp_path):
    code, out, err = run(capsys, "check", blur_notebook(tmp_path / "a.ipynb", RIGHT))
    assert (code, err) == (0, "")
    assert "blur_kernel: all right" in out
    assert "1 of 1 exercises are right." in out


def test_check_names_the_mistake_in_a_wrong_answer(capsys, tmp_path):
    code, out, _ = run(capsys, "check", blur_notebook(tmp_path / "a.ipynb", RIGHT.replace("size**2", "size")))
    assert code == 1
    assert "every size: Your result equals what you get when" in out


def test_check_says_that_an_answer_is_not_attempted_yet(capsys):
    code, out, _ = run(capsys, "check", EXERCISES / "median_filter.ipynb")
    assert code == 1
    assert "median_filter: not attempted yet" in out


def test_check_quotes_the_line_of_a_syntax_error(capsys, tmp_path):
    code, out, _ = run(capsys, "check", blur_notebook(tmp_path / "a.ipynb", "def blur_kernel(size)\n    return 1"))
    assert code == 1
    assert "The answer cell stopped with SyntaxError" in out
    assert "(line 1): `def blur_kernel(size)`" in out


def test_check_goes_on_after_an_endless_loop(capsys, tmp_path):
    notebook = blur_notebook(tmp_path / "a.ipynb", RIGHT, "while True: pass")
    code, out, _ = run(capsys, "check", notebook, "--timeout", "1.5")
    assert code == 0, out


def test_check_leaves_the_notebook_as_it_is(capsys, tmp_path):
    notebook = blur_notebook(tmp_path / "a.ipynb", RIGHT)
    before = notebook.read_bytes()
    run(capsys, "check", notebook)
    assert notebook.read_bytes() == before


def test_check_prints_no_control_characters_of_a_notebook(capsys, tmp_path):
    _, out, _ = run(capsys, "check", blur_notebook(tmp_path / "a.ipynb", "raise ValueError('\\x1b[2J')"))
    assert "ValueError" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no file"),
        (b"", "is not a notebook"),
        (b"print(1)", "is not a notebook"),
        (b"\xff\xfe", "is not a notebook"),
        (b"[1]", "is not a notebook"),
        (b"{}", "is not a notebook"),
        (b'{"cells": [], "nbformat": 4}', "is not a notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 1}', "is not a notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}', "has no check cell"),
    ],
)
def test_check_refuses_what_it_cannot_check_in_one_sentence(capsys, tmp_path, content, said):
    path = tmp_path / "notebook.ipynb"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run(capsys, "check", path)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_check_names_the_nearest_exercise_for_an_unknown_one(capsys, tmp_path):
    path = blur_notebook(tmp_path / "a.ipynb", RIGHT)
    path.write_text(path.read_text().replace('check(\\"blur_kernel\\")', 'check(\\"blur_kernal\\")'))
    code, _, err = run(capsys, "check", path)
    assert code == 2
    assert re.search("no exercise called 'blur_kernal'; the nearest are blur_kernel", err)


def test_release_says_which_files_changed(capsys, tmp_path):
    where = ("--solutions", ROOT / "solutions", "--exercises", tmp_path / "exercises", "--build", tmp_path / "build")
    first, second = (run(capsys, "release", "convolution", *where) for _ in range(2))
    assert first[0] == second[0] == 0
    assert {line.split()[0] for line in first[1].splitlines()} == {"written"}
    assert {line.split()[0] for line in second[1].splitlines()} == {"unchanged"}


def test_release_tells_an_authors_mistake_in_one_sentence(capsys, tmp_path):
    code, _, err = run(capsys, "release", "--solutions", tmp_path / "none", "--exercises", tmp_path / "exercises")
    assert code == 2
    assert "there is no folder" in err
    code, _, err = run(capsys, "release", "--solutions", tmp_path, "--exercises", tmp_path / "exercises")
    assert code == 2
    assert "<topic>/*.py" in err


def test_grade_writes_grades_and_report(capsys, tmp_path):
    target = tmp_path / "in" / "ada [red]" / "filters" / "kernels.ipynb"
    target.parent.mkdir(parents=True)
    shutil.copy(EXERCISES / "kernels.ipynb", target)
    where = ("--exercises", ROOT / "exercises", "--topic", "filters", "--output", tmp_path / "out")
    code, out, err = run(capsys, "grade", tmp_path / "in", *where, "--jobs", 1, "--no-sandbox")
    assert code == 0, err
    assert "without a sandbox" in err
    assert "1 graded, 0 unchanged" in out
    assert "ada [red]: not handed in: apply_filter" in err
    for name in ("gradebook.db", "grades.csv", "report/index.html", "results/ada [red].json"):
        assert (tmp_path / "out" / name).exists()


@pytest.mark.parametrize("layout", ["", "convolution/ada/other.txt"])
def test_grade_says_how_submissions_must_lie(capsys, tmp_path, layout):
    path = tmp_path / "in" / layout
    path.mkdir(parents=True)
    where = ("--exercises", ROOT / "exercises", "--topic", "convolution", "--output", tmp_path / "out")
    code, _, err = run(capsys, "grade", tmp_path / "in", *where)
    assert code == 2
    assert "<learner>/convolution/*.ipynb" in err


def test_grade_asks_for_a_release_first(capsys, tmp_path):
    code, _, err = run(capsys, "grade", tmp_path, "--exercises", tmp_path, "--output", tmp_path / "out")
    assert code == 2
    assert "run `cnncourse release` first" in err


@pytest.mark.parametrize("option", [("--timeout", "0"), ("--timeout", "soon"), ("--jobs", "0"), ("--seed", "-1")])
def test_grade_refuses_a_number_out_of_range(capsys, tmp_path, option):
    code, _, err = run(capsys, "grade", tmp_path, *option)
    assert code == 2
    assert option[1] in err


def test_report_says_when_there_is_nothing_to_report_on(capsys, tmp_path):
    code, _, err = run(capsys, "report", tmp_path)
    assert code == 2
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(("command", "module"), [("check", "nbclient"), ("grade", "nbgrader"), ("release", "jupytext")])
def test_a_missing_extra_is_named_with_the_command_that_installs_it(capsys, tmp_path, monkeypatch, command, module):
    for name in [name for name in sys.modules if name.split(".")[0] == module or name.startswith("cnncourse.")]:
        if name != "cnncourse.cli":
            monkeypatch.delitem(sys.modules, name)
    for name in ("practice", "notebooks", "grading", "running"):
        monkeypatch.delattr(cnncourse, name, raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    code, _, err = run(capsys, command, *([] if command == "release" else [tmp_path]))
    assert code == 2
    assert module in err
    assert "pip install '.[grade]'" in err
