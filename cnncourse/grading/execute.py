"""Run the rebuilt notebooks with nbgrader's Execute, several at a time, each in a kernel of its own.

The kernel gets the secret seed and returns observations. It holds no expected value and no score.
"""

from __future__ import annotations

import logging
import os
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import Execute

from cnncourse.notebooks import check_cells
from cnncourse.probing import SEED_VARIABLE
from cnncourse.running import KeepGoing

KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Runner(KeepGoing, Execute):
    """nbgrader's Execute, which goes on after a crash or an endless loop."""


class Executions:
    """Notebooks that run in the background, `jobs` at a time.

    Threads suffice: the work is done by the kernels, the threads wait for their messages.

    Args:
        seconds: how long one cell may take.
        jobs: how many notebooks run at the same time.
    """

    def __init__(self, seconds: float, jobs: int):
        self.seconds = seconds
        self._pool = ThreadPoolExecutor(jobs)
        self._folder = tempfile.TemporaryDirectory(prefix="cnncourse-", ignore_cleanup_errors=True)
        self._running: set[Runner] = set()
        self._stopped = False

    def start(self, notebook: NotebookNode, seed: int) -> Future[NotebookNode]:
        """Run `notebook` as soon as a place is free, with inputs drawn from `seed`; the future gives it back."""
        return self._pool.submit(self._run, notebook, seed)

    def close(self) -> None:
        """Stop what still runs."""
        self._stopped = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        for runner in list(self._running):
            runner.stop()
        self._pool.shutdown(wait=True)
        self._folder.cleanup()

    def _run(self, notebook: NotebookNode, seed: int) -> NotebookNode:
        with tempfile.TemporaryDirectory(dir=self._folder.name, ignore_cleanup_errors=True) as folder:
            quiet = logging.Logger("execution")
            quiet.addHandler(logging.NullHandler())
            runner = Runner(seconds=self.seconds, environment=self._environment(folder, seed), folder=folder, log=quiet)
            self._running.add(runner)
            for cell in check_cells(notebook).values():  # also where the learner gave the name to something else
                cell.source = f"from cnncourse.checking import check\n{cell.source}"
            try:
                if not self._stopped:
                    runner.preprocess(notebook, {})
                return notebook
            finally:
                self._running.discard(runner)

    def _environment(self, folder: str, seed: int) -> dict[str, str]:
        """Return the kernel's environment: little of ours, nothing that tells where the submissions lie."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        fonts = str(Path(self._folder.name) / "matplotlib")  # one font cache for the run
        own = {"HOME": folder, "TMPDIR": folder, "MPLCONFIGDIR": fonts, "PYTHONHASHSEED": "0"}
        return kept | ONE_THREAD | own | {SEED_VARIABLE: str(seed)}
