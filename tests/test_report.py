"""The class report and the feedback pages, written from small hand-made results."""

import csv
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from cnncourse.grading import report

OUTSIDE = re.compile(r"""(?:src|href|action)\s*=\s*["']?\s*(?:[a-z]+:)?//|url\(|@import""", re.IGNORECASE)
ODD_NAMES = ["../x", "a b", "Zoë", "李", "", ".", "..", "a/b", "a\\b", "x" * 400]
ODD_NAMES += ["<b>", 'q"', "%2e", "#1?", "a\x00b", "\ud800"]


def part(name, earned=0.0, points=2.0, mistakes=()):
    return {
        "name": name,
        "points": points,
        "earned": earned,
        "passed": earned == points,
        "headline": "",
        "mistakes": list(mistakes),
    }


def result(learner="ada", *parts, answer="def conv2d(x):\n    return x", **changes):
    parts = list(parts) or [part("one image", 2.0), part("channels")]
    total = {key: sum(p[key] for p in parts) for key in ("earned", "points")}
    exercise = {"exercise": "conv2d", **total, "parts": parts, "html": "<p>the card</p>", "text": ""}
    book = {
        "name": "conv2d",
        "status": "graded",
        "notes": [],
        "answers": {"conv2d": answer},
        "exercises": [exercise],
    }
    whole = {"learner": learner, "topic": "convolution", "status": "graded", "notes": [], **total}
    return whole | {"notebooks": [book]} | changes


@pytest.fixture
def grading(tmp_path):
    """A folder, and a way to put results into it and write the report."""

    def write(*results):
        (tmp_path / "results").mkdir(exist_ok=True)
        for number, data in enumerate(results):
            (tmp_path / "results" / f"{number}.json").write_text(json.dumps(data), encoding="utf-8")
        return report.write(tmp_path)

    return write


def rows(index):
    with (index.parent.parent / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def feedback(index):
    return {path.name: path.read_text("utf-8") for path in (index.parent.parent / "feedback").glob("*.html")}


class Links(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found, self.tags = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.found += [value for key, value in attrs if key in ("href", "src")]


def test_write_returns_the_class_page_and_a_feedback_page_per_learner(grading):
    index = grading(result("ada"), result("bo"))
    assert index.name == "index.html"
    assert sorted(feedback(index)) == ["ada.html", "bo.html"]


def test_feedback_page_of_a_learner_without_a_result_is_removed(grading, tmp_path):
    index = grading(result("ada"), result("bo"))
    (tmp_path / "results" / "1.json").unlink()
    report.write(tmp_path)
    assert list(feedback(index)) == ["ada.html"]


def test_write_gives_the_same_bytes_twice(grading, tmp_path):
    def everything():
        return {p: p.read_bytes() for p in tmp_path.rglob("*") if p.suffix in {".html", ".csv"}}

    grading(result("ada"), result("bo"))
    first = everything()
    report.write(tmp_path)
    assert len(first) == 4
    assert everything() == first


@pytest.mark.parametrize("name", ODD_NAMES)
def test_feedback_page_of_an_odd_name_lies_in_the_feedback_folder_and_is_linked(grading, tmp_path, name):
    index = grading(result(name))
    page = unquote(next(link for link in Links(index.read_text("utf-8")).found if "feedback/" in link))
    target = (index.parent / page).resolve()
    assert target.parent == (tmp_path / "feedback").resolve()
    assert target.is_file()


def test_feedback_pages_of_names_that_look_alike_are_different_files(grading):
    index = grading(*(result(name) for name in ("a b", "a/b", "a-b", "a  b")))
    assert len(feedback(index)) == 4


def test_code_and_names_of_a_learner_are_escaped(grading):
    attack = "</code></pre><script>alert(1)</script><img src=//evil.example/x>"
    index = grading(result(attack, answer=attack, notes=[attack], topic=attack, status=attack))
    for html in [index.read_text("utf-8"), *feedback(index).values()]:
        assert "script" not in Links(html).tags
        assert not OUTSIDE.search(html.replace("&lt;img src=//evil.example/x&gt;", ""))
        assert "&lt;script&gt;" in html


def test_pages_forbid_scripts_and_requests_by_policy(grading):
    index = grading(result())
    for html in [index.read_text("utf-8"), *feedback(index).values()]:
        assert "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html


def test_notebooks_stand_in_the_order_of_the_course_and_unknown_ones_last(grading, tmp_path):
    books = [
        {"name": name, "status": "graded", "exercises": [{"exercise": e, "points": 1, "earned": 0, "parts": []}]}
        for name, e in (("a", "no such exercise"), ("b", "conv2d_backward"), ("c", "output_size"), ("d", "conv2d"))
    ]
    grading(result(notebooks=books))
    (learner,), _ = report.load(tmp_path / "results")
    assert [book.name for book in learner.notebooks] == ["c", "d", "b", "a"]


def test_card_is_shown_as_the_grader_rendered_it(grading):
    assert "<p>the card</p>" in feedback(grading(result()))["ada.html"]


def test_notes_are_shown_on_the_feedback_page(grading):
    html = feedback(grading(result(status="repaired", notes=["The check cell was restored."])))["ada.html"]
    assert "The check cell was restored." in html


def test_notes_stand_on_the_class_page_beside_the_learner(grading):
    html = grading(result("ada", notes=["A file was not looked at."])).read_text("utf-8")
    assert "A file was not looked at." in html


def test_csv_has_one_column_per_part_and_blanks_where_a_learner_has_none(grading):
    index = grading(result("ada", part("one image", 2.0)), result("bo", part("channels", 1.5)))
    assert rows(index) == [
        {"learner": "ada", "topic": "convolution", "status": "graded", "earned": "2", "points": "2"}
        | {"conv2d/one image": "2", "conv2d/channels": ""},
        {"learner": "bo", "topic": "convolution", "status": "graded", "earned": "1.5", "points": "2"}
        | {"conv2d/one image": "", "conv2d/channels": "1.5"},
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_csv_keeps_a_spreadsheet_from_running_a_name_as_a_formula(grading, start):
    assert rows(grading(result(f"{start}1+1")))[0]["learner"] == f"'{start}1+1"


def test_histogram_puts_each_tenth_into_its_bin_and_full_marks_into_the_last():
    scores = [0, 0.9, 1, 2.9, 3, 7, 9, 10]  # of 10 points
    learners = [report.LearnerResult("x", "t", "graded", score, 10.0) for score in scores]
    assert report.histogram(learners) == [2, 1, 1, 1, 0, 0, 0, 1, 0, 2]


def test_part_statistics_count_a_stub_as_not_tried(grading, tmp_path):
    stub = 'def conv2d(x):\n    """Doc."""\n    raise NotImplementedError()'
    wrong, right = part("one image"), part("one image", 2.0)
    grading(result("a", wrong, answer=stub), result("b", wrong), result("c", right))
    learners, _ = report.load(tmp_path / "results")
    assert report.part_statistics(learners) == {
        "conv2d": [{"name": "one image", "points": 2.0, "tried": 2, "right": 1}]
    }


def test_part_statistics_count_a_part_that_the_check_calls_untried_as_not_tried(grading, tmp_path):
    grading(result("a", part("one image", 2.0), part("groups") | {"state": "untried"}))
    learners, _ = report.load(tmp_path / "results")
    assert [row["tried"] for row in report.part_statistics(learners)["conv2d"]] == [1, 0]


def test_mistakes_are_counted_once_a_learner_and_sorted_by_frequency(grading, tmp_path):
    twice = [part("one image", mistakes=["flips"]), part("channels", mistakes=["flips", "averages"])]
    grading(result("a", *twice), result("b", part("one image", mistakes=["flips"])))
    learners, _ = report.load(tmp_path / "results")
    found = [(mistake, [r.learner for r in who]) for mistake, _, who in report.mistake_statistics(learners)]
    assert found == [("flips", ["a", "b"]), ("averages", ["a"])]


def test_empty_results_are_told_in_a_sentence(grading):
    assert "There are no graded learners here." in grading().read_text("utf-8")


def test_write_refuses_a_folder_without_results_and_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="cnncourse grade"):
        report.write(tmp_path)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("{", "Expecting property name"),
        ("[]", "the file is a list, expected an object"),
        ('{"learner": "z"}', 'the file has no "topic"'),
        (json.dumps(result() | {"earned": "9"}), "earned is a str, expected a number"),
        (json.dumps(result() | {"earned": True}), "earned is a bool, expected a number"),
        (json.dumps(result() | {"earned": float("nan")}), "expected a finite number"),
        (json.dumps(result() | {"notebooks": [3]}), "notebooks[0] is a int, expected an object"),
        (json.dumps(result("bo")), "the learner bo has another result file"),
        ("[" * 100_000, "was left out"),
    ],
)
def test_malformed_result_file_is_named_and_the_others_are_reported(grading, tmp_path, data, complaint):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "z.json").write_text(data, encoding="utf-8")
    html = grading(result("bo")).read_text("utf-8").replace("&#34;", '"')
    assert "z.json was left out" in html
    assert complaint in html
    assert "../feedback/bo.html" in html


def test_result_file_that_is_not_text_is_named(grading, tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "z.json").write_bytes(b"\xff\xfe\x00")
    assert "z.json was left out" in grading(result("bo")).read_text("utf-8")
