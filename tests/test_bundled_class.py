"""Grade the bundled class: every part of every learner scores what the table, written by hand, says.

`make class` writes and grades the class; CNNCOURSE_GRADED_CLASS names a folder that is graded already.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cnncourse.exercises import of_topic

sys.path.insert(0, str(Path(__file__).parent / "data"))
import bundled_class as table

PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
NOTEBOOKS = [(learner, stem) for learner, handed_in in table.CLASS.items() for stem in handed_in]
MISTAKES = [
    (learner, exercise, table.ANSWERS[f"{exercise}/{answer}"].mistake)
    for learner, handed_in in table.CLASS.items()
    for notebook in handed_in.values()
    for exercise, answer in notebook.answers.items()
    if table.ANSWERS.get(f"{exercise}/{answer}", table.Answer()).mistake
]


@pytest.fixture(scope="session")
def graded():
    """Return the folder of the graded class."""
    if folder := os.environ.get("CNNCOURSE_GRADED_CLASS"):
        return Path(folder)
    if shutil.which("make") is None:
        pytest.skip("install make, or set CNNCOURSE_GRADED_CLASS to a graded class")
    done = subprocess.run(
        ["make", "class"], cwd=table.ROOT, env=os.environ | {"PATH": PATH}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"make class failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return table.ROOT / "build" / "class" / "grading"


@pytest.fixture(scope="session")
def results(graded):
    """Return the result of every learner by name."""
    found = [json.loads(path.read_text("utf-8")) for path in sorted((graded / "results").glob("*.json"))]
    return {result["learner"]: result for result in found}


@pytest.fixture(scope="session")
def pages(graded):
    """Return the class page and all feedback pages by path."""
    paths = [graded / "report" / "index.html", *sorted((graded / "feedback").glob("*.html"))]
    return {path: path.read_text("utf-8") for path in paths}


def parts_of(result):
    return {
        (exercise["exercise"], part["name"]): part
        for notebook in result["notebooks"]
        for exercise in notebook["exercises"]
        for part in exercise["parts"]
    }


class Outline(HTMLParser):
    """The tags of a page and the addresses that it mentions."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.handlers, self.addresses = set(), [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.handlers += [key for key, _ in attrs if key.startswith("on")]
        self.addresses += [value for key, value in attrs if key in ("href", "src", "action", "data", "srcset")]


def test_table_has_the_parts_and_points_that_the_exercises_declare():
    declared = {e.name: {name: part.points for name, part in e.parts.items()} for e in of_topic(table.TOPIC)}
    by_hand = {name: parts for exercises in table.POINTS.values() for name, parts in exercises.items()}
    assert by_hand == declared


def test_table_uses_every_answer_file():
    files = {path.relative_to(table.HERE / "answers") for path in (table.HERE / "answers").glob("*/*.py")}
    used = {
        Path(exercise, f"{answer}.py")
        for handed_in in table.CLASS.values()
        for notebook in handed_in.values()
        for exercise, answer in notebook.answers.items()
    }
    assert {path for path in used if path.stem not in ("right", "other", "untouched")} == files


def test_class_is_written_with_the_same_bytes_each_time(tmp_path):
    for name in ("first", "second"):
        table.write_class(tmp_path / name)
    first = {p.relative_to(tmp_path / "first"): p.read_bytes() for p in (tmp_path / "first").rglob("*.ipynb")}
    second = {p.relative_to(tmp_path / "second"): p.read_bytes() for p in (tmp_path / "second").rglob("*.ipynb")}
    assert first == second
    assert len(first) == len(NOTEBOOKS)


def test_every_learner_has_a_result_and_nobody_else(results):
    assert sorted(results) == sorted(table.CLASS)


@pytest.mark.parametrize("learner", table.CLASS)
def test_learner_earns_what_the_table_says(results, learner):
    earned = {key: part["earned"] for key, part in parts_of(results[learner]).items()}
    assert earned == table.expected_parts(learner)
    assert results[learner]["earned"] == sum(earned.values())


@pytest.mark.parametrize(("learner", "exercise", "mistake"), MISTAKES)
def test_mistake_is_named(results, learner, exercise, mistake):
    named = {
        name for key, part in parts_of(results[learner]).items() if key[0] == exercise for name in part["mistakes"]
    }
    assert mistake in named


@pytest.mark.parametrize("learner", ["amara", "bjorn", "sofia", "viktor", "wanjiru"])
def test_right_answers_are_given_no_mistake(results, learner):
    parts = parts_of(results[learner]).values()
    assert not [part["mistakes"] for part in parts if part["earned"] and part["mistakes"]]


@pytest.mark.parametrize(("learner", "stem"), NOTEBOOKS)
def test_notebook_has_the_status_of_the_table(results, learner, stem):
    notebook = next(book for book in results[learner]["notebooks"] if book["name"] == stem)
    assert notebook["status"] == table.CLASS[learner][stem].status
    assert notebook["notes"] or notebook["status"] == "graded"


@pytest.mark.parametrize("learner", table.CLASS)
def test_notebook_that_was_not_handed_in_is_missing(results, learner):
    missing = {book["name"] for book in results[learner]["notebooks"] if book["status"] == "missing"}
    assert missing == set(table.POINTS) - set(table.CLASS[learner])


def test_gradebook_has_the_same_totals_and_no_empty_score(graded, results, monkeypatch):
    monkeypatch.setenv("PATH", PATH)  # nbgrader's gradebook runs alembic
    api = pytest.importorskip("nbgrader.api", reason="install cnncourse[grade]")
    with api.Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as gradebook:
        submissions = {s.student.id: s for s in gradebook.assignment_submissions(table.TOPIC)}
        totals = {learner: submission.score for learner, submission in submissions.items()}
        grades = [g for s in submissions.values() for n in s.notebooks for g in n.grades]
        empty = [(g.notebook.name, g.name) for g in grades if g.score is None or g.auto_score is None]
        manual = [(g.notebook.name, g.name) for g in grades if g.needs_manual_grade]
    assert totals == {learner: result["earned"] for learner, result in results.items()}
    assert len(grades) == len(table.CLASS) * sum(len(exercises) for exercises in table.POINTS.values())
    assert (empty, manual) == ([], [])


def test_csv_has_the_same_totals(graded, results):
    with (graded / "grades.csv").open(encoding="utf-8", newline="") as file:
        totals = {row["learner"]: float(row["earned"]) for row in csv.DictReader(file)}
    assert totals == {learner: result["earned"] for learner, result in results.items()}


def test_class_page_links_to_the_feedback_page_of_every_learner(graded):
    index = graded / "report" / "index.html"
    linked = {link for link in Outline(index.read_text("utf-8")).addresses if "feedback/" in link}
    assert linked == {f"../feedback/{learner}.html" for learner in table.CLASS}
    assert all((index.parent / link).is_file() for link in linked)


def test_pages_hold_no_script_and_no_address_outside(pages):
    assert len(pages) == 1 + len(table.CLASS)
    for path, html in pages.items():
        outline = Outline(html)
        assert not outline.tags & {"script", "iframe", "object", "embed", "link", "form", "base"}, path
        assert not outline.handlers, path
        outside = [a for a in outline.addresses if urlsplit(a).scheme not in ("", "data") or a.startswith("//")]
        assert not outside, path
        assert not re.search(r"url\(\s*['\"]?(?!data:)|@import", html), path


@pytest.mark.parametrize("learner", ["eszter", "quyen", "yusuf"])
def test_feedback_page_shows_the_learners_own_code(pages, graded, learner):
    html = pages[graded / "feedback" / f"{learner}.html"]
    assert "def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)" in html
