"""Print the built book as one PDF with Chromium: the pages in the order of the contents, all answers open.

python book/_ext/print_book.py HTML_FOLDER TARGET.pdf
"""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import sys
import threading
from pathlib import Path

from bs4 import BeautifulSoup, Tag

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WHOLE = "whole-book.html"
REFERENCES = ("href", "for", "aria-labelledby", "aria-describedby", "aria-controls")
FOOTER = (
    '<div style="width:100%; font: 8px sans-serif; text-align: center"><span class="pageNumber"></span> / '
    '<span class="totalPages"></span></div>'
)
STYLE = """
@page { size: A4; margin: 18mm 16mm 20mm; }
html { font-size: 12.5px; }
body { display: block; background: white; }
.cover { display: flex; flex-direction: column; justify-content: center; height: 240mm; break-after: page; }
.cover h1 { font-size: 4rem; border: 0; }
.cover, .contents { break-after: page; }
.contents { line-height: 1.35; }
.contents :is(p, ul) { margin-bottom: 0.3rem; }
.contents ul { display: block; list-style: none; padding-left: 1.5rem; }
article { break-before: page; }
figure, svg, img, .admonition, table tr, pre { break-inside: avoid; }
h1, h2, h3 { break-after: avoid; }
pre { white-space: pre-wrap; }
.headerlink, .cnn-controls, .copybtn, button { display: none !important; }
"""


@functools.cache
def parsed(folder: Path, page: str) -> BeautifulSoup:
    """Return a page."""
    return BeautifulSoup((folder / page).read_text(encoding="utf-8"), "html.parser")


def chapters(folder: Path) -> list[str]:
    """Return the pages in the order of the sidebar, the first page before them."""
    links = [link["href"] for link in parsed(folder, "index.html").select(".bd-docs-nav a.internal")]
    return ["index.html", *dict.fromkeys(link for link in links if not link.startswith("#"))]


def article(folder: Path, page: str) -> Tag:
    """Return the text of a page, its anchors renamed so that no two pages share one."""
    text = parsed(folder, page).select_one("article.bd-article")
    stem = page.removesuffix(".html")
    for place in text.select("[id]"):
        place["id"] = f"{stem}--{place['id']}"
    for tag in text.find_all(True):
        for name in REFERENCES:
            if name in tag.attrs:
                tag[name] = renamed(tag[name], stem, name == "href")
        if "url(#" in str(tag.attrs):
            for name, value in tag.attrs.items():
                if isinstance(value, str):
                    tag[name] = value.replace("url(#", f"url(#{stem}--")
    for opened in text.select("details"):
        opened["open"] = ""
    for script in text.select("script"):
        script.decompose()
    text["id"] = stem
    return text


def renamed(reference: str, stem: str, is_link: bool) -> str:
    """Return a reference to a place of the book as it is called in the whole book."""
    if not is_link:
        return " ".join(f"{stem}--{name}" for name in reference.split())
    if reference.startswith("#"):
        return f"#{stem}--{reference[1:]}"
    found = re.fullmatch(r"([\w-]+)\.html(?:#(.+))?", reference)
    return f"#{found[1]}--{found[2]}" if found and found[2] else f"#{found[1]}" if found else reference


def contents(folder: Path) -> str:
    """Return the sidebar's list of pages, all of it open."""
    listed = BeautifulSoup(str(parsed(folder, "index.html").select_one(".bd-docs-nav .bd-toc-item")), "html.parser")
    for toggle in listed.select("summary"):
        toggle.decompose()
    for details in listed.select("details"):
        details.unwrap()
    for link in listed.select("a"):
        link["href"] = renamed(link["href"], "index", is_link=True)
    return str(listed)


def whole_book(folder: Path) -> str:
    """Return all pages as one: the cover, the contents, the pages."""
    pages = chapters(folder)
    start = parsed(folder, "index.html")
    title = start.select_one(".navbar-brand .title").get_text(strip=True)
    licence = start.select_one(".extra_footer").get_text(strip=True)
    styles = dict.fromkeys(str(link) for page in pages for link in parsed(folder, page).select("link[rel=stylesheet]"))
    return (
        f'<!DOCTYPE html><html lang="en" data-theme="light" data-mode="light"><head><meta charset="utf-8">'
        f"<title>{title}</title>{''.join(styles)}<style>{STYLE}</style></head><body>"
        f'<div class="cover"><h1>{title}</h1><p>{licence}</p></div>'
        f'<nav class="contents"><h1>Contents</h1>{contents(folder)}</nav>'
        f"<main>{''.join(str(article(folder, page)) for page in pages)}</main></body></html>"
    )


def serve(folder: Path) -> http.server.ThreadingHTTPServer:
    """Serve a folder to this machine alone, since pages read from files may not load fonts."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def print_pdf(folder: Path, target: Path, executable: str) -> None:
    """Print the whole book."""
    from playwright.sync_api import sync_playwright

    page = folder / WHOLE
    page.write_text(whole_book(folder), encoding="utf-8")
    server = serve(folder)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
            tab = browser.new_page(color_scheme="light")
            tab.goto(f"http://127.0.0.1:{server.server_port}/{WHOLE}", wait_until="networkidle")
            tab.pdf(
                path=target, prefer_css_page_size=True, print_background=True, outline=True, tagged=True,
                display_header_footer=True, header_template="<span></span>", footer_template=FOOTER,
            )  # fmt: skip
            browser.close()
    finally:
        server.shutdown()
        page.unlink()


def main() -> None:
    """Print, or say what is missing."""
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        names = ", ".join(BROWSERS)
        sys.exit(
            f"Chromium prints the PDF, and none was found ({names}): install one, for example `apt install chromium`"
        )
    print_pdf(folder, target, executable)
    print(f"The book as PDF: {target.resolve()}")


if __name__ == "__main__":
    main()
