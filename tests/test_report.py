"""The class report and the feedback pages, written from small hand-made results."""

import csv
import json
import re
from urllib.parse import unquote

import numpy as np
import pytest
from graded import Links, feedback, part, result, write_results

from cnncourse.grading import report
from cnncourse.grading.report import dashboard, results

OUTSIDE = re.compile(r"""(?:src|href|action)\s*=\s*["']?\s*(?:[a-z]+:)?//|url\(|@import""", re.IGNORECASE)
ODD_NAMES = ["../x", "a b", "Zoë", "李", "", ".", "..", "a/b", "a\\b", "x" * 400]
ODD_NAMES += ["<b>", 'q"', "%2e", "#1?", "a\x00b", "\ud800"]


def rows(index):
    with (index.parent.parent / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted(folder):
    return [learner.counted() for learner in results.read(folder / "results", [])]


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
    (learner,) = results.read(tmp_path / "results", [])
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
    first, second = rows(grading(result("ada", part("one image", 2.0)), result("bo", part("channels", 1.5))))
    ours = ("learner", "topic", "status", "earned", "points", "conv2d/one image", "conv2d/channels")
    assert [first[key] for key in ours] == ["ada", "convolution", "graded", "2", "2", "2", ""]
    assert [second[key] for key in ours] == ["bo", "convolution", "graded", "1.5", "2", "", "1.5"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_csv_keeps_a_spreadsheet_from_running_a_name_as_a_formula(grading, start):
    assert rows(grading(result(f"{start}1+1")))[0]["student_id"] == f"'{start}1+1"


def test_histogram_puts_each_tenth_into_its_bin_and_full_marks_into_the_last():
    scores = [0, 0.9, 1, 2.9, 3, 7, 9, 10]  # of 10 points
    learners = [results.LearnerResult("x", "t", "graded", score, 10.0) for score in scores]
    assert dashboard.histogram(learners) == [2, 1, 1, 1, 0, 0, 0, 1, 0, 2]


def test_part_statistics_count_a_stub_as_not_tried(grading, tmp_path):
    stub = 'def conv2d(x):\n    """Doc."""\n    raise NotImplementedError()'
    wrong, right = part("one image"), part("one image", 2.0)
    grading(result("a", wrong, answer=stub), result("b", wrong), result("c", right))
    learners = counted(tmp_path)
    assert dashboard.part_statistics(learners) == {"conv2d": [dashboard.PartCount("one image", 2.0, 2, 1)]}


def test_part_statistics_count_a_part_that_the_check_calls_untried_as_not_tried(grading, tmp_path):
    grading(result("a", part("one image", 2.0), part("groups") | {"state": "untried"}))
    learners = counted(tmp_path)
    assert [row.tried for row in dashboard.part_statistics(learners)["conv2d"]] == [1, 0]


def test_mistakes_are_counted_once_a_learner_and_sorted_by_frequency(grading, tmp_path):
    twice = [part("one image", mistakes=["flips"]), part("channels", mistakes=["flips", "averages"])]
    grading(result("a", *twice), result("b", part("one image", mistakes=["flips"])))
    learners = counted(tmp_path)
    found = [(mistake, [r.learner for r in who]) for mistake, _, who in dashboard.mistake_statistics(learners)]
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


# ------------------------------------------------------------------------------ the class page


def test_discrimination_is_the_correlation_with_the_points_in_all_other_parts(grading, tmp_path):
    right = [index % 3 > 0 for index in range(24)]
    rest = [(7 * index) % 5 for index in range(24)]
    grading(
        *(
            result(f"l{i:02}", part("a", 2.0 * r), part("b", float(e), 4.0))
            for i, (r, e) in enumerate(zip(right, rest, strict=True))
        )
    )
    first, _ = dashboard.part_statistics(counted(tmp_path))["conv2d"]
    assert first.discrimination == pytest.approx(np.corrcoef(right, rest)[0, 1])


@pytest.mark.parametrize(("number", "right"), [(19, 10), (20, 20), (20, 0)])
def test_discrimination_is_not_shown_for_few_or_all_alike(grading, tmp_path, number, right):
    grading(*(result(f"l{i:02}", part("a", 2.0 * (i < right)), part("b", i % 3, 4.0)) for i in range(number)))
    first, _ = dashboard.part_statistics(counted(tmp_path))["conv2d"]
    assert first.discrimination is None


def test_answers_that_are_alike_are_named_with_links(grading, tmp_path):
    grading(result("ada"), result("bo"))
    html = report.write(tmp_path, clusters=[("conv2d", ["ada", "bo"], 0.87)]).read_text("utf-8")
    assert "87 %" in html
    assert html.count("../feedback/bo.html") == 2


def test_similar_answers_are_looked_for_without_being_asked(grading):
    lines = [f"    v{i} = x[{i}] * {i + 3} - sum(x[{i}:{2 * i}]) + len(x) // {i + 2}" for i in range(20)]
    copied = "\n".join(["def conv2d(x):", *lines, "    return v3"])
    html = grading(result("ada", answer=copied), result("bo", answer=copied.replace("v", "w"))).read_text("utf-8")
    assert "Answers that are alike" in html
    assert "100 %" in html


def test_mistakes_are_links_only_where_there_is_a_book(grading, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    grading(result("ada", part("a", mistakes=["the two strides are swapped"])))
    assert not [link for link in Links(report.write(tmp_path).read_text("utf-8")).found if "mistakes" in link]
    online = Links(report.write(tmp_path, book="https://a.example/book/").read_text("utf-8")).found
    words = "the%20two%20strides%20are%20swapped"
    assert f"https://a.example/book/mistakes_convolution.html#:~:text={words}" in online
    assert "https://a.example/book/convolution.html" in online


def test_names_between_backticks_are_set_as_code_and_linked_by_their_words(grading, tmp_path):
    grading(result("ada", part("a", mistakes=["`x` is <kept>"])))
    html = report.write(tmp_path, book="https://a.example").read_text("utf-8")
    assert '#:~:text=x%20is%20%3Ckept%3E"><code>x</code> is &lt;kept&gt;</a>' in html


def test_links_into_a_book_beside_the_grading_lead_to_files(tmp_path):
    built = tmp_path / "book/_build/html"
    built.mkdir(parents=True)
    for name in ("index", "mistakes_convolution"):  # there is no page convolution.html
        (built / f"{name}.html").write_text("")
    (tmp_path / "grading").mkdir()
    write_results(tmp_path / "grading", result("ada", part("a", mistakes=["flips"])))
    index = report.write(tmp_path / "grading")
    local = [link.split("#")[0] for link in Links(index.read_text("utf-8")).found if "feedback" not in link]
    assert "../../book/_build/html/mistakes_convolution.html" in local
    assert all((index.parent / link).is_file() for link in local)


def test_long_lists_of_learners_are_folded(grading):
    html = grading(*(result(f"l{i:02}", part("a", mistakes=["flips"])) for i in range(40))).read_text("utf-8")
    assert "<summary>and 28 more</summary>" in html
    assert "l39" in html
