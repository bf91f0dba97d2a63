"""Stock nbgrader on our notebooks, and beside our grading line: on honest submissions the gradebooks are equal."""

import functools
import os
import shutil
import sys
from pathlib import Path

import nbformat
import nbgrader.api
import pytest
from gradebooks import differences, dump
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

from cnncourse import notebooks
from cnncourse.checking import check
from cnncourse.exercises import find
from cnncourse.grading import run
from cnncourse.grading.sandbox import SandboxError, self_test

sys.path.insert(0, str(Path(__file__).parent / "data"))
import bundled_class as table

TOPIC = "convolution"
STEMS = ("cross_correlate2d", "output_size")
DUE = "2026-03-02 12:00:00 UTC"
ON_TIME = "2026-03-01 09:30:00 UTC"

# learner: when it was handed in, the answers by exercise, and the text of the cell that a person grades
CLASS = {
    "ada": (
        ON_TIME,
        {"cross_correlate2d": "right", "output_size": "right", "same_padding": "right"},
        "Every second one.",
    ),
    "ben": (
        ON_TIME,
        {"cross_correlate2d": "truncates", "output_size": "rounds_up", "same_padding": "extra_first"},
        "It skips.",
    ),
    "chen": (None, {"cross_correlate2d": "untouched", "output_size": "untouched"}, None),
    "dora": (
        "2026-03-02 12:00:01 UTC",
        {"cross_correlate2d": "warns", "output_size": "right", "same_padding": "untouched"},
        "It takes every second position.",
    ),
    "emil": ("2026-03-02 13:30:00 EET", {"output_size": "other", "same_padding": "other"}, "Half as many."),
    "faye": ("2026-03-04 12:00:00 UTC", {"cross_correlate2d": "flips", "output_size": "untouched"}, None),
    "gus": ("2026-03-02 12:30:00 CET", {"cross_correlate2d": "right"}, None),
    "hana": ("2026-03-02 14:30:00 CET", {"cross_correlate2d": "right"}, None),
}
PENALTY = 'c.LateSubmissionPlugin.penalty_method = "zero"'
LATE = {"dora", "faye", "hana"}

BY_HAND = {"ada": 1.5, "chen": 0.5, "dora": 2.0, "faye": 0.25}  # what a person gives for explain-stride
# what is handed in again, or for the first time, once the class was graded
SECOND = {
    "ben": (ON_TIME, {"output_size": "right", "same_padding": "extra_first"}, "It skips."),
    "chen": ("2026-03-03 00:00:00 UTC", {"cross_correlate2d": "right", "output_size": "untouched"}, "Hop."),
    "ivo": (None, {"cross_correlate2d": "other", "output_size": "rounds_up"}, None),
}


# ------------------------------------------------------------------------------ what check returns


def right_answer(*args, **kwargs):
    return find("output_size").reference(*args, **kwargs)


def only_without_stride(size, kernel_size, stride=1, padding=0, dilation=1):
    return find("output_size").reference(size, kernel_size, 1, padding, dilation)


@pytest.mark.parametrize("how", ["autograde", "validate"])
@pytest.mark.parametrize(("answer", "points"), [(right_answer, 4.0), (only_without_stride, 1.0), (None, 0.0)])
def test_check_returns_the_points_as_a_plain_float_where_nbgrader_runs_it(how, answer, points, monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", how)
    earned = check("output_size", answer)
    assert (type(earned), earned) == (float, points)
    assert capsys.readouterr().out.startswith("output_size: ")


def test_check_of_an_unknown_exercise_earns_nothing_where_nbgrader_runs_it(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check("output_sice", right_answer) == 0.0


def test_check_returns_nothing_in_a_notebook_of_a_learner(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert check("output_size", right_answer) is None


def test_check_returns_nothing_where_it_only_observes(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("CNNCOURSE_GRADING_SEED", "7")
    assert check("output_size", right_answer) is None


# ----------------------------------------------------------------------------------- two courses


@pytest.fixture(scope="module", autouse=True)
def quick_gradebooks():
    """Let nbgrader ask once for the version of its tables; it starts a program to find out."""
    version = functools.cache(nbgrader.api.get_alembic_version)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        patch.setattr(nbgrader.api, "get_alembic_version", version)
        yield


def by_hand(cell_id, text, **flags):
    """Return a cell of which a person grades what the learner makes of it."""
    marks = {"schema_version": 3, "grade_id": cell_id, "cell_type": "markdown", "points": 2.0}
    marks |= {"grade": False, "solution": False, "locked": False, "task": False} | flags
    return new_markdown_cell(text, id=cell_id, metadata={"nbgrader": marks})


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """Return a course of stock nbgrader's, with the released notebooks and the submissions of the class."""
    root = tmp_path_factory.mktemp("stock")
    solutions = tmp_path_factory.mktemp("solutions") / TOPIC
    solutions.mkdir()
    for stem in STEMS:
        shutil.copy(table.ROOT / "solutions" / TOPIC / f"{stem}.py", solutions)
    notebooks.write_sources(TOPIC, solutions, root / "source" / TOPIC)
    path = root / "source" / TOPIC / "output_size.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(by_hand("explain-stride", "What does a stride of 2 do?", grade=True, solution=True))
    notebook.cells.append(by_hand("draw-windows", "Draw the windows.", task=True, locked=True))
    nbformat.write(notebook, path)
    succeed(course(root).generate_assignment(TOPIC))
    with gradebook(root) as book:
        book.update_or_create_assignment(TOPIC, duedate=DUE)
    hand_in(root, CLASS)
    return root


def course(root):
    """Return stock nbgrader at work in a folder."""
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = "default_course"  # as the gradebook's own default has it
    config.CourseDirectory.db_url = address(root)
    config.LateSubmissionPlugin.penalty_method = "zero"
    config.Execute.timeout = config.Execute.iopub_timeout = config.Execute.startup_timeout = 300  # on a busy machine
    return NbGraderAPI(config=config)


def address(root):
    return f"sqlite:///{root / 'gradebook.db'}"


def gradebook(root):
    return Gradebook(address(root))


def succeed(result):
    assert result["success"], result.get("error") or result.get("log")


def hand_in(root, submissions):
    """Write submissions below root/submitted."""
    sources = {
        cell_id.removeprefix("answer-"): source
        for stem in STEMS
        for cell_id, source in solved(root / "source" / TOPIC / f"{stem}.ipynb").items()
    }
    for learner, (time, answers, text) in submissions.items():
        folder = root / "submitted" / learner / TOPIC
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if time:
            (folder / "timestamp.txt").write_text(f"{time}\n", encoding="utf-8")
        for stem in STEMS:
            notebook = nbformat.read(root / "release" / TOPIC / f"{stem}.ipynb", as_version=4)
            cells = {cell.id: cell for cell in notebook.cells}
            if handed_in := {name: kind for name, kind in answers.items() if f"answer-{name}" in cells}:
                for name, kind in handed_in.items():
                    if kind != "untouched":
                        cells[f"answer-{name}"].source = table.answer_source(name, kind, sources)
                if text and "explain-stride" in cells:
                    cells["explain-stride"].source = text
                nbformat.write(notebook, folder / f"{stem}.ipynb")


def solved(path):
    return {cell.id: table.without_marks(cell.source) for cell in nbformat.read(path, as_version=4).cells}


@pytest.fixture(scope="module")
def ours(stock, tmp_path_factory):
    """Return the settings of our grading line for the same submissions, into a gradebook with the same due date."""
    output = tmp_path_factory.mktemp("ours")
    (output / "nbgrader_config.py").write_text(f"c = get_config()\n{PENALTY}\n", encoding="utf-8")
    with gradebook(output) as book:
        book.update_or_create_assignment(TOPIC, duedate=DUE)
    settings = run.Settings(stock / "submitted", output, stock / "release", seed=7, jobs=2)
    try:
        self_test()
    except SandboxError:
        settings.sandbox = False
    return settings


def both(stock, ours, learners):
    """Grade learners with both; return both gradebooks."""
    for learner in sorted(learners):
        succeed(course(stock).autograde(TOPIC, learner))
    ours.regrade = True
    run.grade(ours)
    return dump(address(stock)), dump(address(ours.output))


@pytest.fixture(scope="module")
def graded(stock, ours):
    return both(stock, ours, CLASS)


@pytest.fixture(scope="module")
def graded_again(graded, stock, ours):
    """Grade everything once more after people have graded by hand and some have handed in again."""
    for root in (stock, ours.output):
        with gradebook(root) as book:
            grade_by_hand(book)
    hand_in(stock, SECOND)
    return both(stock, ours, BY_HAND.keys() | SECOND.keys())


def grade_by_hand(book):
    """Enter what an instructor enters in formgrader, and what is known of a learner."""
    for learner, score in BY_HAND.items():
        grade = book.find_grade("explain-stride", "output_size", TOPIC, learner)
        grade.manual_score, grade.needs_manual_grade = score, False
    changed = book.find_grade("check-same_padding", "output_size", TOPIC, "ben")
    changed.manual_score, changed.extra_credit, changed.needs_manual_grade = 1.0, 0.5, False
    book.find_grade("check-cross_correlate2d", "cross_correlate2d", TOPIC, "ben").manual_score = 3.5
    book.find_grade("draw-windows", "output_size", TOPIC, "ada").manual_score = 2.0
    book.find_comment("explain-stride", "output_size", TOPIC, "ada").manual_comment = "Well put."
    book.find_submission_notebook("output_size", TOPIC, "ada").flagged = True
    book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace", email="ada@example.org")
    book.grant_extension(TOPIC, "faye", days=3)
    book.db.commit()


def test_both_gradebooks_have_rows_in_every_table(graded):
    for found in graded:
        assert len(found) == 14
        assert all(found.values())


def test_stock_nbgrader_gives_the_points_that_the_table_says(graded, stock):
    with gradebook(stock) as book:
        for learner, (_, answers, _) in CLASS.items():
            expected = {f"check-{name}": 0.0 for stem in STEMS for name in table.POINTS[stem]}
            for stem in STEMS:
                for name in table.POINTS[stem]:
                    passes = table.passing(name, answers.get(name, "untouched"))
                    expected[f"check-{name}"] = sum(table.POINTS[stem][name][part] for part in passes)
            given = {grade.name: grade.auto_score for grade in grades(book, learner)}
            assert {name: score for name, score in given.items() if name.startswith("check-")} == expected, learner


def grades(book, learner):
    return [grade for one in book.find_submission(TOPIC, learner).notebooks for grade in one.grades]


def test_stock_nbgrader_takes_all_points_from_who_is_late(graded, stock):
    with gradebook(stock) as book:
        found = {learner: book.find_submission(TOPIC, learner) for learner in CLASS}
        assert {name for name, one in found.items() if one.total_seconds_late > 0} == LATE
        assert all(found[name].late_submission_penalty == found[name].score for name in LATE)
        assert found["dora"].score > 0


def test_the_gradebook_of_honest_submissions_is_that_of_stock_nbgrader(graded):
    found = differences(*graded)
    assert not found, "\n".join(found)


def test_the_gradebook_stays_equal_when_what_a_person_graded_is_graded_again(graded_again):
    found = differences(*graded_again)
    assert not found, "\n".join(found)


def test_what_a_person_has_entered_survives_a_regrade(graded_again, ours):
    with gradebook(ours.output) as book:
        given = {grade.name: grade for grade in grades(book, "ada")}
        assert (given["explain-stride"].manual_score, given["draw-windows"].manual_score) == (1.5, 2.0)
        assert book.find_comment("explain-stride", "output_size", TOPIC, "ada").comment == "Well put."
        changed = book.find_grade("check-same_padding", "output_size", TOPIC, "ben")
        assert (changed.auto_score, changed.manual_score, changed.extra_credit) == (0.0, 1.0, 0.5)
