"""Run the rebuilt notebooks: in the sandbox, or, for a class that is trusted, in kernels.

Either way the learner's code gets the secret seed and returns observations. It holds no expected value and no score.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import nbformat
from nbformat import NotebookNode, validator
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute

from cnncourse.grading.sandbox import Gone, Sandbox, SandboxError, Session
from cnncourse.notebooks import check_cells
from cnncourse.probing import MIME, SEED_VARIABLE
from cnncourse.running import DEAD, LARGEST_OUTPUT, MOST_OUTPUTS, RESTARTS, TIMEOUT, KeepGoing, ended_badly, is_check

LARGEST_CELL = 8_000_000  # bytes that are read of one cell; the observations of an exercise have some 50,000
LARGEST_NOTEBOOK = 20_000_000  # bytes that are kept of all cells together
GRACE = 4.0  # seconds that a cell has to end after it was interrupted
KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
IMPORTED_AGAIN = "from cnncourse.checking import check\n"  # where the learner gave the name to something else


# ------------------------------------------------------------------------------ in the sandbox


class Sandboxed:
    """Runs notebooks in a sandbox, which stays for the next one; several threads get one each.

    A notebook that names torch gets a sandbox that has imported it: that takes seconds once, and makes each of its
    forks slower than those of the others.

    Args:
        seconds: how long one cell may take; a check cell may take twice, all cells together ten times as long.
        hidden: folders that a notebook must not see wherever they lie.
    """

    def __init__(self, seconds: float, hidden: Iterable[Path] = ()):
        self.seconds, self.hidden = seconds, tuple(hidden)
        self._free: dict[str, deque[Sandbox]] = {"numpy": deque(), "torch": deque()}
        self._all: list[Sandbox] = []

    def run(self, notebook: NotebookNode, seed: int, files: dict[str, str] | None = None) -> NotebookNode:
        """Run `notebook` and give it back.

        Args:
            notebook: gets the outputs.
            seed: of the inputs of its checks.
            files: what stands beside it of the course; see `promised.promised`.
        """
        beforehand = "torch" if any("torch" in cell.source for cell in notebook.cells) else "numpy"
        sandbox = self._take(beforehand)
        run = Run(notebook, self.seconds, lambda: sandbox.begin(seed, files or {}, LARGEST_OUTPUT + 100_000))
        try:
            run.all_cells()
        finally:
            if run.clean:
                self._free[beforehand].append(sandbox)
            else:
                sandbox.close()
        return notebook

    def _take(self, beforehand: str) -> Sandbox:
        """Return a free sandbox that is alive, or a new one."""
        with suppress(IndexError):
            while True:
                if (sandbox := self._free[beforehand].pop()).process.poll() is None:
                    return sandbox
        self._all.append(sandbox := Sandbox(self.hidden, beforehand))
        return sandbox

    def close(self) -> None:
        """Stop what still runs."""
        for sandbox in self._all:
            sandbox.close()


class Run:
    """Run the cells of one notebook; one that crashes or that cannot be stopped loses only itself.

    After such a cell a new process runs the cells before it again, except check cells and the cells that were lost
    or timed out, and then goes on with the next.

    Args:
        notebook: gets the outputs.
        seconds: see `Executions`.
        begin: starts a process for it.
    """

    def __init__(self, notebook: NotebookNode, seconds: float, begin: Any):
        self.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.checks = {id(cell) for cell in check_cells(notebook).values()}
        self.seconds, self.begin = seconds, begin
        self.deadline = monotonic() + 10 * seconds + 60
        self.session: Session | None = None
        self.losses = 0
        self.room = LARGEST_NOTEBOOK
        self.clean = False  # whether every process of the notebook is known to be gone
        self.given_up = ""

    def all_cells(self) -> None:
        """Run every cell; whatever happens becomes an output of the cell."""
        for index, cell in enumerate(self.cells):
            cell.outputs, cell.execution_count = [], None
            if self.given_up or monotonic() > self.deadline:
                reason = self.given_up or "the time for the whole notebook was used up"
                cell.outputs = [error(TIMEOUT, f"not run: {reason}")]
            else:
                self._run_one(index, cell)
        self._end()
        self.clean = True

    def _run_one(self, index: int, cell: NotebookNode) -> None:
        session = self.session or self._new_session(index)
        if self.given_up:
            cell.outputs = [error(TIMEOUT, f"not run: {self.given_up}")]
            return
        try:
            self._talk(session, cell, cell.outputs)
        except (Gone, TimeoutError) as reason:
            cell.outputs.append(error(DEAD if str(reason) else TIMEOUT, str(reason)))
            self.losses += 1
            if self.losses > RESTARTS:
                self.given_up = f"{self.losses} kernels were lost before it"
            self._end()

    def _new_session(self, index: int) -> Session:
        """Start a process and bring it to the state in which the cell at `index` found the last one."""
        self.session = self.begin()
        for cell in self.cells[:index]:
            if not is_check(cell) and not ended_badly(cell):
                try:
                    self._talk(self.session, cell, [])
                except (Gone, TimeoutError):
                    self.given_up = "the cells before it could not be run a second time"
        return self.session

    def _end(self) -> None:
        """End the process and all that it started."""
        session, self.session = self.session, None
        if session and not session.kill():
            raise SandboxError("a process of this notebook cannot be ended")

    def _talk(self, session: Session, cell: NotebookNode, outputs: list[NotebookNode]) -> None:
        """Send one cell and collect what it shows."""
        session.bytes_left = LARGEST_CELL
        session.send({"cell": IMPORTED_AGAIN + cell.source if id(cell) in self.checks else cell.source})
        allowed = self.seconds * (2 if is_check(cell) else 1)
        until, interrupted = max(monotonic() + 1, min(monotonic() + allowed, self.deadline)), False
        shelf = Shelf(outputs, min(LARGEST_OUTPUT, self.room))
        while True:
            try:
                line = session.receive(until)
            except TimeoutError:
                if interrupted:
                    raise
                session.interrupt()
                until, interrupted = monotonic() + GRACE, True
                continue
            message = read(line)
            if "done" in message:
                break
            self.room -= len(line)
            shelf.put(message.get("output"), len(line))
        if type(message["done"]) is int and 0 < message["done"] < 10**6:
            cell.execution_count = message["done"]
        if interrupted:
            outputs.append(error(TIMEOUT))


class Shelf:
    """The outputs of one cell: each well formed, and no more than there is room for."""

    def __init__(self, outputs: list[NotebookNode], room: int):
        self.outputs, self.left, self.full, self.sets = outputs, room, False, 0

    def put(self, given: Any, size: int) -> None:
        """Add an output, which came in `size` bytes, if there is room and it is well formed."""
        data = given.get("data") if isinstance(given, dict) else None
        if isinstance(data, dict) and MIME in data:
            self.sets += 1
            if self.sets <= 2:  # one counts, and two are told from one
                self._add(given)
            return
        self.left -= size
        if self.left > 0 and len(self.outputs) < MOST_OUTPUTS:
            self._add(given)
        elif not self.full:
            self.full = True
            self._add(new_output("stream", name="stdout", text="\n... the rest of the output was cut off ...\n"))

    def _add(self, given: Any) -> None:
        try:
            output = nbformat.from_dict(given)
            validator.validate(output, ref="output", version=4, version_minor=5)
        except Exception:  # whatever a learner's process may send
            return
        last = self.outputs[-1] if self.outputs else NotebookNode(output_type="")
        if (output.output_type, output.get("name")) == (last.output_type, last.get("name")) and "text" in last:
            last.text = text_of(last) + text_of(output)
        else:
            self.outputs.append(output)


def text_of(stream: NotebookNode) -> str:
    """Return the text of a stream, which may be given as a list of lines."""
    return stream.text if isinstance(stream.text, str) else "".join(stream.text)


def read(line: bytes) -> dict[str, Any]:
    """Read a message of a learner's process; one that is none is empty."""
    try:
        message = json.loads(text := line.decode())
        if "\\ud" in text.lower():  # half a character, perhaps, which cannot be written to any file
            message = json.loads(json.dumps(message, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def error(name: str, text: str = "") -> NotebookNode:
    """Return an error output."""
    return new_output("error", ename=name, evalue=text, traceback=[])


# ------------------------------------------------------------------------------ without a sandbox


class Runner(KeepGoing, Execute):
    """nbgrader's Execute, which goes on after a crash or an endless loop."""


class Unprotected:
    """The same without a sandbox: each notebook in a kernel of its own, which may do whatever you may.

    Args:
        seconds: how long one cell may take.
        folder: where the notebooks may write; whoever made it removes it.
    """

    def __init__(self, seconds: float, folder: Path):
        self.seconds, self.folder = seconds, folder

    def run(self, notebook: NotebookNode, seed: int, files: dict[str, str] | None = None) -> NotebookNode:
        """Run `notebook` and give it back. The whole course stands beside it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, ignore_cleanup_errors=True) as folder:
            quiet = logging.Logger("execution")
            quiet.addHandler(logging.NullHandler())
            runner = Runner(seconds=self.seconds, environment=self._environment(folder, seed), folder=folder, log=quiet)
            checks = check_cells(notebook).values()
            for cell in checks:
                cell.source = IMPORTED_AGAIN + cell.source
            runner.preprocess(notebook, {})
            for cell in checks:
                cell.source = cell.source.removeprefix(IMPORTED_AGAIN)
            return notebook

    def close(self) -> None:
        """Do nothing: each kernel has ended with its notebook."""

    def _environment(self, folder: str, seed: int) -> dict[str, str]:
        """Return the kernel's environment: little of ours, nothing that tells where the submissions lie."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        fonts = str(self.folder / "matplotlib")  # one font cache for the run
        own = {"HOME": folder, "TMPDIR": folder, "MPLCONFIGDIR": fonts, "PYTHONHASHSEED": "0"}
        return kept | ONE_THREAD | own | {SEED_VARIABLE: str(seed)}
