"""Reduce a drawing in SVG, such as matplotlib makes, to shapes and text: nothing in it runs, loads or leads away."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from defusedxml import DefusedXmlException, ElementTree

LONGEST = 1_000_000  # characters
MOST, DEEPEST = 20_000, 100  # elements; elements in one another
LARGEST_MARK = 30  # elements of what is drawn several times; in matplotlib's drawings it is one
PICTURE = r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+"

NAMESPACE = "{http://www.w3.org/2000/svg}"
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
SHAPES = frozenset(
    ["svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use"]
    + ["clipPath", "linearGradient", "radialGradient", "stop", "title", "desc", "image"]
)
LOOKS = re.compile(
    r"id|d|[xy][12]?|c[xy]|r[xy]?|d[xy]|width|height|points|transform|viewBox|preserveAspectRatio|offset|opacity|style"
    r"|version|gradientUnits|gradientTransform|clipPathUnits|clip-path|text-anchor"
    r"|(fill|stroke|font|stop)(-[a-z]+)?"
)


def svg(given: str) -> str:
    """Return a drawing reduced to shapes and text, such as matplotlib's; "" if it is none."""
    if not given or len(given) > LONGEST or given.count("<") > 2 * MOST:
        return ""
    try:
        root = ElementTree.fromstring(given.encode("utf-8", "replace"))
    except (ElementTree.ParseError, DefusedXmlException, ValueError, RecursionError):
        return ""
    if root.tag != NAMESPACE + "svg":
        return ""
    return _drawn(root, _marks(root), 0)


def _marks(root: Any) -> set[str]:
    """Return the ids of what may be drawn several times: small, and without another such mark inside."""
    marks = set()
    for element in root.iter():
        inside = [one.tag for _, one in zip(range(LARGEST_MARK + 1), element.iter(), strict=False)]
        if "id" in element.attrib and len(inside) <= LARGEST_MARK and NAMESPACE + "use" not in inside:
            marks.add("#" + element.attrib["id"])
    return marks


def _drawn(element: Any, marks: set[str], depth: int) -> str:
    """Write an element and what is allowed in it."""
    name = element.tag.removeprefix(NAMESPACE) if isinstance(element.tag, str) else ""
    if name not in SHAPES or depth > DEEPEST:
        return ""
    kept = {"xmlns": NAMESPACE[1:-1]} if depth == 0 else {}
    kept |= {key: value for key, value in element.attrib.items() if LOOKS.fullmatch(key) and _still(value)}
    target = next((element.attrib[key].strip() for key in HREFS if key in element.attrib), "")
    if (name == "use" and target in marks) or (name == "image" and re.fullmatch(PICTURE, target)):
        kept["href"] = target
    inner = escape(element.text or "", quote=False) + "".join(
        _drawn(child, marks, depth + 1) + escape(child.tail or "", quote=False) for child in element
    )
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in kept.items())
    return f"<{name}{attributes}>{inner}</{name}>"


def _still(value: str) -> bool:
    """Tell whether an attribute neither loads nor runs anything; it may point into the drawing."""
    return not re.search(r"url\((?!#)|script|@|\\|expression|image\(", value, re.IGNORECASE)
