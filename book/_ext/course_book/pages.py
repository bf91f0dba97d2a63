"""What a page says about itself: buttons, date, description; and the pages that no author writes."""

from __future__ import annotations

import re
import subprocess
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as xml_escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from course_book.address import BRANCH, REPOSITORY, SITE, on_github
from course_book.notebooks import FOLDER, is_worth_running, read

DESCRIPTION = "Build each part of a convolutional network yourself, and be told which mistake a wrong result shows."


def configure(app: Sphinx, config: Config) -> None:
    """Tell Sphinx and the theme where the site and its sources lie."""
    config.html_baseurl = SITE
    if REPOSITORY:
        place = {"repository_url": REPOSITORY, "repository_branch": "main", "path_to_docs": "book"}
        config.html_theme_options |= place


def git(folder: str, *arguments: str) -> str:
    """Return what git says about a folder, and nothing where there is no git."""
    try:
        done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout


def last_changes(folder: str) -> dict[str, str]:
    """Return the day of the last commit to each file of a folder. A shallow clone knows the last one alone: no days."""
    if git(folder, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    days: dict[str, str] = {}
    for commit in git(folder, "log", "--format=%x00%cs", "--name-only", "--relative", "--", ".").split("\0")[1:]:
        day, *files = commit.split()
        for file in files:
            days.setdefault(file, day)
    return days


def note_changes(app: Sphinx) -> None:
    """Ask git once for the days of all pages."""
    app.course_days = last_changes(str(app.srcdir))  # type: ignore[attr-defined]


def changed(app: Sphinx, pagename: str) -> str:
    """Return the day on which a page was changed last, or nothing."""
    if pagename not in app.env.found_docs:
        return ""
    return app.course_days.get(app.env.doc2path(pagename, base=False), "")  # type: ignore[attr-defined]


def launch_links(pagename: str) -> list[tuple[str, str]]:
    """Return where a page's notebook can be run in the browser."""
    place = on_github(REPOSITORY)
    if not place:
        return []
    here = f"{place[0]}/{place[1]}"
    file = f"{FOLDER}/{pagename}.ipynb"
    return [
        ("Colab", f"https://colab.research.google.com/github/{here}/blob/{BRANCH}/{file}"),
        ("Binder", f"https://mybinder.org/v2/gh/{here}/{BRANCH}?urlpath=lab/tree/{file}"),
    ]


def link_button(icon: str, tooltip: str, url: str, label: str, text: str = "") -> dict[str, object]:
    """Return a link for the theme's row of buttons above the page."""
    return {"type": "link", "icon": f"fa-solid {icon}", "tooltip": tooltip, "url": url, "label": label, "text": text}


def buttons(pagename: str, context: dict, has_notebook: bool) -> list[dict[str, object]]:
    """Return the buttons of a page: run its notebook, download it, edit its source."""
    found: list[dict[str, object]] = []
    if has_notebook:
        for name, url in launch_links(pagename):
            found.append(link_button("fa-play", f"Run this page on {name}", url, f"launch-{name.lower()}", name))
        url = context["pathto"](f"{FOLDER}/{pagename}.ipynb", 1)
        found.append(link_button("fa-download", "Download this page as a notebook", url, "download-notebook"))
    if REPOSITORY:
        url = context["get_edit_provider_and_url"]()[1]
        found.append(link_button("fa-pencil", "Edit this page", url, "edit-page"))
    return found


def description(doctree: nodes.document | None) -> str:
    """Return the first paragraph that tells something, without formulas."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        text = " ".join(paragraph.astext().split())
        if len(text) > 60 and not list(paragraph.findall(nodes.math)):
            return text if len(text) <= 200 else text[:200].rsplit(" ", 1)[0] + " ..."
    return DESCRIPTION


def preview(title: str, text: str, url: str, root: str) -> str:
    """Return the tags from which other sites make a card when a page is linked to."""
    picture = {"og:image": f"{root}_static/preview.png", "og:image:width": "1200", "og:image:height": "630"}
    properties = {"og:type": "article", "og:title": title, "og:description": text} | picture
    properties |= {"og:url": url} if url else {}
    tags = [f'<meta property="{name}" content="{escape(value)}" />' for name, value in properties.items()]
    named = {"description": text, "twitter:card": "summary_large_image"}
    return "\n    ".join(tags + [f'<meta name="{name}" content="{escape(value)}" />' for name, value in named.items()])


def lighter(body: str) -> str:
    """Return a page without the marks that code has where its colour is that of text, a fifth of its bytes."""
    # The entries of a list of sources say that they are sources, so it must not say that it is a list.
    body = body.replace('role="list" class="citation-list"', 'class="citation-list"')
    return re.sub(r'<span class="(?:p|w|nn)">([^<]*)</span>', r"\1", body)


def fill_context(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Add to a page its buttons, its date and its preview."""
    context["body"] = lighter(context.get("body", ""))
    context["last_updated"] = changed(app, pagename)
    title = nodes.Text(context.get("title", "")).astext() if pagename != app.config.root_doc else app.config.html_title
    url = f"{SITE}{pagename}.html" if SITE else ""
    tags = preview(title, description(doctree), url, SITE or context.get("content_root", ""))
    context["metatags"] = context.get("metatags", "") + "\n    " + tags
    if doctree is not None:
        context["header_buttons"] += buttons(pagename, context, is_worth_running(read(app.env, pagename)))


def error_page(app: Sphinx):
    """Yield the page for addresses that lead nowhere. It finds the site's root by itself, at any depth."""
    chapters = [(name, app.env.titles[name].astext()) for name in app.env.toctree_includes[app.config.root_doc]]
    yield "404", {"chapters": chapters, "site": SITE}, "404.html"


def write_sitemap(app: Sphinx, error: Exception | None) -> None:
    """Write the list of all pages, which needs their full addresses."""
    if error or app.builder.format != "html" or not SITE:
        return
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for name in sorted(app.env.found_docs):
        day = changed(app, name)
        when = f"<lastmod>{day}</lastmod>" if day else ""
        lines.append(f"  <url><loc>{xml_escape(SITE + name)}.html</loc>{when}</url>")
    (Path(app.outdir) / "sitemap.xml").write_text("\n".join([*lines, "</urlset>", ""]), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the above; the buttons come after the theme has made its empty row of them."""
    app.connect("config-inited", configure)
    app.connect("builder-inited", note_changes)
    app.connect("html-page-context", fill_context, priority=900)
    app.connect("html-collect-pages", error_page)
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
