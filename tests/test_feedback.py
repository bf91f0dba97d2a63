"""The feedback page of a learner: their own code, what it showed, and nothing that runs or leads away."""

import base64

import pytest
from graded import PNG, Links, code, feedback, result, say, show, write_notebook


@pytest.fixture
def page(grading, tmp_path):
    """Return the feedback page of ada, who has these cells in a notebook, which was released with others."""

    def write(*cells, released=(), **changes):
        write_notebook(tmp_path / "autograded/ada/convolution/conv2d.ipynb", *cells)
        write_notebook(tmp_path / "source/convolution/conv2d.ipynb", *released)
        return feedback(grading(result("ada", **changes)))["ada.html"]

    return write


def test_feedback_page_shows_what_the_learners_own_cells_printed_and_drew(page):
    drawn = show(image_png=PNG, text_plain="<Figure>")
    html = page(code("answer-conv2d", "def conv2d(x): ...", say("from the answer")), code("extra-03", "plot()", drawn))
    assert "def conv2d(x): ..." in html
    assert "from the answer" in html
    assert f'<img src="data:image/png;base64,{PNG}"' in html
    assert "&lt;Figure&gt;" not in html


def test_feedback_page_leaves_out_check_cells_and_what_stands_there_as_released(page):
    demo = code("code-01", "print(1 + 1)", say("an unchanged demo"))
    html = page(
        demo, code("check-conv2d", "check('conv2d')", say("hidden words")), released=[demo, code("check-conv2d", "")]
    )
    assert "an unchanged demo" not in html
    assert "hidden words" not in html


def test_feedback_page_shows_a_released_cell_that_the_learner_changed(page):
    html = page(code("code-01", "print(3)", say("a changed demo")), released=[code("code-01", "print(1 + 1)")])
    assert "a changed demo" in html


def test_feedback_page_keeps_tables_and_drops_what_runs(page):
    table = (
        "<style>td{}</style><table class='dataframe'><tr><td onclick='a()'>1.5</td></tr></table><script>a()</script>"
    )
    html = page(code("extra-01", "frame", show(text_html=table, text_plain="1.5")))
    assert '<table class="dataframe"><tbody><tr><td>1.5</td></tr></tbody></table>' in html
    assert "a()" not in html


def test_feedback_page_holds_no_more_pictures_than_it_should(page):
    large = base64.b64encode(base64.b64decode(PNG) + bytes(1_000_000)).decode()
    html = page(code("extra-01", "many", *[show(image_png=large)] * 5))
    assert html.count(large) == 2
    assert html.count("More was shown here than this page holds.") == 3


def test_feedback_page_cuts_long_output_and_says_so(page):
    html = page(code("extra-01", "loop", say("x" * 1_000_000)))
    assert len(html) < 60_000
    assert "more than this page shows" in html


def test_feedback_page_shows_an_error_without_the_colours_of_a_terminal(page):
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mValueError\x1b[0m: <b>"]}
    assert 'class="shown error">ValueError: &lt;b&gt;</pre>' in page(code("extra-01", "x", error))


@pytest.mark.parametrize("topic", ["..", "../bo/convolution", "/etc"])
def test_feedback_page_reads_no_notebook_of_another_folder(grading, tmp_path, topic):
    (tmp_path / "autograded/ada/convolution").mkdir(parents=True)
    for folder in ("autograded/bo/convolution", "autograded"):
        write_notebook(tmp_path / folder / "conv2d.ipynb", code("extra-01", "x", say("words of bo")))
    html = feedback(grading(result("ada", topic=topic), result("../autograded/bo")))
    assert not [name for name, page in html.items() if "words of bo" in page]


def test_feedback_page_leads_nowhere_but_into_itself(grading, page):
    page(code("extra-01", "x", show(text_html="<a href='bo.html'>bo</a> <a href='https://a.example/'>out</a>")))
    pages = feedback(grading(result("ada"), result("bo")))
    assert {link[0] for html in pages.values() for link in Links(html).found} == {"#"}


def test_feedback_page_tells_lateness_and_penalty(grading):
    late = {"status": "late", "submitted": "2026-03-01T21:04:00+00:00", "late_seconds": 93780.0, "penalty": 0.5}
    html = feedback(grading(result("ada", **late)))["ada.html"]
    assert "01 March 2026, 21:04 UTC, 1 day 2 h late" in html
    assert "<strong>1.5</strong> of 4 points: 2 for the answers, less 0.5 for handing in late" in html


def test_flags_stand_on_the_class_page_alone(grading):
    index = grading(result("ada", status="flagged", flags=["It imports socket."]))
    assert "It imports socket." in index.read_text("utf-8")
    (html,) = feedback(index).values()
    assert "socket" not in html
    assert "flag" not in html


def test_flagged_learner_is_told_of_lateness_and_repairs(grading):
    html = feedback(grading(result("ada", status="flagged", late=True), result("bo", status="flagged")))
    assert "late. Handed in after the deadline." in html["ada.html"]
    assert "<dd>graded</dd>" in html["bo.html"]
