"""A small book with the course's configuration, built as for publication and as for oneself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PAGE = """\
---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---
# A chapter

A first paragraph that is long enough to stand as the description of this page, "quoted" & all.

```{code-cell} python3
6 * 7
```
"""


def build(folder: Path, **variables: str) -> Path:
    """Build a book of two pages with the configuration of the course, and return the folder of its pages."""
    book = folder / "book"
    shutil.copytree(ROOT / "book", book, ignore=shutil.ignore_patterns("*.md", "katex", "explorers", "__pycache__"))
    shutil.copytree(ROOT / "book/_ext/course_book/katex", book / "_ext/course_book/katex")
    (book / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n- file: chapter\n", encoding="utf-8")
    (book / "index.md").write_text("# A course\n", encoding="utf-8")
    (book / "chapter.md").write_text(PAGE, encoding="utf-8")
    commit(book)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COURSE_")}
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        "-q",
        "-W",
        "-n",
        str(book),
    ]
    done = subprocess.run(command, env=clean | variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return book / "_build/html"


def commit(folder: Path) -> None:
    """Commit all files on a known day."""
    day = {"GIT_AUTHOR_DATE": "2024-02-29T12:00:00Z", "GIT_COMMITTER_DATE": "2024-02-29T12:00:00Z"}
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for arguments in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "All"]):
        subprocess.run(["git", "-C", folder, *arguments], env=os.environ | day, check=True)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    repository = "https://github.com/Ada/course"
    return build(tmp_path_factory.mktemp("published"), COURSE_REPOSITORY=repository, PIP_EXTRA_INDEX_URL="")


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    return build(tmp_path_factory.mktemp("private"))


def page(folder: Path, name: str = "chapter.html") -> BeautifulSoup:
    return BeautifulSoup((folder / name).read_text(encoding="utf-8"), "html.parser")


def links(folder: Path) -> list[str]:
    return [link["href"] for link in page(folder).select(".article-header-buttons a")]


def test_one_variable_adds_the_links_to_edit_and_to_run_a_page(published):
    assert links(published) == [
        "https://colab.research.google.com/github/Ada/course/blob/gh-pages/notebooks/chapter.ipynb",
        "https://mybinder.org/v2/gh/Ada/course/gh-pages?urlpath=lab/tree/notebooks/chapter.ipynb",
        "notebooks/chapter.ipynb",
        "https://github.com/Ada/course/edit/main/book/chapter.md",
    ]


def test_without_the_variable_a_page_offers_its_notebook_alone(private):
    assert links(private) == ["notebooks/chapter.ipynb"]
    assert not (private / "sitemap.xml").exists()
    assert "github" not in (private / "chapter.html").read_text(encoding="utf-8")


def test_a_page_without_code_has_no_notebook(published):
    assert [path.name for path in (published / "notebooks").iterdir()] == ["chapter.ipynb"]


def test_the_notebook_of_a_published_page_installs_the_package(published):
    first = nbformat.read(published / "notebooks/chapter.ipynb", as_version=4).cells[0]
    assert "%pip install" in first.source
    assert "git+https://github.com/Ada/course" in first.source
    assert (published / "binder/requirements.txt").read_text() == (
        "cnncourse[torch,data] @ git+https://github.com/Ada/course\n"
    )


def test_a_page_gives_the_day_of_its_last_commit(private):
    assert "2024-02-29" in page(private).select_one(".last-updated").text


def test_a_page_outside_git_gives_no_day(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(ROOT / "book/_ext")
    from course_book.pages import last_changes

    assert last_changes(str(tmp_path)) == {}


def test_the_site_map_lists_every_page_by_its_address(published):
    places = [place.text for place in ElementTree.parse(published / "sitemap.xml").iter() if place.tag.endswith("loc")]
    assert places == ["https://ada.github.io/course/chapter.html", "https://ada.github.io/course/index.html"]


def test_a_published_page_names_its_address_and_its_preview(published):
    tags = {tag.get("property"): tag["content"] for tag in page(published).select("meta[property]")}
    assert tags["og:title"] == "A chapter"
    assert tags["og:description"].startswith("A first paragraph that is long enough")
    assert tags["og:url"] == page(published).select_one("link[rel=canonical]")["href"]
    assert tags["og:image"] == "https://ada.github.io/course/_static/preview.png"


def test_a_formula_that_cannot_be_read_stops_the_build(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "PAGE", PAGE + "\n$\\frac{1}$\n")
    with pytest.raises(AssertionError, match="cannot be typeset"):
        build(tmp_path)


def test_printing_without_chromium_says_what_to_install(private, tmp_path):
    command = [sys.executable, ROOT / "book/_ext/print_book.py", private, tmp_path / "book.pdf"]
    done = subprocess.run(command, env={"PATH": ""}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "apt install chromium" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_pdf_holds_every_page_with_its_answers(private, tmp_path, browser):
    target = tmp_path / "book.pdf"
    subprocess.run([sys.executable, ROOT / "book/_ext/print_book.py", private, target], check=True)
    assert target.read_bytes().startswith(b"%PDF")
    assert target.read_bytes().count(b"/Type /Page\n") >= 4  # cover, contents, two pages
    assert not (private / "whole-book.html").exists()
