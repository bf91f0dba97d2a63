"""The IPython of the worker: what it prints and shows is passed on, and nothing reaches a terminal or a file."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config


class Stream(io.TextIOBase):
    """Standard output or error: what is written becomes an output of the cell."""

    encoding = "utf-8"

    def __init__(self, name: str, number: int, keep: Any):
        self.name, self.number, self.keep = name, number, keep

    def write(self, text: str) -> int:
        """Pass on `text`."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.keep(self.name, text)
        return len(text)

    def fileno(self) -> int:
        """Return the descriptor for programs that the learner starts; what they write is not kept."""
        return self.number


class Results(DisplayHook):
    """Passes on the value of a cell's last expression."""

    shell: Any

    def write_output_prompt(self) -> None:
        """Write none."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Pass on a value in all its formats."""
        result = {"output_type": "execute_result", "data": format_dict, "metadata": md_dict or {}}
        self.shell.output(result | {"execution_count": self.prompt_count})

    def finish_displayhook(self) -> None:
        """Write no line end."""
        self._is_active = False


class Displays(DisplayPublisher):
    """Passes on what is displayed; a display that is there cannot be changed later."""

    def publish(self, data: Any, metadata: Any = None, *more: Any, **options: Any) -> None:
        """Pass on one display."""
        if not options.get("update"):
            self.shell.output({"output_type": "display_data", "data": data, "metadata": metadata or {}})


class Shell(InteractiveShell):
    """An IPython that hands every output to `output`, a function that the worker sets."""

    displayhook_class = Type(Results)
    display_pub_class = Type(Displays)
    output: Any = staticmethod(lambda output: None)

    def take_streams(self, keep: Callable[[str, str], None]) -> None:
        """Call `keep` with the name and the text of all that is printed from now on."""
        sys.stdout, sys.stderr = Stream("stdout", 1, keep), Stream("stderr", 2, keep)

    def _tee(self, channel: str) -> Any:
        return nullcontext()  # IPython would keep a copy of what is printed

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        error = {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue)}
        self.output(error | {"traceback": [str(line) for line in stb]})

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there is no window here."""

    def ask_exit(self) -> None:
        """Do nothing: the cells that follow are run all the same."""


def make_shell() -> Any:
    """Return the one shell of this process."""
    return Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
