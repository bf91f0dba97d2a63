"""The sliding window in a browser: by keyboard, and in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnncourse import figures

pytestmark = pytest.mark.browser

FRAMES_JS = Path(__file__).parents[2] / "book/_static/frames.js"


@pytest.fixture
def moving(browser):
    """Open a page with two sliding windows and the book's script, and return the first of them."""
    x, kernel = np.arange(9).reshape(3, 3), np.arange(4).reshape(2, 2)
    drawn = [figures.sliding_window(x, kernel, stride, caption="It moves.") for stride in (1, (1, 2))]
    page = browser.new_page()
    page.set_content("".join(figure._repr_html_() for figure in drawn))
    page.add_script_tag(path=FRAMES_JS)
    yield page.locator("figure").first
    page.close()


def told(figure) -> str:
    return figure.locator("[aria-live=polite]").inner_text()


def visible(figure) -> list[int]:
    return [k for k in range(figure.locator("[data-frame]").count()) if is_visible(figure, k)]


def is_visible(figure, k: int) -> bool:
    return figure.locator(f"[data-frame='{k}']").is_visible()


def test_an_arrow_key_moves_the_window_and_its_sum_is_told(moving):
    slider = moving.get_by_role("slider", name="window")
    slider.press("ArrowRight")
    assert told(moving) == "Output row 0, column 1: 1×0 + 2×1 + 4×2 + 5×3 = 25"
    assert slider.get_attribute("aria-valuetext") == "2 of 4"
    assert visible(moving) == [1]


def test_the_buttons_step_round_in_either_direction(moving):
    moving.get_by_role("button", name="previous window").press("Enter")
    assert told(moving).endswith("= 43")
    moving.get_by_role("button", name="next window").press("Space")
    assert told(moving).endswith("= 19")


def test_one_sliding_window_leaves_the_other_alone(moving):
    moving.get_by_role("slider").press("End")
    assert visible(moving) == [3]
    assert visible(moving.page.locator("figure").last) == [0]
