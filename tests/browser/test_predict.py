"""Predictions: a reader commits to an answer, then sees the book's."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

ANSWER = "4×0 + 5×1 + 7×2 + 8×3 = 43"


@pytest.fixture
def page(browser, site):
    """Open the chapter with an empty memory."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{site}convolution.html")
    yield tab
    context.close()


def first(page):
    return page.locator(".admonition.predict").first, page.locator(".admonition.answer").first


def predict(page, text):
    question, _ = first(page)
    question.get_by_label("Your answer").fill(text)
    question.get_by_role("button", name="Compare").click()


def marks(page):
    return page.locator(".bd-sidebar-primary .predict-progress").all_text_contents()


def test_an_answer_is_closed_until_the_reader_has_committed_to_one(page):
    _, answer = first(page)
    assert not answer.get_by_text(ANSWER).is_visible()
    predict(page, "41")
    assert answer.get_by_text(ANSWER).is_visible()


def test_the_answer_says_what_the_reader_said(page):
    predict(page, "41 <b>")
    _, answer = first(page)
    assert answer.get_by_role("status").inner_text() == "You said: 41 <b>"


def test_enter_compares_and_the_answer_gets_the_focus(page):
    question, answer = first(page)
    question.get_by_label("Your answer").fill("43")
    question.get_by_label("Your answer").press("Enter")
    assert answer.evaluate("e => e === document.activeElement")
    assert answer.evaluate("e => e.getBoundingClientRect().top < innerHeight")


def test_an_empty_field_opens_nothing(page):
    predict(page, "  ")
    _, answer = first(page)
    assert not answer.get_by_text(ANSWER).is_visible()


def test_an_answer_is_kept_when_the_page_is_opened_again(page):
    predict(page, "41")
    page.reload()
    question, answer = first(page)
    assert question.get_by_label("Your answer").input_value() == "41"
    assert answer.locator(".predict-said").text_content() == "You said: 41"


def test_a_kept_answer_can_be_cleared(page):
    predict(page, "41")
    question, answer = first(page)
    question.get_by_role("button", name="Clear").click()
    page.reload()
    assert question.get_by_label("Your answer").input_value() == ""
    assert answer.locator(".predict-said").text_content() == ""


def test_the_sidebar_counts_the_predictions_of_a_chapter(page, site):
    questions = page.locator(".predict-form").count()
    assert marks(page) == [f"0/{questions} predictions made"]
    predict(page, "41")
    assert marks(page) == [f"1/{questions} predictions made"]
    page.goto(f"{site}bibliography.html")
    assert marks(page) == [f"1/{questions} predictions made"]


def test_every_prediction_has_its_own_answer(page):
    forms = page.locator(".predict-form")
    assert forms.count() == page.locator(".admonition.predict").count() > 1
    for k in range(forms.count()):
        forms.nth(k).get_by_label("Your answer").fill(f"guess {k}")
        forms.nth(k).get_by_role("button", name="Compare").click()
    said = [f"You said: guess {k}" for k in range(forms.count())]
    assert page.locator(".predict-said").all_text_contents() == said
    assert page.locator(".bd-sidebar-primary .predict-complete").count() == 1


def test_a_browser_that_keeps_nothing_still_compares(browser, site):
    context = browser.new_context()
    context.add_init_script("Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error('off') }")
    tab = context.new_page()
    complaints = []
    tab.goto(f"{site}convolution.html")
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    predict(tab, "41")
    assert first(tab)[1].get_by_role("status").inner_text() == "You said: 41"
    assert complaints == []
    context.close()


def test_without_script_the_answers_can_be_read(browser, site):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site}convolution.html")
    assert first(tab)[1].get_by_text(ANSWER).is_visible()
    assert not tab.locator(".predict-form").count()
    context.close()
