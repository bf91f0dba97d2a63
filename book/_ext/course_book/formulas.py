"""Set the formulas with KaTeX while the book is built: pages need no script for them, and nothing moves."""

from __future__ import annotations

import functools
from pathlib import Path

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number, wrap_displaymath

LOGGER = logging.getLogger(__name__)
KATEX = Path(__file__).parent / "katex/katex.min.js"


@functools.cache
def katex() -> MiniRacer:
    """Return a JavaScript engine that holds KaTeX."""
    engine = MiniRacer()
    engine.eval(KATEX.read_text(encoding="utf-8"))
    return engine


@functools.cache
def typeset(tex: str, display: bool) -> str:
    """Return a formula as HTML for the eye and MathML for the ear."""
    return katex().call("katex.renderToString", tex, {"displayMode": display, "strict": "error"})


def typeset_node(node: nodes.Element, tex: str, display: bool) -> str:
    """Return a formula as HTML; what KaTeX cannot read is a warning at its place in the page."""
    try:
        return typeset(tex, display)
    except JSEvalException as error:
        reason = str(error).splitlines()[0]
        LOGGER.warning("this formula cannot be typeset: %s: %s", reason, tex, location=node)
        return f"<code>{nodes.unescape(tex)}</code>"


def visit_inline(translator, node: nodes.math) -> None:
    """Write a formula that stands in a line of text."""
    translator.body.append(translator.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    translator.body.append(typeset_node(node, node.astext(), display=False) + "</span>")
    raise nodes.SkipNode


def visit_display(translator, node: nodes.math_block) -> None:
    """Write a formula that stands by itself, with its number if it has one."""
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    tex = node.astext() if node["nowrap"] else wrap_displaymath(node.astext(), None, False)
    translator.body.append(typeset_node(node, tex.strip(), display=True) + "</div>\n")
    raise nodes.SkipNode


def add_style(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give KaTeX's style to the pages that hold a formula."""
    context["has_formulas"] = 'class="katex' in context.get("body", "")
    if context["has_formulas"]:
        app.add_css_file("../katex/katex.min.css", priority=100)


def setup(app: Sphinx) -> dict[str, bool]:
    """Replace MathJax."""
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_display, None))
    app.connect("html-page-context", add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
