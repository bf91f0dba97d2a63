"""A reader's path: from the first page to a chapter, to its exercise in JupyterLab, and back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ANSWER = "return np.full((size, size), 1 / size**2)"


@pytest.fixture
def jupyter(tmp_path: Path):
    """Start JupyterLab on a copy of the exercises, and return its address."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    options = ("--no-browser", "--allow-root", "--port=0", "--ServerApp.token=")
    folders = {name: str(tmp_path / name) for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR")}
    news = "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"
    command = [sys.executable, "-m", "jupyterlab", *options, *news, f"--ServerApp.root_dir={tmp_path / 'exercises'}"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | folders, cwd=tmp_path)
    try:
        lines = []
        for line in server.stderr:
            lines.append(line)
            if found := re.search(r"http://(?:127\.0\.0\.1|localhost):\d+/", line):
                yield found[0]
                break
        else:
            pytest.fail("JupyterLab did not start:\n" + "".join(lines[-20:]))
    finally:
        server.terminate()
        server.communicate()


def test_a_reader_goes_from_the_first_page_to_a_chapter_solves_its_exercise_and_comes_back(browser, site, jupyter):
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(site)
    page.get_by_role("main").get_by_role("link", name="Filters", exact=True).click()
    page.get_by_role("heading", name="Filters", level=1).wait_for()
    page.wait_for_load_state()
    assert "exercises/filters/" in page.inner_text("main")
    named = page.locator("main td code", has_text="kernels.ipynb").inner_text()

    lab = browser.new_page(viewport={"width": 1200, "height": 900})
    lab.goto(f"{jupyter}lab/tree/filters/{named}", timeout=120_000)
    replace(lab, "def blur_kernel(size):", "raise NotImplementedError()", ANSWER)
    lab.get_by_role("menuitem", name="Run", exact=True).click()
    lab.get_by_text("Run All Cells", exact=True).click()
    card = lab.locator(".jp-OutputArea-output", has_text="blur_kernel").first
    card.wait_for(timeout=120_000)
    assert "blur_kernel: all right" in card.inner_text()
    assert "not attempted" in lab.locator(".jp-OutputArea-output", has_text="sharpen_kernel").first.inner_text()
    lab.close()

    page.bring_to_front()
    page.locator(".prev-next-area a.right-next").click()
    page.get_by_role("heading", name="Convolution", level=1).wait_for()
    page.close()


def replace(lab, cell: str, old: str, new: str) -> None:
    """Replace a line of the cell that holds a text, with keyboard and mouse as a learner does."""
    line = lab.locator(".jp-CodeCell", has_text=cell).locator(".cm-line", has_text=old)
    line.click(timeout=120_000)
    lab.keyboard.press("End")
    lab.keyboard.press("Shift+Home")
    lab.keyboard.type(new)
