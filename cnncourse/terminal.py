"""What the commands show in a terminal: a progress bar, and text of others without what would steer the terminal."""

from __future__ import annotations

from time import monotonic
from typing import Any


def printable(text: str) -> str:
    """Return `text` without control characters: file names and code of others reach the terminal."""
    return "".join(ch if ch.isprintable() or ch == "\n" else "�" for ch in text)


class Bar:
    """A progress bar on the standard error stream, shown after `delay` seconds; a watcher of the grading."""

    def __init__(self, label: str, delay: float = 0.0):
        from rich import progress
        from rich.console import Console
        from rich.text import Text

        class Rate(progress.ProgressColumn):
            def render(self, task: progress.Task) -> Text:
                return Text(f"{task.speed:.1f}/s" if task.speed else "")

        columns = (
            progress.TextColumn(label),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            Rate(),
            progress.TimeElapsedColumn(),
            progress.TextColumn("to go:"),
            progress.TimeRemainingColumn(),
        )
        console = Console(stderr=True)
        self.progress = progress.Progress(*columns, console=console, transient=True, speed_estimate_period=300)
        self.task: Any = self.progress.add_task(label, total=None)
        self.visible_from = monotonic() + delay

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *error: object) -> None:
        if self.progress.live.is_started:
            self.progress.stop()

    def tell(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        if monotonic() >= self.visible_from:
            self.progress.start()
        self.progress.update(self.task, completed=done, total=total)

    def begin(self, learners: int) -> None:
        """Show that so many learners are to be graded."""
        self.tell(0, learners)

    def problem(self, text: str) -> None:
        """Print a line above the bar."""
        self.progress.console.print(printable(text), markup=False, highlight=False, soft_wrap=True)

    def graded(self, learner: str) -> None:
        """Show that one learner is done."""
        self.progress.advance(self.task)
