"""Make harmless what a learner wrote or showed, before a browser of somebody else shows it.

formgrader and nbgrader's feedback put outputs and text cells into their pages as they are, and formgrader's page
is one with the instructor's Jupyter. So nothing passes here but what is known: text, pictures in bytes, and HTML
reduced to tables and text by nh3. The same is done to our own cards: nothing is trusted for where it stands.
"""

from __future__ import annotations

import base64
import binascii
import copy
import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

import nh3
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from cnncourse.grading.drawings import PICTURE, svg

LONGEST_TEXT = 100_000  # characters of a source, of a text or of the HTML of one output
LONGEST_PICTURE = 4_000_000  # characters in base64
DEEPEST = 100  # elements in one another; the time of a parser grows with the square of them

PLAIN = """b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li
    mark ol p pre s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"""
EMPTIED = {"script", "style", "title", "textarea", "noscript", "template", "iframe", "object", "svg", "math", "select"}
STYLES = "background-color color font-style font-weight text-align text-decoration vertical-align"
CARD = """align-items background border border-collapse border-left-width border-radius display flex-basis flex-wrap
    font-size font-variant-numeric gap left margin min-width overflow-wrap padding position white-space"""
SIZES = {"colspan": r"\d{1,3}", "rowspan": r"\d{1,3}", "start": r"\d{1,6}", "width": r"\d{1,4}", "height": r"\d{1,4}"}
ALLOWED = SIZES | {
    "alt": r"(?s).{0,500}",
    "class": r"dataframe|cnncourse-card|highlight|[a-z][a-z0-9]{0,2}",  # the last are those of highlighted code
    "href": r"(https?://|mailto:)[^\s<>\"'\\]{1,2000}",
    "src": PICTURE,
    "style": r"(?s)[^\\@<>]*",
}
ATTRIBUTES = {
    "*": {"style", "class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    "img": {"src", "alt", "width", "height"},
}

# Macros of MathJax that make links, styles and ids, or load more of it.
MACROS = re.compile(r"\\(?=(?:href|url|style|class|cssId|data|require|bbox|unicode|toggle|mathtip|texttip)\b)")
JOINER = "\\\N{WORD JOINER}"  # looks the same, and is no macro
CONTROL = re.compile(r"\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f‪-‮⁦-⁩]")
COLOURING = re.compile(r"\x1b\[[0-9;]*m")

PICTURES = {
    "image/png": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda head: head.startswith(b"\xff\xd8\xff"),
    "image/gif": lambda head: head.startswith((b"GIF87a", b"GIF89a")),
}


def sanitised(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of an executed notebook in which nothing of the learner's can run, load or lead elsewhere.

    Sources of code cells stay, as they are shown as text. What is dropped leaves no mark, what is cut says so.
    """
    kernel = notebook.metadata.get("kernelspec")
    metadata = {"kernelspec": kernel} if isinstance(kernel, dict) else {}
    cells = [_cell(cell) for cell in notebook.cells]
    made = {"cells": cells, "metadata": _plain(metadata), "nbformat": 4, "nbformat_minor": 5}
    return NotebookNode(made)


def _cell(cell: NotebookNode) -> NotebookNode:
    made = NotebookNode(id=cell.id, cell_type=cell.cell_type, source=_cut(cell.source, "\n# ... cut off"))
    made.metadata = NotebookNode({key: _plain(cell.metadata[key]) for key in KEPT if key in cell.metadata})
    if cell.cell_type == "code":
        count = cell.get("execution_count")
        made.execution_count = count if type(count) is int else None
        made.outputs = [shown for given in cell.outputs if (shown := output(given))]
    elif cell.cell_type == "markdown":
        made.source = markdown(cell.source)
    else:
        made.cell_type, made.source = "markdown", _fenced(cell.source)
    return made


KEPT = ("nbgrader", "deletable", "editable")  # of the metadata of a cell: those of the release


def _plain(value: Any) -> Any:
    """Return a copy of a metadata's value in which every text is free of markup."""
    if isinstance(value, dict):
        return NotebookNode({re.sub("[<>&\"']", "", str(key)): _plain(item) for key, item in value.items()})
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return re.sub("[<>&\"']", "", value) if isinstance(value, str) else copy.copy(value)


# ------------------------------------------------------------------------------ outputs


def output(given: Any) -> NotebookNode | None:
    """Return an output as it may be shown, without metadata; None if nothing of it may."""
    kind = given.get("output_type")
    if kind == "stream":
        name = "stderr" if given.get("name") == "stderr" else "stdout"
        return NotebookNode(output_type="stream", name=name, text=text(given.get("text")))
    if kind == "error":
        lines = given.get("traceback")
        traceback = text("\n".join(map(_joined, lines)) if isinstance(lines, list) else "").split("\n")
        name, value = text(given.get("ename"))[:200], text(given.get("evalue"))
        return NotebookNode(output_type="error", ename=name, evalue=value, traceback=traceback)
    if kind not in ("display_data", "execute_result") or not isinstance(given.get("data"), dict):
        return None
    data = _data(given["data"])
    made = NotebookNode(output_type=kind, data=NotebookNode(data), metadata=NotebookNode())
    if kind == "execute_result":
        count = given.get("execution_count")
        made.execution_count = count if type(count) is int else None
    return made if data else None


def _data(given: dict[str, Any]) -> dict[str, str]:
    """Return of the forms in which something was shown those that are known, each made harmless."""
    data = _pictures(given)
    drawing = "" if data else svg(_joined(given.get("image/svg+xml")))
    if drawing:
        data["image/svg+xml"] = drawing
    words = html(_joined(given.get("text/html")))
    if not words and "text/markdown" in given:
        words = _rendered_clean(_joined(given["text/markdown"]))
    if words:
        data["text/html"] = words
    if "text/latex" in given:
        data["text/latex"] = MACROS.sub(lambda _: JOINER, text(given["text/latex"]))
    if "text/plain" in given:
        data["text/plain"] = text(given["text/plain"])
    return data


def _pictures(given: Any) -> dict[str, str]:
    """Return the pictures in a bundle that are what their type says."""
    items = given.items() if isinstance(given, dict) else ()
    return {kind: found for kind, value in items if kind in PICTURES and (found := picture(kind, _joined(value)))}


def picture(kind: str, encoded: str) -> str:
    """Return a picture in base64 without blanks; "" if it is none of its kind, or too large."""
    encoded = re.sub(r"\s+", "", encoded[: LONGEST_PICTURE + 1])
    try:
        fits = len(encoded) <= LONGEST_PICTURE and PICTURES[kind](base64.b64decode(encoded, validate=True)[:8])
    except (binascii.Error, ValueError):
        return ""
    return encoded if fits else ""


def text(given: Any) -> str:
    """Return text with no control characters but line breaks, tabs and the colours of a terminal."""
    return CONTROL.sub("", _cut(_joined(given), "\n... cut off"))


def uncoloured(given: str) -> str:
    """Return the text of a terminal without its colours."""
    return COLOURING.sub("", given).replace("\x1b", "")


def _joined(given: Any) -> str:
    """Return a text that may be given as a list of lines."""
    if isinstance(given, list) and all(isinstance(line, str) for line in given):
        return "".join(given)
    return given if isinstance(given, str) else ""


def _cut(given: str, mark: str) -> str:
    return given if len(given) <= LONGEST_TEXT else given[:LONGEST_TEXT] + mark


# ------------------------------------------------------------------------------ HTML


def html(given: str, links: bool = False) -> str:
    """Return HTML reduced to tables, text and pictures in bytes; "" if nothing can be seen of it.

    Args:
        given: a fragment of HTML. Too long or too deep, nothing is left of it.
        links: whether links to other sites stay.
    """
    if len(given) > LONGEST_PICTURE or len(re.sub(r"data:[^\"'>]*", "", given)) > LONGEST_TEXT or _deep(given):
        return ""
    cleaned = nh3.clean(
        given,
        tags={*PLAIN.split(), "a"} if links else {*PLAIN.split()},
        clean_content_tags=EMPTIED,
        attributes=ATTRIBUTES | ({"a": {"href"}} if links else {}),
        attribute_filter=_attribute,
        filter_style_properties={*STYLES.split(), *CARD.split()} if "cnncourse-card" in given else {*STYLES.split()},
        url_schemes={"data", "http", "https", "mailto"},
        url_relative="deny",
    )
    cleaned = MACROS.sub(lambda _: JOINER, cleaned).strip()
    return cleaned if re.sub(r"<(?!img)[^>]*>|\s", "", cleaned) else ""


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "style" and re.search(r"url|image|expression|var\(", value, re.IGNORECASE):
        return None
    return value if re.fullmatch(ALLOWED.get(name, "(?!)"), value) else None


def _deep(given: str) -> bool:
    """Tell whether elements stand in one another more deeply than any honest page needs."""
    depth = 0
    for end, name in re.findall(r"<(/?)([a-zA-Z]\w*)", given):
        if name.lower() not in ("br", "img", "hr", "col", "p", "li", "td", "th", "tr", "input", "wbr"):
            depth = max(0, depth - 1) if end else depth + 1
            if depth > DEEPEST:
                return True
    return False


# ------------------------------------------------------------------------------ Markdown


@lru_cache(4096)  # the text cells of the release are the same for everybody
def markdown(source: str) -> str:
    """Return Markdown as it is, if all that it renders to is harmless; else the cleaned HTML; else the bare source."""
    rendered = _rendered(source)
    if rendered is None:
        return _fenced(source)
    cleaned = html(rendered, links=True)
    if _events(cleaned) == _events(rendered) and not _shadows(rendered):
        return source
    return _one_block(cleaned) if cleaned else _fenced(source)


def _shadows(rendered: str) -> bool:
    """Tell whether a heading would get an id by which formgrader finds its own fields."""
    words = (re.sub(r"<[^>]*>|\s", "", heading) for heading in re.findall(r"(?s)<h\d.*?</h\d>", rendered))
    return any(word.startswith(("check-", "answer-", "comment-", "statusmessage")) for word in words)


def _rendered(source: str) -> str | None:
    """Render as nbconvert does; None if it cannot be rendered in reasonable time."""
    if len(source) > LONGEST_TEXT // 5 or re.search(r"([\[(*_`>!#~-])\1{60}", source):
        return None
    try:
        renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
        return str(MarkdownWithMath(renderer=renderer).render(source))
    except Exception:  # a renderer is a large program, and the text a stranger's
        return None


def _rendered_clean(source: str) -> str:
    return html(_rendered(source) or "", links=True)


def _one_block(cleaned: str) -> str:
    """Return HTML in one line: a block of Markdown, of which nothing is read as Markdown again."""
    return f"<div>{cleaned}</div>".replace("\n", "&#10;")


def _fenced(source: str) -> str:
    """Return a text as a block of code in Markdown."""
    longest = max(map(len, re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{_cut(CONTROL.sub('', source), '')}\n{fence}"


class _Reader(HTMLParser):
    """The tags, attributes and words of a page, however they are written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = sorted((key, value or "") for key, value in attrs if (tag, key) != ("a", "rel"))
        self.events.append((tag, kept))

    def handle_endtag(self, tag: str) -> None:
        self.events.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self.events.append(words)

    def handle_comment(self, data: str) -> None:
        self.events.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.events.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.events.append("instruction")

    def unknown_decl(self, data: str) -> None:
        self.events.append("declaration")


def _events(page: str) -> list[Any]:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.events
