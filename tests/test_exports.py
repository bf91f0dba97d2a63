"""grades.csv against nbgrader's own export, and the tables for Canvas and Moodle."""

import csv
import datetime
import os
import shutil
import sys
from pathlib import Path

import pytest
from graded import part, result, write_results

from cnncourse.grading import report
from cnncourse.grading.report import results, scores

api = pytest.importorskip("nbgrader.api", reason="install cnncourse[grade]")
DUE = datetime.datetime(2026, 3, 1, 12)


pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's queries set off some


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """A gradebook with scores, changes by hand, penalties and comments; ada and bo handed in, cy did not."""
    path = tmp_path_factory.mktemp("course") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # for alembic
        book = api.Gradebook(f"sqlite:///{path}")
    with book:
        book.add_assignment("convolution", duedate=DUE)
        for stem in ("conv2d", "im2col"):
            book.add_notebook(stem, "convolution")
            book.add_grade_cell(f"check-{stem}", stem, "convolution", max_score=10.0, cell_type="code")
            book.add_solution_cell(f"answer-{stem}", stem, "convolution")
        book.add_student("ada", first_name="Ada", last_name="Lovelace", email="ada@a.example")
        for learner in ("bo", "cy"):
            book.add_student(learner)
        for learner, late, earned in (("ada", 2, (4.0, 6.5)), ("bo", 0, (1.0, 0.0))):
            handed = book.add_submission("convolution", learner, timestamp=DUE + datetime.timedelta(hours=late))
            for notebook, points in zip(sorted(handed.notebooks, key=lambda one: one.name), earned, strict=True):
                notebook.late_submission_penalty = float(late)
                grade = notebook.grades[0]
                grade.auto_score, grade.needs_manual_grade = points, False
        ada = {one.name: one for one in book.find_submission("convolution", "ada").notebooks}
        ada["conv2d"].grades[0].manual_score = 9.0
        ada["im2col"].grades[0].extra_credit = 0.5
        ada["conv2d"].comments[0].manual_comment = "Nearly <there>."
        book.db.commit()
    return path


@pytest.fixture
def booked(gradebook, tmp_path):
    """A folder with this gradebook, and the results of ada and bo."""
    shutil.copy(gradebook, tmp_path)
    write_results(tmp_path, result("ada", part("one image", 4.0, 10.0)), result("bo", part("one image", 1.0, 10.0)))
    return tmp_path


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def records(path):
    heading, *rows = table(path)
    return {row[heading.index("student_id")]: dict(zip(heading, row, strict=True)) for row in rows}


def test_grades_have_the_columns_and_values_of_nbgraders_own_export(booked):
    from nbgrader.plugins.export import CsvExportPlugin

    report.write(booked)
    with api.Gradebook(f"sqlite:///{booked / 'gradebook.db'}") as book:
        CsvExportPlugin(to=str(booked / "theirs.csv")).export(book)
    theirs, ours = records(booked / "theirs.csv"), records(booked / "grades.csv")
    assert sorted(theirs) == ["ada", "bo", "cy"]
    assert list(ours["ada"])[:11] == list(theirs["ada"])
    assert {who: {key: row[key] for key in theirs["ada"]} for who, row in ours.items()} == theirs


def test_grades_tell_what_a_person_entered_from_what_the_checks_gave(booked):
    report.write(booked)
    ours = records(booked / "grades.csv")
    assert [ours["ada"][key] for key in ("manual_score", "earned", "score")] == ["16", "4", "12.0"]
    assert [ours["bo"][key] for key in ("manual_score", "earned", "score")] == ["", "1", "1.0"]
    assert ours["cy"]["status"] == "missing"


def test_grades_come_from_the_results_where_there_is_no_gradebook(tmp_path):
    late = {"status": "late", "penalty": 1.5, "late_seconds": 60.0, "submitted": "2026-03-01T12:01:00+00:00"}
    write_results(tmp_path, result("ada", part("a", 1.0, 4.0), part("b", 3.0, 4.0), **late))
    report.write(tmp_path)
    ada = records(tmp_path / "grades.csv")["ada"]
    numbers = ("raw_score", "late_submission_penalty", "score", "max_score", "late_seconds")
    assert [ada[key] for key in numbers] == ["4.0", "1.5", "2.5", "8.0", "60"]
    assert ada["timestamp"] == "2026-03-01T12:01:00+00:00"


def test_feedback_page_shows_what_the_gradebook_has(booked):
    report.write(booked)
    ada = (booked / "feedback/ada.html").read_text("utf-8")
    assert "<strong>12</strong>" in ada
    assert "gave 9 points for <code>conv2d</code>" in ada
    assert "Nearly &lt;there&gt;." in ada
    assert "Nearly" not in (booked / "feedback/bo.html").read_text("utf-8")


def test_gradebook_that_is_none_is_told_in_a_sentence(booked):
    (booked / "gradebook.db").write_text("not a database")
    with pytest.raises(OSError, match="cannot be read: file is not a database"):
        report.write(booked)


def test_every_learner_of_the_roster_has_a_row(booked):
    report.write(booked, roster={"dee": {"last_name": "Dee", "email": "dee@a.example"}})
    dee = records(booked / "grades.csv")["dee"]
    assert [dee[key] for key in ("last_name", "email", "status", "score")] == ["Dee", "dee@a.example", "missing", "0.0"]


def test_canvas_table_has_the_form_that_canvas_imports(booked):
    bo = {"first_name": "Bo", "last_name": "Li", "canvas_id": "77", "sis_id": "S7", "login": "bo7", "section": "B"}
    html = report.write(booked, roster={"ada": {"canvas_id": "5"}, "bo": bo}).read_text("utf-8")
    assert table(booked / "canvas.csv") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "convolution"],
        ["    Points Possible", "", "", "", "", "20"],
        ["Lovelace, Ada", "5", "", "", "", "12"],
        ["Li, Bo", "77", "S7", "bo7", "B", "1"],
    ]
    assert "canvas.csv leaves out 1 of 3, whose canvas_id or sis_id is not in the roster: cy." in html


def test_moodle_table_has_identifier_grade_and_feedback(booked):
    report.write(booked, roster={"bo": {"moodle_id": "4711"}})
    assert table(booked / "moodle.csv") == [
        ["Identifier", "Full name", "Email address", "Grade", "Maximum Grade", "Feedback comments"],
        [
            "",
            "Ada Lovelace",
            "ada@a.example",
            "12",
            "20",
            "12 of 20 points. 4 points were taken off for lateness. conv2d: 4 of 10.",
        ],
        ["Participant 4711", "bo", "", "1", "20", "1 of 20 points. conv2d: 1 of 10."],
    ]


def test_tables_of_nobody_are_not_written_and_a_note_says_why(tmp_path):
    write_results(tmp_path, result("ada"))
    (tmp_path / "canvas.csv").write_text("of an earlier run")
    html = report.write(tmp_path).read_text("utf-8")
    assert not [path for path in ("canvas.csv", "moodle.csv") if (tmp_path / path).exists()]
    assert "canvas.csv was not written: nobody&#39;s canvas_id or sis_id is known." in html


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_table_holds_a_formula(tmp_path, start):
    attack = f"{start}1+1"
    write_results(tmp_path, result(attack, status=attack, flags=[attack], submitted=attack, topic=attack))
    columns = ("first_name", "last_name", "email", "canvas_id", "sis_id", "login", "section", "moodle_id")
    report.write(tmp_path, roster={attack: dict.fromkeys(columns, attack)})
    cells = [cell for name in ("grades", "canvas", "moodle") for row in table(tmp_path / f"{name}.csv") for cell in row]
    assert f"'{attack}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_scores_of_another_assignment_are_not_taken(booked):
    address = scores.address_of(booked)
    assert sorted(scores.read(address, "convolution")) == ["ada", "bo", "cy"]
    assert scores.read(address, "pooling") == {}


def test_results_with_the_new_keys_are_read(tmp_path):
    write_results(tmp_path, result("ada", status="late", late_seconds=5, penalty=1, flags=["x"], submitted=None))
    (ada,) = results.read(tmp_path / "results", [])
    assert (ada.status, ada.late_seconds, ada.penalty, ada.flags, ada.submitted) == ("late", 5, 1, ("x",), None)


def test_gradebook_is_the_one_that_the_configuration_names(booked):
    (booked / "gradebook.db").rename(booked / "elsewhere.db")
    assert scores.address_of(booked) is None
    config = booked / "nbgrader_config.py"
    for address in (f"sqlite:///{booked}/elsewhere.db", "postgresql+psycopg2://host/grades"):
        config.write_text(f"c = get_config()\nc.CourseDirectory.db_url = {address!r}\n")
        assert scores.address_of(booked) == address
    beside = booked / "gradebook.db"
    beside.touch()
    config.write_text("c = get_config()\nc.CourseDirectory.db_url = 'sqlite:////gone/gradebook.db'\n")
    assert scores.address_of(booked) == f"sqlite:///{beside}"


def test_configuration_that_is_broken_is_told_in_a_sentence(booked):
    (booked / "nbgrader_config.py").write_text("c = (")
    with pytest.raises(OSError, match=r"nbgrader_config\.py cannot be read"):
        report.write(booked)
