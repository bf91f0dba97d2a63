"""Publish what the pages use: of the theme's style sheets the rules that apply, of its icons those shown."""

from __future__ import annotations

import base64
import io
import logging
import re
from collections.abc import Iterable
from pathlib import Path

import tinycss2
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

ICONS = "vendor/fontawesome/webfonts/fa-solid-900.ttf"
UNUSED = ("*.map", "fontawesome.js", "bootstrap.js", "fa-*.ttf", "fa-*.woff2")
FONT = re.compile(r"src:url\([^)]*fa-solid-900\.woff2\)[^;}]*")
WORD = re.compile(r"[A-Za-z_][\w-]*")
NAMED = re.compile(r"""(?:class|id)=(?:"([^"]*)"|'([^']*)')""")
NAME = re.compile(r"[.#]((?:[\w-]|\\.)+)")
IGNORED = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")


def words_of(folder: Path) -> set[str]:
    """Return the classes and ids of the pages, and every word of the scripts, which may add some."""
    found: set[str] = set()
    for path in folder.rglob("*.html"):
        for double, single in NAMED.findall(path.read_text(encoding="utf-8")):
            found.update((double or single).split())
    for path in folder.rglob("*.js"):
        if path.name != "searchindex.js":
            found.update(WORD.findall(path.read_text(encoding="utf-8")))
    return found


def applies(selector: str, words: set[str]) -> bool:
    """Tell whether all classes and ids of a selector occur somewhere."""
    return all(name.replace("\\", "") in words for name in NAME.findall(IGNORED.sub("", selector)))


def slim_rules(rules: list, words: set[str]) -> str:
    """Return the rules of a style sheet that can apply, without comments."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = split_selectors(tinycss2.serialize(rule.prelude))
            used = [selector for selector in selectors if applies(selector, words)]
            if used:
                kept.append(",".join(used) + "{" + tinycss2.serialize(rule.content).strip() + "}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = slim_rules(tinycss2.parse_rule_list(rule.content, True, True), words)
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif rule.type == "at-rule":
            kept.append(rule.serialize())
    return "\n".join(kept)


def split_selectors(prelude: str) -> list[str]:
    """Split a list of selectors at the commas that stand outside brackets."""
    return [part.strip() for part in re.split(r",(?![^()]*\))(?![^\[]*\])", re.sub(r"/\*.*?\*/", "", prelude))]


def slim_style(text: str, words: set[str]) -> str:
    """Return a style sheet without the rules that cannot apply."""
    return slim_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), words)


def icons_of(styles: Iterable[str]) -> set[int]:
    """Return the characters for private use that style sheets write: those are icons."""
    return {ord(character) for style in styles for character in style if "\ue000" <= character <= "\uf8ff"}


def icons_font(source: bytes, characters: set[int]) -> str:
    """Return a font of these characters alone, to be written into a style sheet: icons that come later move things."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    font = TTFont(io.BytesIO(source))
    maker = subset.Subsetter()
    maker.populate(unicodes=characters)
    maker.subset(font)
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target)
    return f'src:url(data:font/woff;base64,{base64.b64encode(target.getvalue()).decode()}) format("woff")'


def forget(app: Sphinx) -> None:
    """Remove what an earlier build has slimmed, so that each style sheet is copied whole again."""
    for path in Path(app.outdir).rglob("*.css"):
        path.unlink()


def outdated(app: Sphinx, *_: object) -> list[str]:
    """Name one page, so that no build ends before Sphinx has copied the style sheets."""
    return [app.config.root_doc]


def slim(app: Sphinx, error: Exception | None) -> None:
    """Replace the style sheets and the icons' font of the built site by smaller ones."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    icons = (folder / "_static" / ICONS).read_bytes()
    for pattern in UNUSED:
        for path in list((folder / "_static").rglob(pattern)):
            path.unlink()
    words = words_of(folder)
    styles = {path: slim_style(path.read_text(encoding="utf-8"), words) for path in folder.rglob("*.css")}
    font = icons_font(icons, icons_of(styles.values()))
    for path, style in styles.items():
        path.write_text(FONT.sub(font, style), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Slim the site when all else is written."""
    app.connect("builder-inited", forget)
    app.connect("env-get-outdated", outdated)
    app.connect("build-finished", slim, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
