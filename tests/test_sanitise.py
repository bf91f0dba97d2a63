"""What a learner wrote or showed is made harmless, and what is honest is kept."""

import io
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from attacks import ATTACKS, SVG
from graded import PNG, Links, code, say, show

from cnncourse import cards
from cnncourse.checking import unanswered
from cnncourse.exercises import find
from cnncourse.grading import drawings, sanitise
from cnncourse.grading.sanitise import sanitised

nbconvert = pytest.importorskip("nbconvert", reason="install cnncourse[grade]")
ROOT = Path(__file__).parents[1]
RUNS = {
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "base",
    "meta",
    "form",
    "input",
    "button",
    "link",
}
VALUES = {
    "href": r"https?://(?!attack).*",
    "src": r"data:image/(png|jpeg|gif);base64,.*",
    "style": r"(?!.*(url|position)).*",
    "class": r"dataframe|cnncourse-card|highlight|[a-z][a-z0-9]{0,2}",
    "rel": r"noopener noreferrer",
    **dict.fromkeys(("alt", "width", "height", "colspan", "rowspan", "start"), ".*"),
}


class Harm(HTMLParser):
    """What of a page runs, loads, leads away, covers or takes a name."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found += [tag] if tag in RUNS else []
        self.found += [(tag, key, value) for key, value in attrs if not re.fullmatch(VALUES.get(key, "(?!)"), value)]


def notebook(*cells):
    return nbformat.from_dict({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def text_cell(source, **more):
    return {"cell_type": "markdown", "id": "extra-01", "metadata": {}, "source": source, **more}


def shown(**data):
    """Return the data of an output after it was sanitised; {} if nothing is left."""
    (cell,) = sanitised(notebook(code("extra-01", "x", show(**data)))).cells
    return cell.outputs[0].data if cell.outputs else {}


def rendered(source):
    """Return a text cell as nbconvert shows it after it was sanitised."""
    (cell,) = sanitised(notebook(text_cell(source))).cells
    html, _ = nbconvert.HTMLExporter(template_name="basic").from_notebook_node(notebook(cell))
    return html


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_html_of_an_output_holds_nothing_harmful(attack):
    html = shown(text_html=f"<p>before</p>{attack}", text_plain="plain").get("text/html", "")
    assert "before" in html
    assert Harm(html).found == []


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_markdown_of_an_output_becomes_html_that_holds_nothing_harmful(attack):
    data = shown(text_markdown=f"**before**\n\n{attack}")
    assert "text/markdown" not in data
    assert "<strong>before</strong>" in data["text/html"]
    assert Harm(data["text/html"]).found == []


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("form", ["{}", "a {} b", "- {}", "> {}", "# {}", "|a|\n|-|\n|{}|", "[a][b]\n\n[b]: {}"])
def test_text_cell_is_rendered_without_anything_harmful(attack, form):
    (cell,) = sanitised(notebook(text_cell(form.format(attack)))).cells
    assert Harm(sanitise._rendered(cell.source)).found == []


@pytest.mark.parametrize(
    "source",
    [
        "# A heading\n\nWords, *more*, `x < y`, $a < b$, and\n\n$$\\sum_i x_i$$",
        "- one\n- two\n\n1. three\n\n> said",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "```python\nif a < b and c > d:\n    x = '<script>'\n```",
        "[a page](https://numpy.org/doc/) and <https://a.example/x?y=1&z=2>",
        "a --- b ... 3 < 4 & 5 > 2",
    ],
)
def test_honest_text_stays_as_it_was_written(source):
    (cell,) = sanitised(notebook(text_cell(source))).cells
    assert cell.source == source


def test_text_cells_of_every_release_stay_as_they_are():
    changed = [
        (path.name, cell["id"])
        for path in (ROOT / "exercises").rglob("*.ipynb")
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "markdown" and sanitise.markdown("".join(cell["source"])) != "".join(cell["source"])
    ]
    assert changed == []


def test_text_with_some_html_is_still_rendered():
    html = rendered("H<sub>2</sub>O and <b>bold</b>\n\n\n<script>attack()</script>\n\n*end*")
    assert "H<sub>2</sub>O and <b>bold</b>" in html
    assert "<em>end</em>" in html
    assert "attack" not in html


@pytest.mark.parametrize(
    "source", ["![a](attachment:gone.png)", "[" * 5000, "a *b* " * 5000], ids=["attachment", "brackets", "long"]
)
def test_text_that_would_stop_or_stall_a_renderer_is_shown_as_it_stands(source):
    started = time.monotonic()
    assert '<div class="highlight">' in rendered(source)
    assert time.monotonic() - started < 20


def test_heading_cannot_take_the_id_of_a_field_of_formgrader():
    assert 'id="check-conv2d"' not in rendered("# check-conv2d")
    assert 'id="answer-conv2d"' not in rendered("# *answer*-conv2d")
    assert 'id="Results"' in rendered("# Results")


@pytest.mark.parametrize("macro", [r"\href{javascript:attack()}{x}", r"\style{position:fixed}{x}", r"\require{html}"])
def test_macros_that_reach_out_of_a_formula_are_none(macro):
    name = macro.split("{")[0]
    escaped = macro.replace("\\", "&#92;")
    pieces = [rendered(f"${macro}$"), rendered(f"\\\\({escaped}\\\\)")]
    pieces += [shown(text_latex=f"${macro}$")["text/latex"], shown(text_html=f"<p>${escaped}$</p>")["text/html"]]
    assert not [piece for piece in pieces if name in piece.replace("&#92;", "\\")]


@pytest.mark.parametrize(
    "kind",
    ["application_javascript", "text_vnd.mermaid", "application_vnd.jupyter.widget-view+json", "application_pdf"],
)
def test_kinds_of_output_that_run_or_are_unknown_are_dropped(kind):
    assert shown(**{kind: "attack()", "text_plain": "plain"}) == {"text/plain": "plain"}
    assert shown(**{kind: "attack()"}) == {}


def test_picture_is_kept_and_what_only_calls_itself_one_is_not():
    assert shown(image_png=PNG + "\n")["image/png"] == PNG
    for pretended in ("PHNjcmlwdD4=", 'x" onerror="attack()', PNG[:-3], "", ["a"], None):
        assert shown(image_png=pretended, image_jpeg=pretended) == {}


def test_metadata_of_outputs_and_cells_is_dropped():
    output = show(image_png=PNG) | {"metadata": {"image/png": {"width": "1 onerror=attack()"}, "filenames": {}}}
    cell = code("extra-01", "x", output) | {"metadata": {"tags": ["attack"], "magics_language": "x", "attack": 1}}
    given = notebook(cell)
    given.metadata = nbformat.from_dict({"widgets": {}, "title": "</title>", "language_info": {"name": "a"}})
    made = sanitised(given)
    assert "attack" not in json.dumps(made)
    assert made.metadata == {}
    assert made.cells[0].outputs[0].metadata == {}


def test_marks_of_nbgrader_stay():
    marks = {"grade_id": "answer-conv2d", "solution": True, "points": 3, "schema_version": 3}
    cell = code("answer-conv2d", "x") | {"metadata": {"nbgrader": marks, "deletable": False}}
    assert sanitised(notebook(cell)).cells[0].metadata == {"nbgrader": marks, "deletable": False}


def test_raw_cell_and_attachments_become_text():
    raw = {"cell_type": "raw", "id": "extra-02", "metadata": {"raw_mimetype": "text/html"}, "source": "<b id=a>x</b>"}
    attached = text_cell("a", attachments={"a": {"text/html": "attack"}})
    made = sanitised(notebook(raw, attached))
    assert made.cells[0] == {
        "cell_type": "markdown",
        "id": "extra-02",
        "metadata": {},
        "source": "```text\n<b id=a>x</b>\n```",
    }
    assert "attachments" not in made.cells[1]


def test_text_keeps_its_colours_and_loses_what_moves_the_cursor():
    given = "\x1b[31mred\x1b[0m\x1b[2J\x1b]0;title\x07\x08\u202eback\r\n\tend"
    (cell,) = sanitised(notebook(code("extra-01", "x", say(given)))).cells
    assert cell.outputs[0].text == "\x1b[31mred\x1b[0m[2J]0;titleback\r\n\tend"
    assert sanitise.uncoloured(cell.outputs[0].text).startswith("red[2J")


def test_code_stays_and_the_given_notebook_too():
    given = notebook(code("extra-01", "if a < b: '<script>'", show(text_html="<script>attack()</script>")))
    before = json.dumps(given)
    assert sanitised(given).cells[0].source == "if a < b: '<script>'"
    assert json.dumps(given) == before


def test_sanitised_notebook_is_valid_and_stays_the_same_when_it_is_sanitised_again():
    cells = [text_cell(f"a {attack}") | {"id": f"extra-{i}"} for i, attack in enumerate(ATTACKS.values())]
    cells.append(code("extra-99", "x", *(show(text_html=f"a {attack}") for attack in ATTACKS.values())))
    once = sanitised(notebook(*cells))
    nbformat.validate(once)
    assert sanitised(once) == once


def test_table_of_pandas_keeps_its_form():
    pandas = pytest.importorskip("pandas", reason="install pandas: pip install pandas")
    page = pandas.DataFrame({"a": [1.5, 2.5], "b": ["<x>", "y"]}).to_html()
    made = shown(text_html=page)["text/html"]
    assert re.sub(r"[\s;]|border=\"1\"", "", made) == re.sub(r"[\s;]|border=\"1\"", "", page)


def test_card_of_the_grader_looks_the_same():
    page = cards.html(unanswered(find("conv2d"), "No <answer>."))
    made = shown(text_html=page)["text/html"]
    zeros = re.compile(r"(?<![\d])0(?=\.\d)|[\s;]")
    same = [zeros.sub("", json.dumps(sanitise._events(one))) for one in (page, made)]
    assert same[0] == same[1]
    assert Links(made).tags == Links(page).tags


@pytest.mark.parametrize(
    "source",
    ["<div>" * 15_000, "<table><tr><td>" * 5_000, "<b><i><u>" * 9_000, "<a>" * 30_000, "x" * 5_000_000],
    ids=["div", "table", "formatting", "links", "long"],
)
def test_html_that_would_take_a_parser_long_is_dropped(source):
    started = time.monotonic()
    assert shown(text_html=source + "<p>words</p>", text_plain="plain") == {"text/plain": "plain"}
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("shape", [None, 3, [], {}, {"a": 1}, [[1]], "x"])
def test_outputs_of_any_shape_are_survived(shape):
    outputs = [
        {"output_type": "stream", "name": shape, "text": shape},
        {"output_type": "error", "ename": shape, "evalue": shape, "traceback": shape},
        {"output_type": "display_data", "data": {"text/html": shape, "image/png": shape, "image/svg+xml": shape}},
        {"output_type": "display_data", "data": shape},
        {"output_type": shape},
    ]
    for output in outputs:
        sanitise.output(output)


# ------------------------------------------------------------------------------ drawings


def test_drawing_of_matplotlib_is_kept():
    from matplotlib.figure import Figure

    figure, file = Figure(), io.StringIO()
    figure.add_subplot().plot([1, 3, 2], "o-", label="<a & b>")
    figure.axes[0].legend()
    figure.savefig(file, format="svg")
    made = drawings.svg(file.getvalue())
    for shape in ("<path", "<use", "clip-path="):
        assert made.count(shape) == file.getvalue().count(shape) > 0
    assert shown(image_svg_xml=file.getvalue())["image/svg+xml"] == made


@pytest.mark.parametrize(
    "attack",
    [
        "<script>attack()</script>",
        "<g onload='attack()'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml' onclick='attack()'>attack</p></foreignObject>",
        "<a xlink:href='javascript:attack()'><text>a</text></a>",
        "<use xlink:href='https://attack.example/#a'/>",
        "<image xlink:href='https://attack.example/a.png'/>",
        "<image href='data:image/svg+xml;base64,PHN2Zy8+'/>",
        "<style>@import 'https://attack.example/';</style>",
        "<rect style='fill: url(https://attack.example/)'/>",
        "<rect fill='url(//attack.example/)'/>",
        "<animate attributeName='href' values='javascript:attack()'/>",
        "<set attributeName='onmouseover' to='attack()'/>",
    ],
)
def test_drawing_loses_what_runs_or_loads(attack):
    made = drawings.svg(SVG.format(attack + "<circle r='3'/>"))
    assert '<circle r="3"' in made
    assert not re.search("attack|svg\\+xml|onload|style|href", made)


def test_drawing_cannot_draw_itself_many_times():
    levels = "".join(f"<g id='l{i}'>" + f"<use href='#l{i - 1}'/>" * 10 + "</g>" for i in range(1, 12))
    made = drawings.svg(SVG.format("<circle id='l0' r='1'/>" + levels))
    assert set(re.findall(r'href="(.*?)"', made)) == {"#l0"}


@pytest.mark.parametrize(
    "source",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>' + SVG.format("<text>&c;</text>"),
        "<html><script>attack()</script></html>",
        "not xml <",
        SVG.format("<g>" * 30_000 + "</g>" * 30_000),
    ],
)
def test_what_is_no_drawing_is_dropped(source):
    assert "attack" not in drawings.svg(source)
    assert "bbbb" not in drawings.svg(source)
    assert len(drawings.svg(source)) < 2000


def test_drawing_stands_back_for_a_picture_of_the_same():
    assert list(shown(image_svg_xml=SVG.format("<circle r='3'/>"), image_png=PNG)) == ["image/png"]
