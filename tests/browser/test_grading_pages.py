"""A class that puts a script into everything it can write: on no page about it does anything run."""

from __future__ import annotations

import copy
import json
import re
import sys
from pathlib import Path

import nbformat
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from attacks import ATTACKS, SVG
from graded import PNG, code, part, result, show, write_notebook

from cnncourse import cards
from cnncourse.checking import unanswered
from cnncourse.exercises import find
from cnncourse.grading import report
from cnncourse.grading.sanitise import sanitised

pytestmark = pytest.mark.browser

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
RUN = "<img src=x onerror=attack()>"
BREAKS = ['"' + RUN, "'" + RUN, "</code></pre></p></title></style></textarea>" + RUN, "--><script>attack()</script>"]
BREAKS += ["{{ 7 * 7 }}{% raw %}" + RUN, "javascript:attack()", "../../" + RUN, "\u2028" + RUN, "<script>attack()//"]
LINKS = "Array.from(document.links, a => a.href).filter(href => !/^(https?|file):/.test(href))"
TOUCH = """() => { for (const e of document.querySelectorAll('*')) {
    if (e.tagName === 'DETAILS') e.open = true;
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'pointerover', 'toggle', 'animationend'])
        e.dispatchEvent(new Event(kind));
} }"""


def outputs(attack):
    """Return an attack in every kind of output."""
    drawing = SVG.format(f"<script>attack()</script><g onload='attack()'/><circle r='3'/>{attack}")
    kinds = ["text_html", "text_markdown", "text_latex", "text_plain", "application_javascript", "text_vnd.mermaid"]
    kinds += ["image_png", "image_jpeg", "image_gif", "application_json", "application_pdf"]
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": attack}}
    wide = {"image/png": {"width": f"1 onerror=attack() {attack}", "height": attack, "alt": f'"{attack}'}}
    made = [show(**{kind: attack}) for kind in kinds] + [show(image_svg_xml=drawing), show(text_latex=f"${attack}$")]
    made += [{"output_type": "display_data", "metadata": {}, "data": widget}]
    made += [{"output_type": "display_data", "metadata": wide, "data": {"image/png": PNG}}]
    made += [
        {"output_type": "display_data", "metadata": {"text/html": {"isolated": True}}, "data": {"text/html": attack}}
    ]
    made += [
        {"output_type": "stream", "name": name, "text": f"\x1b[31m{attack}\x1b]8;;javascript:attack()\x07x"}
        for name in ("stdout", "stderr")
    ]
    return [*made, {"output_type": "error", "ename": attack, "evalue": attack, "traceback": [f"\x1b[1;31m{attack}"]}]


def hostile(attack):
    """Return a notebook with an attack in every cell, output and metadata."""
    cells = [
        {
            "cell_type": "markdown",
            "id": "extra-01",
            "metadata": {"tags": [attack]},
            "source": f"a {attack}\n\n{attack}",
        },
        {
            "cell_type": "markdown",
            "id": "extra-02",
            "metadata": {},
            "source": f"# {attack}\n\n[a]({attack}) ![b]({attack})",
        },
        {"cell_type": "raw", "id": "extra-03", "metadata": {"raw_mimetype": "text/html"}, "source": attack},
        code("answer-conv2d", attack, *outputs(attack)),
        code("extra-04", f"%%javascript\n{attack}", *outputs(attack)) | {"metadata": {"magics_language": attack}},
    ]
    info = {"name": attack, "pygments_lexer": attack}
    whole = {"cells": cells, "metadata": {"title": attack, "language_info": info}, "nbformat": 4, "nbformat_minor": 5}
    return whole


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write the class, as if nothing had been sanitised before it was filed, and its report."""
    folder = tmp_path_factory.mktemp("grading")
    (folder / "results").mkdir()
    for number, attack in enumerate([*ATTACKS.values(), *BREAKS]):
        learner = f"{attack[:100]} {number}".replace("/", "∕").replace("\0", "")
        data = result(learner, part(attack, mistakes=[attack]), answer=attack, notes=[attack], flags=[attack])
        data |= {"status": attack, "submitted": attack}
        (notebook,) = data["notebooks"]
        notebook |= {"notes": [attack], "status": attack}
        notebook["exercises"][0] |= {"html": f"<div class='cnncourse-card'>{attack}</div>"}
        if number % 5 == 0:
            notebook["name"] = data["topic"] = attack
        (folder / "results" / f"{number}.json").write_text(json.dumps(data), encoding="utf-8")
        write_notebook(folder / "autograded" / learner / "convolution/conv2d.ipynb", *hostile(attack)["cells"])
    clusters = [(attack, [attack, learner], 0.9) for attack in BREAKS]
    report.write(
        folder, book="https://book.example/", clusters=clusters, roster={attack: {"email": attack} for attack in BREAKS}
    )
    return folder


@pytest.fixture(scope="module")
def pages(folder):
    """Return the pages as they are, and once more without their Content-Security-Policy."""
    found = [folder / "report/index.html", *sorted((folder / "feedback").glob("*.html"))]
    assert len(found) == 1 + len(ATTACKS) + len(BREAKS)
    for path in found:
        page = path.read_text("utf-8")
        assert len(POLICY.findall(page)) == 1
        path.with_suffix(".bare.html").write_text(POLICY.sub("", page), encoding="utf-8")
    return [*found, *(path.with_suffix(".bare.html") for path in found)]


@pytest.fixture(scope="module")
def watch(browser):
    """Return a way to open a page and learn all that it did by itself, in words."""
    context = browser.new_context()
    context.add_init_script("window.attack = () => console.error('the attack ran')")
    context.route(re.compile("^(?!file:|data:)"), lambda route: route.abort())

    def open_page(path, own=()):
        tab, did = context.new_page(), []
        tab.on("dialog", lambda dialog: (did.append(f"dialog {dialog.message}"), dialog.dismiss()))
        tab.on("request", lambda sent: did.append(f"asked for {sent.url}"))
        tab.on("console", lambda said: did.append(f"said {said.text[:120]}") if said.type == "error" else None)
        tab.on("popup", lambda other: did.append(f"opened {other.url}"))
        tab.on("download", lambda file: did.append(f"loaded {file.url}"))
        tab.goto(path.as_uri())
        tab.evaluate(TOUCH)
        tab.wait_for_timeout(20)
        did += [f"links to {href[:80]}" for href in tab.evaluate(LINKS)]
        tab.close()
        did.remove(f"asked for {path.as_uri()}")
        return [what[:120] for what in did if not what.startswith(("asked for data:image/", *own))]

    yield open_page
    context.close()


def test_nothing_runs_on_any_page_with_or_without_its_policy(pages, watch):
    did = {path.name: found for path in pages if (found := watch(path))}
    assert did == {}


def test_no_page_leads_from_one_learner_to_another(pages, browser):
    tab = browser.new_page()
    for path in pages:
        if path.parent.name == "feedback":
            tab.goto(path.as_uri())
            links = tab.evaluate("Array.from(document.links, a => a.href)")
            assert all(link.startswith((path.as_uri() + "#", "https://book.example/")) for link in links), links
    tab.close()


# ------------------------------------------------------------------------------ nbgrader's own pages

OWN = (
    "asked for https://cdnjs.cloudflare.com/",
    "asked for file:///formgrader/",
    "asked for https://cdn.jsdelivr.net/",
)
OWN += ("said Failed to load resource", "said Access to script at", "asked for file:///base/")


@pytest.fixture(scope="module")
def exporters():
    """Return nbgrader's exporters for feedback and formgrader, by template."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    def exporter(template):
        config = copy.deepcopy(GenerateFeedback(coursedir=CourseDirectory()).config)
        config.HTMLExporter.template_name = template
        return HTMLExporter(config=Config(config))

    return {template: exporter(template) for template in ("feedback", "formgrade")}


@pytest.fixture(scope="module")
def shown_by_nbgrader(exporters, tmp_path_factory):
    """Return a way to write a notebook as nbgrader shows it."""
    folder = tmp_path_factory.mktemp("nbgrader")
    numbers = dict.fromkeys(("score", "max_score", "late_penalty"), 0.0)
    resources = {"nbgrader": {"notebook": "conv2d", **numbers}, "base_url": "/base", "submission_id": "a", "index": 0}
    resources |= {"notebook_id": "conv2d", "assignment_id": "convolution", "total": 1, "student": "ada"}

    def write(template, name, notebook):
        html, _ = exporters[template].from_notebook_node(notebook, resources=copy.deepcopy(resources))
        path = folder / f"{template}-{name}.html"
        path.write_text(html, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_nothing_of_a_learner_runs_on_nbgraders_own_pages(template, shown_by_nbgrader, watch):
    whole = hostile("a")
    cells = [cell for attack in [*ATTACKS.values(), *BREAKS] for cell in hostile(attack)["cells"]]
    whole["cells"] = [cell | {"id": f"extra-{number}"} for number, cell in enumerate(cells)]
    page = shown_by_nbgrader(template, "all", sanitised(nbformat.from_dict(whole)))
    assert page.read_text("utf-8").count("<circle") == 0  # drawings stand in the page as pictures
    assert watch(page, OWN) == []


def test_the_same_notebooks_attack_where_they_were_not_sanitised(shown_by_nbgrader, watch):
    attacks = [ATTACKS[name] for name in ("script", "handler", "iframe", "link", "picture from elsewhere")]
    for number, attack in enumerate(attacks):
        cells = [{"cell_type": "markdown", "id": "extra-01", "metadata": {}, "source": f"a {attack}"}]
        given = nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        assert watch(shown_by_nbgrader("feedback", f"bare-{number}", given), OWN), attack


# ------------------------------------------------------------------------------ an honest class


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """Write the pages about a class of two, who drew a picture, a drawing and a table."""
    folder = tmp_path_factory.mktemp("honest")
    card = cards.html(unanswered(find("conv2d"), "The answer cell stopped with ValueError: a long word " + "x" * 200))
    late = {"status": "late", "submitted": "2026-03-01T21:04:00+00:00", "late_seconds": 7500.0, "penalty": 0.5}
    for learner, more in (("ada", late), ("bo", {"status": "flagged", "flags": ["It imports socket."]})):
        data = result(learner, part("one image", 2.0), part("channels", mistakes=["flips"]), **more)
        data["notebooks"][0]["exercises"][0]["html"] = card
        table = "<table><tr>" + "<td>1234567.89</td>" * 20 + "</tr></table>"
        drawn = [show(image_png=PNG), show(image_svg_xml=SVG.format("<circle r='3'/>")), show(text_html=table)]
        answer = code("answer-conv2d", "def conv2d(x):\n    return " + "x + " * 50 + "x")
        write_notebook(
            folder / "autograded" / learner / "convolution/conv2d.ipynb", answer, code("extra-01", "x", *drawn)
        )
        (folder / "results").mkdir(exist_ok=True)
        (folder / "results" / f"{learner}.json").write_text(json.dumps(data), encoding="utf-8")
    report.write(folder, clusters=[("conv2d", ["ada", "bo"], 0.9)])
    return [folder / "report/index.html", folder / "feedback/ada.html", folder / "feedback/bo.html"]


def serious_violations(tab):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab).response["violations"]
    return [(rule["help"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
def test_pages_are_readable_in_any_theme_and_width(browser, honest, theme, width):
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 800}, bypass_csp=True)
    tab = context.new_page()
    for path in honest:
        tab.goto(path.as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path.name
        assert serious_violations(tab) == [], path.name
    context.close()


def test_pictures_and_drawings_are_shown_under_the_policy(browser, honest):
    tab = browser.new_page()
    tab.goto(honest[1].as_uri())
    assert tab.evaluate("Array.from(document.images, one => one.naturalWidth > 0)") == [True, True]
    tab.close()
