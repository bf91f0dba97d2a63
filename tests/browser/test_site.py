"""The built book as its readers meet it: on any server, offline, on a phone, in the dark."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

pytestmark = pytest.mark.browser


def assert_none(visits, problems):
    """Fail with one line a problem, which says on which page and in which theme it was met."""
    found = [f"{visit}: {problem}" for visit in visits for problem in problems(visit)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_no_page_complains_on_the_console(visits):
    assert_none(visits, lambda visit: visit.complaints)


def test_no_page_asks_for_anything_outside_its_own_folder(visits, site):
    def outside(visit):
        return [url for url in visit.requests if not url.startswith((site, "data:", "blob:"))]

    assert_none(visits, outside)


def test_no_request_of_a_page_fails(visits):
    assert_none(visits, lambda visit: visit.failures)


def test_pages_follow_the_theme_of_the_readers_system(visits):
    def another(visit):
        return [visit.facts["theme"]] if visit.facts["theme"] != visit.theme else []

    assert_none(visits, another)


def test_no_page_scrolls_sideways_on_a_phone(visits):
    def sideways(visit):
        overflow, wide = visit.facts["overflow"], visit.facts["wide"]
        return [f"{overflow} px too wide, perhaps because of {wide}"] if overflow > 0 else []

    assert_none(visits, sideways)


def test_all_text_stands_out_from_its_background(visits):
    assert all(visit.facts["texts"] for visit in visits)
    assert_none(visits, lambda visit: visit.facts["faint"])


def test_every_picture_says_in_words_what_it_shows(visits):
    assert sum(visit.facts["pictures"] for visit in visits) > 0
    assert_none(visits, lambda visit: visit.facts["undescribed"])


def test_every_formula_is_typeset(visits):
    assert sum(visit.facts["formulas"] for visit in visits) > 0
    assert_none(visits, lambda visit: visit.facts["untypeset"])


def test_search_finds_the_chapter(browser, site):
    tab = browser.new_page()
    tab.goto(f"{site}search.html?q=convolution")
    tab.wait_for_selector("#search-results li a[href^='convolution.html']", timeout=10_000)
    tab.close()


def test_next_button_of_a_stepped_figure_moves_the_window(browser, site):
    tab = browser.new_page()
    tab.goto(f"{site}convolution.html")
    figure = tab.locator("figure[data-frames]").first
    before = figure.locator(".cnn-sum").inner_text()
    figure.get_by_label("next window").click()
    assert figure.locator(".cnn-sum").inner_text() != before
    tab.close()


class Anchors(HTMLParser):
    """The places of a page that can be linked to, and the links it holds."""

    def __init__(self, path: Path):
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.ids.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)


def test_every_link_within_the_book_leads_somewhere(html, pages):
    anchors = {page: Anchors(html / page) for page in pages}

    def leads_nowhere(page: str, link: str) -> bool:
        path, place = urldefrag(link)
        target = Path(unquote(urlsplit(path).path) or page).as_posix()
        missing = path.startswith("/") or not (html / target).exists()
        return missing or bool(place and target in anchors and unquote(place) not in anchors[target].ids)

    internal = [(page, link) for page in pages for link in anchors[page].links if not urlsplit(link).scheme]
    assert len(internal) > len(pages)
    assert_none(pages, lambda page: [link for of, link in internal if of == page and leads_nowhere(page, link)])
