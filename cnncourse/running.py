"""Run a notebook to its end, whatever its cells do: loop for ever, kill the kernel, print without end."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from subprocess import DEVNULL
from time import monotonic
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode, validator
from nbformat.v4 import new_output

from cnncourse.probing import MIME

TIMEOUT, DEAD = "CellTimeoutError", "DeadKernelError"  # names of the error outputs that tell how a cell ended
RESTARTS = 3  # a notebook that loses more kernels is given up
LARGEST_OUTPUT = 1_000_000  # bytes of text kept of one cell
LARGEST_OBSERVATIONS = 64_000_000
MOST_OUTPUTS = 200


class OwnKernel(AsyncKernelManager):
    """A kernel of the Python that runs this process, whichever kernels the machine has installed."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command that starts the kernel."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


class KeepGoing(NotebookClient):
    """Run every cell; a cell that kills its kernel, or that cannot be stopped, loses only itself.

    After such a cell a new kernel runs the cells before it again, except check cells and the cells that were
    lost or timed out, and then goes on with the next.

    Args:
        seconds: how long one cell may take; a check cell may take twice, all cells together ten times as long.
        environment: the environment variables of the kernel.
        folder: the kernel's working folder.
    """

    def __init__(self, *args: Any, seconds: float, environment: dict[str, str], folder: str, **kwargs: Any):
        kwargs |= {"kernel_manager_class": OwnKernel, "shutdown_kernel": "immediate", "allow_errors": True}
        kwargs |= {"interrupt_on_timeout": True, "iopub_timeout": 5, "raise_on_iopub_timeout": True}
        kwargs |= {"error_on_timeout": {"ename": TIMEOUT, "evalue": "", "traceback": []}}
        super().__init__(*args, **kwargs)
        self.seconds, self.environment, self.folder = seconds, environment, folder
        self.deadline = monotonic() + 10 * seconds + 60
        self.lost: set[int] = set()
        self.given_up = ""
        self._text_bytes = self._observed_bytes = 0

    def run(self) -> Iterator[int]:
        """Run all cells in a kernel of their own; yield the number of each cell that has ended."""
        with self.setup_kernel():
            for index, cell in enumerate(self.nb.cells):
                self.execute_cell(cell, index)
                yield index

    def start_new_kernel(self, **kwargs: Any) -> None:
        """Start a kernel that sees the given environment and folder, and not this terminal."""
        settings = {"env": self.environment, "cwd": self.folder, "stdout": DEVNULL, "stderr": DEVNULL}
        super().start_new_kernel(**settings, **kwargs)

    def execute_cell(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> NotebookNode:
        """Run one cell; whatever happens becomes an output of the cell."""
        if cell.cell_type != "code":
            return cell
        if self.given_up or monotonic() > self.deadline:
            reason = self.given_up or "the time for the whole notebook was used up"
            cell.outputs = [new_output("error", ename=TIMEOUT, evalue=f"not run: {reason}", traceback=[])]
            return cell
        self._text_bytes = self._observed_bytes = 0
        try:
            return super().execute_cell(cell, cell_index, **kwargs)
        except Exception as error:  # a dead kernel, one that ignores the interrupt, messages out of order
            name = TIMEOUT if isinstance(error, CellTimeoutError) else DEAD
            cell.outputs.append(new_output("error", ename=name, evalue="", traceback=[]))
            self.lost.add(cell_index)
            self._revive(cell_index)
            return cell

    def _revive(self, cell_index: int) -> None:
        """Start a new kernel and bring it to the state in which the cell at `cell_index` found the old one."""
        if len(self.lost) > RESTARTS:
            self.given_up = f"{len(self.lost)} kernels were lost before it"
        if self.given_up:
            return
        self._cleanup_kernel()
        self.km = self.create_kernel_manager()
        self.start_new_kernel()
        self.start_new_kernel_client()
        for index, cell in enumerate(self.nb.cells[:cell_index]):
            if cell.cell_type == "code" and not is_check(cell) and not ended_badly(cell):
                self._run_again(cell, index)

    def _run_again(self, cell: NotebookNode, index: int) -> None:
        twin = NotebookNode({**cell, "outputs": []})
        try:
            super().execute_cell(twin, index)
        except Exception:
            self.given_up = "the cells before it could not be run a second time"
        self.nb.cells[index] = cell

    def _get_timeout(self, cell: NotebookNode | None) -> float:  # type: ignore[override]
        if cell is None:
            return 60.0
        allowed = self.seconds * (2 if is_check(cell) else 1)
        return max(1.0, min(allowed, self.deadline - monotonic()))

    def on_cell_executed(self, cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
        """Note an error that came with the reply only, as a timeout does."""
        reply = execute_reply["content"]
        if reply["status"] == "error" and reply["ename"] not in error_names(cell):
            evalue = str(reply.get("evalue", ""))
            cell.outputs.append(new_output("error", ename=str(reply["ename"]), evalue=evalue, traceback=[]))

    def output(self, outs: list[NotebookNode], msg: dict, display_id: str | None, cell_index: int) -> None:
        """Keep an output if it is well formed and the cell has not used up its share."""
        if not self._affordable(outs, msg["content"]):
            return
        before = len(outs)
        try:  # without a display id, so that no later cell can change what this one showed
            super().output(outs, msg, None, cell_index)
            for out in outs[before:]:
                validator.validate(out, ref="output", version=4, version_minor=5)
        except Exception:
            del outs[before:]

    def _affordable(self, outs: list[NotebookNode], content: dict[str, Any]) -> bool:
        size = len(json.dumps(content))
        if isinstance(content.get("data"), dict) and MIME in content["data"]:
            self._observed_bytes += size
            return self._observed_bytes <= LARGEST_OBSERVATIONS
        if self._text_bytes > LARGEST_OUTPUT:
            return False
        self._text_bytes += size
        if self._text_bytes <= LARGEST_OUTPUT and len(outs) < MOST_OUTPUTS:
            return True
        self._text_bytes = LARGEST_OUTPUT + 1
        outs.append(new_output("stream", name="stdout", text="\n... the rest of the output was cut off ...\n"))
        return False

    def handle_comm_msg(self, outs: list[NotebookNode], msg: dict, cell_index: int) -> None:
        """Ignore widgets: they could redirect the outputs of other cells."""


def is_check(cell: NotebookNode) -> bool:
    """Tell whether a cell is a released check cell or one of the learner's own."""
    return cell.get("id", "").startswith("check-") or bool(checked_by(cell))


def checked_by(cell: NotebookNode) -> str:
    """Return the name of the exercise that a cell checks, "" if it is no check cell."""
    call = re.match(r"\s*check\(\s*[\"'](\w+)[\"']", cell.source) if cell.cell_type == "code" else None
    return call[1] if call else ""


def defines(name: str, source: str) -> bool:
    """Tell whether a cell defines the function or class `name`; the cell need not be free of errors."""
    return re.search(rf"^(?:async\s+)?(?:def|class)\s+{re.escape(name)}\b", source, re.M) is not None


def ended_badly(cell: NotebookNode) -> bool:
    """Tell whether a cell timed out or took its kernel down."""
    return not {TIMEOUT, DEAD}.isdisjoint(error_names(cell))


def error_names(cell: NotebookNode) -> list[str]:
    """Return the names of the exceptions among the outputs of a cell."""
    return [str(out.ename) for out in cell.get("outputs", []) if out.output_type == "error"]
