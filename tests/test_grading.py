"""The grading line on notebooks as learners hand them in: right, wrong, broken, endless, doctored."""

import copy
import functools
import json
import random
import shutil
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import nbformat
import nbgrader.api
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

from cnncourse.grading import gradebook, intake, job, record, run
from cnncourse.grading.intake.files import File, read_plain
from cnncourse.grading.intake.rebuild import Cell, rebuild
from cnncourse.grading.intake.shelf import Candidates
from cnncourse.grading.workers import Workers

ROOT = Path(__file__).parents[1]
TOPIC = "convolution"
SEED = 20260722

# ---------------------------------------------------------------- answers

SLIDE = """
def cross_correlate2d(image, kernel):
    {first}
    KH, KW = kernel.shape
    result = np.zeros((image.shape[0] - KH + 1, image.shape[1] - KW + 1), dtype={dtype})
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = (image[i : i + KH, j : j + KW] * kernel).sum()
    return result
"""


def slide(first="", dtype="float"):
    return SLIDE.format(first=first, dtype=dtype)


RIGHT = slide()
WRONG = "def cross_correlate2d(image, kernel):\n    return image"
WARNS = "import os, sys, warnings\n" + slide(
    "warnings.warn('slow'); print('slow', file=sys.stderr); os.write(2, b'slow')"
)
SHOWS_SCORE = slide("get_ipython().displayhook(4.0); os.write(1, b'4.0'); return image").replace(
    "\ndef", "import os\ndef"
)
SHOWS_ZERO = slide("get_ipython().displayhook(0.0)")
SECOND_SET = slide("display({'application/vnd.cnncourse.observations+json': {}}, raw=True)")
OWN_SET = """
from cnncourse import checking
checking.check = check = lambda name: display({'application/vnd.cnncourse.observations+json': [4.0, None]}, raw=True)
"""

BLUR = "def blur_kernel(size):\n    return np.full((size, size), 1 / size**2)"
SHARPEN = """
def sharpen_kernel(amount=1.0):
    side = -amount / 4
    return np.array([[0, side, 0], [side, 1 + amount, side], [0, side, 0]])
"""
LOOPS = "def sharpen_kernel(amount=1.0):\n    while True: pass"
STUBBORN = """
def sharpen_kernel(amount=1.0):
    while True:
        try:
            while True: pass
        except KeyboardInterrupt: pass
"""
CRASHES = "def sharpen_kernel(amount=1.0):\n    import ctypes; ctypes.string_at(0)"
EMBOSS = """
def emboss_kernel(direction):
    ring = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    start = "nw n ne e se s sw w".split().index(direction)
    kernel = np.zeros((3, 3))
    for step, value in enumerate([2, 1, 0, -1, -2, -1, 0, 1]):
        kernel[ring[(start + step) % 8]] = value
    return kernel
"""
SPY = """
import os, sys
print("MODULES", sorted(name for name in sys.modules if name.startswith("cnncourse")))
print("PLACES", os.getcwd(), sorted(os.environ.items()))
"""

# -------------------------------------------------------------- notebooks


def released_file(stem):
    """Return a released notebook; those of a course of our own come from two topics."""
    return ROOT / "exercises" / {"kernels": "filters"}.get(stem, TOPIC) / f"{stem}.ipynb"


def released(stem="cross_correlate2d"):
    return json.loads(released_file(stem).read_text(encoding="utf-8"))


def called(notebook, cell_id):
    return next(cell for cell in notebook["cells"] if cell["id"] == cell_id)


def code(source, **more):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None} | more


def answered(source=RIGHT):
    notebook = released()
    called(notebook, "answer-cross_correlate2d")["source"] = source
    return notebook


def kernels(blur=BLUR, sharpen=SHARPEN, emboss=EMBOSS):
    notebook = released("kernels")
    for name, source in (("blur", blur), ("sharpen", sharpen), ("emboss", emboss)):
        called(notebook, f"answer-{name}_kernel")["source"] = source
    return notebook


def without(notebook, *cell_ids):
    return notebook | {"cells": [cell for cell in notebook["cells"] if cell["id"] not in cell_ids]}


def extended(notebook, *sources, at=None):
    cells = [code(source, id=f"own-{i}") for i, source in enumerate(sources)]
    at = len(notebook["cells"]) if at is None else at
    return notebook | {"cells": notebook["cells"][:at] + cells + notebook["cells"][at:]}


def with_check(source, notebook=None):
    notebook = notebook or answered()
    called(notebook, "check-cross_correlate2d")["source"] = source
    return notebook


def doubled(cell_id, source, notebook=None):
    notebook = notebook or answered(WRONG)
    return notebook | {"cells": [*notebook["cells"], called(notebook, cell_id) | {"source": source}]}


def stripped(notebook):
    cells = [{key: cell[key] for key in cell if key != "id"} | {"metadata": {}} for cell in notebook["cells"]]
    return notebook | {"cells": cells, "nbformat_minor": 2}


def marked(notebook, **marks):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"].update(marks)
    return notebook


def renamed(notebook):
    for cell in notebook["cells"]:
        cell["id"] += "-new"
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] += "-new"
    return notebook


def format3(notebook):
    cells = [
        {"cell_type": "code", "input": cell["source"], "outputs": [], "language": "python", "metadata": {}}
        if cell["cell_type"] == "code"
        else {"cell_type": "markdown", "source": cell["source"], "metadata": {}}
        for cell in notebook["cells"]
    ]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


# learner: the notebook cross_correlate2d, its points, its status, and words of its notes or headlines
SLIDES = {
    "right": (answered(), 4, "graded", ""),
    "untouched": (released(), 0, "graded", "Not attempted yet"),
    "wrong": (answered(WRONG), 0, "graded", ""),
    "one part of two": (answered(slide(dtype="image.dtype")), 3, "graded", ""),
    "warns on stderr": (answered(WARNS), 4, "graded", ""),
    "shows a score of 4": (answered(SHOWS_SCORE), 0, "graded", ""),
    "shows a score of 0": (answered(SHOWS_ZERO), 4, "graded", ""),
    "ends in 0.0": (answered(RIGHT + "\n0.0"), 4, "graded", ""),
    "syntax error": (answered("def cross_correlate2d(image, kernel)\n    pass"), 0, "graded", "SyntaxError"),
    "fails before it defines": (answered("imgae + 1\n" + RIGHT), 0, "graded", "NameError: name 'imgae'"),
    "fails after it defines": (answered(RIGHT + "\nassert False"), 4, "graded", ""),
    "sends a second set": (answered(SECOND_SET), 0, "graded", "more than one set"),
    "sends a malformed set": (extended(answered(), OWN_SET, at=3), 0, "graded", "cannot be read"),
    "calls something else check": (extended(answered(), "check = None", at=3), 4, "graded", ""),
    "prints 40 MB": (answered(RIGHT + "\nfor _ in range(40): print('x' * 1_000_000)"), 4, "graded", ""),
    "check made a score": (with_check("4.0", answered(WRONG)), 0, "repaired", "was changed"),
    "check emptied": (with_check(""), 4, "repaired", "was changed"),
    "check deleted": (without(answered(), "check-cross_correlate2d"), 4, "repaired", "was gone"),
    "check doubled": (doubled("check-cross_correlate2d", "4.0", answered()), 4, "repaired", "2 times"),
    "all checks deleted, wrong": (without(answered(WRONG), "check-cross_correlate2d"), 0, "repaired", "was gone"),
    "answer deleted": (without(answered(), "answer-cross_correlate2d"), 0, "repaired", "was gone"),
    "answer doubled": (doubled("answer-cross_correlate2d", RIGHT), 4, "repaired", "the last one counts"),
    "answer in a cell of its own": (extended(released(), RIGHT), 4, "repaired", "another cell"),
    "answer in the check cell": (with_check(RIGHT + '\ncheck("cross_correlate2d")', released()), 4, "repaired", ""),
    "cells without ids": (stripped(answered()), 4, "repaired", "had lost its id"),
    "cells with other ids": (renamed(answered()), 4, "repaired", "had lost its id"),
    "cells turned around": (answered() | {"cells": answered()["cells"][::-1]}, 4, "repaired", "another order"),
    "schema version 1": (marked(answered(), schema_version=1), 4, "repaired", "metadata of 2 cells"),
    "1000 points": (marked(answered(), points=1000), 4, "graded", ""),
    "imports deleted": (without(answered(), "code-01"), 4, "graded", ""),
    "format 3": (format3(answered()), 4, "repaired", ""),
    "spies": (extended(answered(), SPY), 4, "graded", ""),
    "[a-z]*'é & b": (answered(), 4, "graded", ""),
}
# learner: the notebook kernels, and its points for blur (1), sharpen (1), emboss (2)
KERNELS = {
    "right kernels": (kernels(), (1, 1, 2), ""),
    "loops": (kernels(sharpen=LOOPS), (1, 0, 2), "did not come to an end in time"),
    "loops and ignores the interrupt": (kernels(sharpen=STUBBORN), (1, 0, 2), "did not come to an end in time"),
    "crashes": (kernels(sharpen=CRASHES), (1, 0, 2), "took the kernel down"),
    "leaves in an answer cell": (kernels(sharpen="import os; os._exit(0)"), (1, 0, 2), "took the kernel down"),
    "leaves in the last cell": (extended(kernels(), "import os; os._exit(0)"), (1, 1, 2), "took the kernel down"),
}
# learner: the bytes of cross_correlate2d.ipynb, status, note
FILES = {
    "byte order mark": (b"\xef\xbb\xbf" + json.dumps(answered()).encode(), "graded", ""),
    "empty": (b"", "unreadable", "it is empty"),
    "half": (json.dumps(answered()).encode()[:900], "unreadable", "not JSON"),
    "latin-1": (b'{"nbformat": 4, "cells": ["\xe9"]}', "unreadable", "UTF-8"),
    "list": (b"[]", "unreadable", "not a notebook"),
    "nested": (b"[" * 100_000, "unreadable", "nested too deeply"),
    "no cells": (b'{"nbformat": 4}', "unreadable", "no list of cells"),
}


@pytest.fixture(scope="module", autouse=True)
def quick_gradebooks():
    """Let nbgrader ask once for the version of its tables; it starts a program to find out."""
    version = functools.cache(nbgrader.api.get_alembic_version)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nbgrader.api, "get_alembic_version", version)
        yield


def hand_in(submitted, learner, content, name="cross_correlate2d.ipynb"):
    path = submitted / learner / TOPIC / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


@pytest.fixture(scope="module")
def graded(tmp_path_factory, exercises, sandbox):
    """Grade everything above in one run; return its settings, its outcome and what it said."""
    submitted = tmp_path_factory.mktemp("submitted")
    for learner, (notebook, *_) in SLIDES.items():
        hand_in(submitted, learner, notebook)
    for learner, (notebook, *_) in KERNELS.items():
        hand_in(submitted, learner, notebook, "kernels.ipynb")
    for learner, (content, *_) in FILES.items():
        hand_in(submitted, learner, content)
    hand_in(submitted, "browser's name", answered(), "cross_correlate2d (1).ipynb")
    hand_in(submitted, "other file", answered(), "Untitled.ipynb")
    (submitted / "nothing").mkdir()
    (submitted / "link" / TOPIC).mkdir(parents=True)
    (submitted / "link" / TOPIC / "cross_correlate2d.ipynb").symlink_to(
        submitted / "right" / TOPIC / "cross_correlate2d.ipynb"
    )
    (submitted / "linked folder").mkdir()
    (submitted / "linked folder" / TOPIC).symlink_to(submitted / "right" / TOPIC)
    (submitted / "folder for a file" / TOPIC / "cross_correlate2d.ipynb").mkdir(parents=True)
    settings = run.Settings(submitted, tmp_path_factory.mktemp("grading"), exercises, seed=SEED, seconds=2, jobs=3)
    settings.sandbox = sandbox
    said = Listener()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSTRUCTORS_TOKEN", "of no concern to learners")
        return settings, run.grade(settings, said), said


class Listener(run.Silent):
    """Keeps what the grading says."""

    def __init__(self):
        self.problems, self.done = [], []

    def problem(self, text):
        self.problems.append(text)

    def graded(self, learner):
        self.done.append(learner)


def result_of(graded, learner):
    return next(result for result in graded[1].results if result["learner"] == learner)


def notebook_of(graded, learner, stem="cross_correlate2d"):
    return next(notebook for notebook in result_of(graded, learner)["notebooks"] if notebook["name"] == stem)


def words_about(notebook):
    headlines = [part["headline"] for exercise in notebook["exercises"] for part in exercise["parts"]]
    return " ".join([*notebook["notes"], *headlines])


# ---------------------------------------------------------------- the line


@pytest.mark.parametrize("learner", SLIDES)
def test_a_notebook_earns_what_its_answer_is_worth(graded, learner):
    _, points, status, words = SLIDES[learner]
    notebook = notebook_of(graded, learner)
    earned = sum(exercise["earned"] for exercise in notebook["exercises"])
    assert (earned, notebook["status"]) == (points, status), words_about(notebook)
    assert words in words_about(notebook)


@pytest.mark.parametrize("learner", KERNELS)
def test_a_cell_that_loops_or_crashes_loses_only_itself(graded, learner):
    _, points, words = KERNELS[learner]
    notebook = notebook_of(graded, learner, "kernels")
    assert tuple(exercise["earned"] for exercise in notebook["exercises"]) == points, words_about(notebook)
    assert words in words_about(notebook)


@pytest.mark.parametrize("learner", FILES)
def test_a_file_is_read_or_said_to_be_unreadable_with_the_reason(graded, learner):
    _, status, words = FILES[learner]
    notebook = notebook_of(graded, learner)
    assert notebook["status"] == status
    assert words in " ".join(notebook["notes"])
    assert result_of(graded, learner)["earned"] == (4 if status == "graded" else 0)


def test_a_syntax_error_is_told_with_its_line(graded):
    assert "(line 1): `def cross_correlate2d(image, kernel)`" in words_about(notebook_of(graded, "syntax error"))


def test_a_file_that_a_browser_renamed_is_graded(graded):
    notebook = notebook_of(graded, "browser's name")
    assert (notebook["status"], notebook["exercises"][0]["earned"]) == ("repaired", 4)


@pytest.mark.parametrize("learner", ["nothing", "other file"])
def test_a_learner_who_handed_in_nothing_has_a_result_of_zero_points(graded, learner):
    result = result_of(graded, learner)
    assert (result["status"], result["earned"], result["points"]) == ("missing", 0, 8)


def test_a_file_of_another_name_is_mentioned(graded):
    assert "Untitled.ipynb is none of the exercises" in result_of(graded, "other file")["notes"][0]


@pytest.mark.parametrize("learner", ["link", "linked folder", "folder for a file"])
def test_only_plain_files_are_read(graded, learner):
    assert notebook_of(graded, learner)["status"] == "unreadable"


def test_the_gradebook_holds_exactly_the_scores_of_the_results(graded):
    settings, outcome, _ = graded
    with closing(gradebook.Book(gradebook.sqlite(settings.output), TOPIC)) as book:
        booked = book.rows()
    expected = {
        (result["learner"], notebook["name"], f"check-{exercise['exercise']}"): (exercise["earned"], None, False)
        for result in outcome.results
        for notebook in result["notebooks"]
        for exercise in notebook["exercises"]
    }
    assert booked == expected
    assert len(booked) == 4 * len(outcome.results)
    assert {3.0, 0.0, 4.0} <= {score for score, *_ in booked.values()}


def test_the_gradebook_adds_up_as_nbgrader_reads_it(graded):
    settings, outcome, _ = graded
    with Gradebook(gradebook.sqlite(settings.output)) as books:
        for result in outcome.results:
            submission = books.find_submission(TOPIC, result["learner"])
            assert (submission.score, submission.max_score) == (result["earned"], 8)
            assert not submission.needs_manual_grade


def test_the_grading_folder_is_a_course_in_which_nbgraders_formgrader_finds_everything(graded):
    settings, outcome, _ = graded
    loaded = PyFileConfigLoader("nbgrader_config.py", path=str(settings.output)).load_config()
    course = CourseDirectory(config=loaded, root=str(settings.output), db_url=gradebook.sqlite(settings.output))
    api = NbGraderAPI(coursedir=course)
    (assignment,) = api.get_assignments()
    assert (assignment["name"], assignment["max_score"]) == (TOPIC, 8)
    scores = {found["student"]: found["score"] for found in api.get_submissions(TOPIC)}
    assert scores == {result["learner"]: result["earned"] for result in outcome.results}


def test_every_learner_has_a_result_in_the_agreed_form(graded):
    settings, outcome, _ = graded
    folders = sorted(path.name for path in settings.submitted.iterdir())
    assert [result["learner"] for result in outcome.results] == folders
    for learner in folders:
        kept = json.loads((settings.output / "results" / f"{learner}.json").read_text(encoding="utf-8"))
        assert {"learner", "topic", "status", "notes", "earned", "points", "notebooks"} <= kept.keys()
        for notebook in kept["notebooks"]:
            assert {"name", "status", "notes", "answers", "exercises"} == notebook.keys()
            assert all(exercise["html"] and exercise["text"] for exercise in notebook["exercises"])


def test_a_result_holds_the_answer_that_was_graded(graded):
    assert notebook_of(graded, "answer doubled")["answers"] == {"cross_correlate2d": RIGHT}


def test_each_problem_is_told_with_the_learner_and_the_notebook(graded):
    assert (
        "check deleted, cross_correlate2d: The check cell of cross_correlate2d was gone; it was put back."
        in graded[2].problems
    )


def test_a_flood_of_output_does_not_reach_the_graded_notebook(graded):
    path = graded[0].output / "autograded" / "prints 40 MB" / TOPIC / "cross_correlate2d.ipynb"
    assert path.stat().st_size < 2_000_000


def spied(graded, word):
    path = graded[0].output / "autograded" / "spies" / TOPIC / "cross_correlate2d.ipynb"
    text = "".join(nbformat.read(path, as_version=4).cells[-1].outputs[0].text)
    return next(line for line in text.splitlines() if line.startswith(word))


def test_the_kernel_that_is_graded_imports_no_reference_and_no_declaration(graded):
    modules = spied(graded, "MODULES")
    assert "cnncourse.probing" in modules
    for secret in ("numpy", "exercises", "mistakes", "cards", "grading", "shapes", "torch"):
        assert f"'cnncourse.{secret}" not in modules


def test_the_kernel_is_not_told_where_the_submissions_and_the_grades_lie(graded):
    places = spied(graded, "PLACES")
    assert "CNNCOURSE_GRADING_SEED" in places
    assert str(graded[0].submitted) not in places
    assert str(graded[0].output) not in places
    assert "INSTRUCTORS_TOKEN" not in places


def test_a_graded_check_cell_shows_the_card_and_nothing_else(graded):
    path = graded[0].output / "autograded" / "shows a score of 4" / TOPIC / "cross_correlate2d.ipynb"
    cells = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    (output,) = cells["check-cross_correlate2d"].outputs
    assert (output.output_type, output.data["text/plain"]) == ("execute_result", "0.0")
    assert output.data["text/html"].startswith("<div")


# ------------------------------------------------------ running it again


@pytest.fixture
def small(tmp_path, exercises, sandbox):
    """Return settings for two learners, quick to grade."""
    for learner, source in (("ada", RIGHT), ("ben", WRONG)):
        hand_in(tmp_path / "submitted", learner, answered(source))
    return run.Settings(tmp_path / "submitted", tmp_path / "grading", exercises, seconds=5, jobs=2, sandbox=sandbox)


def earned(outcome):
    return {result["learner"]: result["earned"] for result in outcome.results}


def test_a_second_run_grades_only_what_changed(small):
    first = run.grade(small)
    hand_in(small.submitted, "ben", answered(RIGHT))
    second = run.grade(small)
    assert first.graded == ["ada", "ben"]
    assert second.graded == ["ben"]
    assert earned(second) == {"ada": 4, "ben": 4}


def test_a_regrade_repeats_the_results_exactly(small):
    first = run.grade(small)
    small.regrade = True
    second = run.grade(small)
    assert second.graded == first.graded
    assert second.results == first.results


def test_a_row_that_was_changed_in_the_gradebook_is_graded_again(small):
    run.grade(small)
    with Gradebook(gradebook.sqlite(small.output)) as books:
        books.find_grade("check-cross_correlate2d", "cross_correlate2d", TOPIC, "ben").auto_score = 4.0
        books.db.commit()
    again = run.grade(small)
    assert again.graded == ["ben"]
    assert earned(again) == {"ada": 4, "ben": 0}


def test_an_interruption_keeps_what_is_finished(small):
    class Impatient(Listener):
        def graded(self, learner):
            super().graded(learner)
            raise KeyboardInterrupt

    small.jobs = 1
    with pytest.raises(KeyboardInterrupt):
        run.grade(small, Impatient())
    assert [path.name for path in (small.output / "results").iterdir()] == ["ada.json"]
    assert run.grade(small).graded == ["ben"]


class InThisProcess(Workers):
    """Does the jobs where a test can get at them."""

    def done(self, jobs):
        for one in jobs:
            yield one, job.do(self.setup, one)
        job.close()


def test_a_failure_of_the_grader_costs_one_notebook_and_is_visible(small, monkeypatch):
    judge = job.verdict_on

    def fails_for_ben(name, check, answer, seed):
        if answer.source == WRONG:
            raise RuntimeError("the grader's own fault")
        return judge(name, check, answer, seed)

    monkeypatch.setattr(job, "verdict_on", fails_for_ben)
    monkeypatch.setattr(run, "Workers", InThisProcess)
    outcome = run.grade(small)
    assert {result["learner"]: result["status"] for result in outcome.results} == {
        "ada": "graded",
        "ben": "failed",
    }
    assert "the grader's own fault" in (small.output / "grading.log").read_text()


def test_a_learner_whose_files_the_grader_fails_on_does_not_stop_the_class(small, monkeypatch):
    take_in = intake.take_in

    def fails_for_ada(handed, release):
        if handed.learner == "ada":
            raise RuntimeError("the grader's own fault")
        return take_in(handed, release)

    monkeypatch.setattr(intake, "take_in", fails_for_ada)
    outcome = run.grade(small)
    assert [(standing.learner, standing.status) for standing in outcome.standings] == [
        ("ada", "failed"),
        ("ben", "graded"),
    ]
    assert "the grader's own fault" in (small.output / "grading.log").read_text()


def test_a_graded_notebook_that_cannot_be_written_does_not_stop_the_class(small, monkeypatch):
    def spoiled(notebook):
        notebook.metadata["spoiled"] = {1, 2}
        return notebook

    monkeypatch.setattr(job, "sanitised", spoiled)
    monkeypatch.setattr(run, "Workers", InThisProcess)
    outcome = run.grade(small)
    assert {standing.status for standing in outcome.standings} == {"failed"}
    assert "set is not JSON serializable" in (small.output / "grading.log").read_text()


def test_scores_that_disagree_with_the_gradebook_are_reported(small, monkeypatch):
    monkeypatch.setattr(job, "write_score", lambda cell, verdict: setattr(cell, "outputs", []))
    monkeypatch.setattr(run, "Workers", InThisProcess)
    with pytest.raises(run.GradingError, match=r"ben / cross_correlate2d / check-cross_correlate2d: 0\.0 was earned"):
        run.grade(small)


def test_a_release_with_another_notebook_is_refused_for_a_gradebook_that_was_begun(small, tmp_path):
    run.grade(small)
    small.exercises = shutil.copytree(small.exercises, tmp_path / "more")
    shutil.copy(released_file("conv2d"), small.exercises / TOPIC)
    with pytest.raises(intake.IntakeError, match="has other notebooks or cells"):
        run.grade(small)


def test_the_roster_of_the_last_run_is_remembered(small, tmp_path):
    small.roster = tmp_path / "class.csv"
    small.roster.write_text("id,first_name\nada,Ada\ncleo,Cleo\n")
    assert [standing.learner for standing in run.grade(small).standings] == ["ada", "ben", "cleo"]
    small.roster.unlink()
    small.roster, said = None, Listener()
    assert [(one.learner, one.status) for one in run.grade(small, said).standings][2] == ("cleo", "missing")


def test_grading_without_a_sandbox_leaves_no_folder_behind(small, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    small.sandbox = False
    run.grade(small)
    assert not list(tmp_path.glob("cnncourse-*"))


def test_a_learner_who_is_gone_is_named(small):
    run.grade(small)
    shutil.rmtree(small.submitted / "ben")
    said = Listener()
    run.grade(small, said)
    assert [text.split(":")[0] for text in said.problems if "no longer handed in" in text] == ["ben"]


def test_a_second_grading_into_the_same_folder_is_refused_while_one_runs(small):
    class Starts(Listener):
        def begin(self, learners):
            with pytest.raises(intake.IntakeError, match="another grading is at work"):
                run.grade(small)

    assert run.grade(small, Starts()).graded == ["ada", "ben"]


def test_nothing_is_written_when_nothing_can_be_graded(small):
    small.submitted = small.submitted / "ada"
    with pytest.raises(intake.IntakeError):
        run.grade(small)
    assert not small.output.exists()


def test_a_topic_that_is_not_released_is_refused_with_those_that_are(small):
    small.topic = "poling"
    with pytest.raises(intake.IntakeError, match="'poling' is not released; released are: convolution"):
        run.grade(small)


def test_a_gradebook_that_is_none_is_reported_in_one_sentence(small):
    small.output.mkdir()
    (small.output / "gradebook.db").write_text("not a database")
    with pytest.raises(run.GradingError, match="file is not a database"):
        run.grade(small)


def test_a_learner_whose_name_cannot_be_printed_is_graded_under_another(small):
    hand_in(small.submitted, "eve\x1b[2J", answered())
    assert earned(run.grade(small)) == {"ada": 4, "ben": 0, "eve_[2J": 4}


def test_the_download_of_an_lms_is_graded_by_the_roster_and_the_rest_are_missing(small):
    archive, roster = small.submitted / "all.zip", small.submitted / "roster.csv"
    with zipfile.ZipFile(archive, "w") as file:
        for name, source in (("lovelaceada_LATE_1_22", RIGHT), ("hoppergrace_3_44", RIGHT)):
            file.writestr(f"{name}_cross_correlate2d-1.ipynb", json.dumps(answered(source)))
        file.writestr("../noether_5_66_cross_correlate2d.ipynb", "{}")
    roster.write_text("id,first_name,last_name,email\ns1,Ada,Lovelace,ada@a.example\ns2,Emmy,Noether,\n")
    small.submitted, small.roster, said = archive, roster, Listener()
    outcome = run.grade(small, said)
    assert earned(outcome) == {"hoppergrace": 4, "s1": 4, "s2": 0}
    assert {one["learner"]: one["status"] for one in outcome.results} == {
        "hoppergrace": "repaired",
        "s1": "late",
        "s2": "missing",
    }
    assert "hoppergrace: hoppergrace is not in the roster." in said.problems
    assert any("../noether_5_66_cross_correlate2d.ipynb was left out" in text for text in said.problems)
    with Gradebook(gradebook.sqlite(small.output)) as book:
        assert (book.find_student("s1").last_name, book.find_student("s1").email) == ("Lovelace", "ada@a.example")
    assert run.grade(small).graded == []


def test_the_time_in_nbgraders_timestamp_is_kept(small):
    (small.submitted / "ada" / TOPIC / "timestamp.txt").write_text("2026-03-01 14:30:00 UTC")
    kept = {result["learner"]: result["submitted"] for result in run.grade(small).results}
    assert kept == {"ada": "2026-03-01T14:30:00+00:00", "ben": None}


def test_a_folder_takes_one_topic_only(small, exercises):
    record.write_json(small.output / "run.json", {"topic": "pooling", "seed": 1})
    with pytest.raises(intake.IntakeError, match="holds the grades of 'pooling'"):
        run.grade(small)


# ------------------------------------------------------------- the intake


def released_notebook(stem):
    return nbformat.read(released_file(stem), as_version=4)


def test_an_added_cell_stays_after_the_cell_that_it_followed():
    release = released_notebook("cross_correlate2d")
    cells = [Cell(cell.cell_type, cell.source, (cell.id,)) for cell in release.cells]
    before = [cell.id for cell in release.cells]
    place = before.index("answer-cross_correlate2d")
    cells[place + 1 : place + 1] = [Cell("code", "print(1)"), Cell("markdown", "a note")]
    cells.insert(0, Cell("raw", "at the top"))
    notebook, _, _ = rebuild(cells, release)
    sources = [cell.source for cell in notebook.cells]
    assert sources[0] == "at the top"
    assert sources[place + 2 : place + 4] == ["print(1)", "a note"]
    assert [cell.id for cell in notebook.cells if not cell.id.startswith("extra-")] == before


def test_the_learners_version_of_an_ordinary_code_cell_is_kept():
    release = released_notebook("cross_correlate2d")
    notebook, _, notes = rebuild([Cell("code", "import numpy as np, math", ("code-01",))], release)
    assert next(cell for cell in notebook.cells if cell.id == "code-01").source == "import numpy as np, math"
    assert not any("code-01" in note for note in notes)


def mutate(value, rng):
    """Damage a JSON value somewhere."""
    junk = [None, 0, -1.5, "", "check-cross_correlate2d", "def cross_correlate2d(", [], {}, True, "\ud800", "\x00"]
    if rng.random() < 0.04:
        return copy.deepcopy(rng.choice(junk))
    if isinstance(value, dict):
        kept = {key: mutate(item, rng) for key, item in value.items() if rng.random() > 0.02}
        return kept
    if isinstance(value, list):
        items = [mutate(item, rng) for item in value if rng.random() > 0.03]
        return items + items[:1] if rng.random() < 0.03 else items
    return value


@pytest.mark.parametrize("seed", range(5))
def test_a_damaged_notebook_is_rebuilt_into_a_sound_one_or_called_unreadable(tmp_path, seed):
    rng = random.Random(seed)
    release = released_notebook("kernels")
    ids = [cell.id for cell in release.cells]
    for _ in range(60):
        path = tmp_path / "kernels.ipynb"
        path.write_text(json.dumps(mutate(kernels(), rng)), encoding="utf-8")
        file = File(("kernels.ipynb",), lambda limit, path=path: read_plain(path, limit))
        submission = intake.receive("kernels", Candidates("kernels", [file], ""), release)
        if submission.status == "unreadable":
            assert submission.notes
            continue
        nbformat.validate(submission.notebook)
        nbformat.write(submission.notebook, path)
        cells = submission.notebook.cells
        assert [cell.id for cell in cells if not cell.id.startswith("extra-")] == ids
        kept = [(cell.source, cell.metadata) for cell in cells if cell.id.startswith("check-")]
        assert kept == [(cell.source, cell.metadata) for cell in release.cells if cell.id.startswith("check-")]
