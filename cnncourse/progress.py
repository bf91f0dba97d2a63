"""Show how far a long computation is: a bar in a terminal, a line in a notebook, nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from time import monotonic
from typing import Any

Tell = Callable[[float, str], None]  # takes the part that is done, 0 to 1, and a few words


@contextmanager
def progress(wanted: bool = True) -> Iterator[Tell]:
    """Give a function to tell how far the work is; what it shows is gone when the work is done."""
    show = (_notebook() or _terminal()) if wanted else None
    if show is None:
        yield lambda done, words: None
        return
    tell, close = show
    last = [0.0]

    def seldom(done: float, words: str) -> None:
        if monotonic() - last[0] > 0.2:
            last[0] = monotonic()
            tell(done, words)

    try:
        yield seldom
    finally:
        close()


def _notebook() -> tuple[Tell, Callable[[], None]] | None:
    """A plain ``<progress>`` and not a widget: a page that is saved with it needs nothing from elsewhere."""
    shell: Any = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if not hasattr(shell, "kernel"):
        return None
    from IPython.display import display

    def content(html: str, text: str) -> dict[str, str]:
        return {"text/html": html, "text/plain": text}

    handle: Any = display(content("", ""), raw=True, display_id=True)

    def tell(done: float, words: str) -> None:
        bar = f'<progress value="{done:.3f}" max="1"></progress> {escape(words)}'
        handle.update(content(bar, f"{done:4.0%} {words}"), raw=True)

    return tell, lambda: handle.update(content("", ""), raw=True)


def _terminal() -> tuple[Tell, Callable[[], None]] | None:
    if not sys.stderr.isatty():
        return None
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
    except ModuleNotFoundError:
        return None
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=1.0)
    bar.start()
    return lambda done, words: bar.update(task, completed=done, description=words), bar.stop
