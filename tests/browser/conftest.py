"""Build the book, serve it below a sub-path, and open each page once in light and once in dark mode."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SUB_PATH = "some/course"
PHONE = {"width": 360, "height": 800}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Visit:
    """What one page did and looked like when it was opened on a phone."""

    page: str
    theme: str
    requests: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.page} ({self.theme})"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serve files as a host of sites does: quietly, and with the book's own page where a file is missing."""

    error_message_format = ""

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the book's own page where a file is missing."""
        page = Path(self.directory) / SUB_PATH / "404.html"
        if code == 404 and page.exists():
            self.error_message_format = page.read_text(encoding="utf-8").replace("%", "%%")
        super().send_error(code, message, explain)


@pytest.fixture(scope="session")
def html() -> Path:
    """Return the folder of the built book: CNNCOURSE_BOOK_HTML if set, otherwise what `make book` builds."""
    if given := os.environ.get("CNNCOURSE_BOOK_HTML"):
        return Path(given).resolve()
    built = subprocess.run(["make", "book"], cwd=ROOT, capture_output=True, text=True)
    if built.returncode:
        pytest.fail(f"`make book` failed:\n{(built.stdout + built.stderr)[-4000:]}", pytrace=False)
    return ROOT / "build/book/_build/html"


@pytest.fixture(scope="session")
def pages(html: Path) -> list[str]:
    """Return the name of every page."""
    found = sorted(path.relative_to(html).as_posix() for path in html.glob("*.html"))
    assert {"index.html", "convolution.html", "api.html", "search.html"} <= set(found)
    return found


@pytest.fixture(scope="session")
def site(html: Path, tmp_path_factory: pytest.TempPathFactory):
    """Serve the book below a sub-path, as a university's server would, and return its address."""
    root = tmp_path_factory.mktemp("server")
    (root / SUB_PATH).parent.mkdir(parents=True)
    (root / SUB_PATH).symlink_to(html)
    handler = functools.partial(QuietHandler, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.handle_error = lambda *_: None  # a tab that is closed while it reads
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{SUB_PATH}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser():
    """Start the system's Chromium."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        pytest.skip("playwright is missing: run `make course`, or install the extra `dev`")
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip(f"no Chromium found ({', '.join(BROWSERS)}): install one, for example `apt install chromium`")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def visits(browser, site: str, pages: list[str]) -> list[Visit]:
    """Open every page in both themes and note everything that the tests ask about."""
    return [visit for theme in ("light", "dark") for visit in visit_all(browser, site, pages, theme)]


def visit_all(browser, site: str, pages: list[str], theme: str) -> list[Visit]:
    """Open the pages one after the other in one context, so that scripts and fonts are read once."""
    context = browser.new_context(color_scheme=theme, viewport=PHONE)
    seen = [open_page(context, site, page, theme) for page in pages]
    context.close()
    return seen


def open_page(context, site: str, page: str, theme: str) -> Visit:
    """Open one page, wait until it has settled, and collect its facts."""
    visit = Visit(page, theme)
    tab = context.new_page()
    tab.on("request", lambda request: visit.requests.append(request.url))
    tab.on("requestfailed", lambda request: visit.failures.append(request.url))
    tab.on("response", lambda reply: reply.status >= 400 and visit.failures.append(f"{reply.status} {reply.url}"))
    tab.on("console", lambda said: said.type == "error" and visit.complaints.append(said.text))
    tab.on("pageerror", lambda error: visit.complaints.append(str(error)))
    tab.goto(site + page, wait_until="networkidle")
    visit.violations = serious_violations(tab)
    visit.facts = tab.evaluate((Path(__file__).parent / "facts.js").read_text(encoding="utf-8"))
    tab.close()
    return visit


def serious_violations(tab) -> list[str]:
    """Return what axe-core finds serious or critical: the rule, and the first places."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}: " + "; ".join(node["html"][:150] for node in rule["nodes"][:3])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
