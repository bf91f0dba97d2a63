"""The processes that do the jobs: on this machine, or those of a Dask cluster.

Jobs come back in the order in which they are finished. A worker that dies takes nothing with it: what it was doing is
done again by another, each job by itself, so that one that kills its worker is found and the others go on.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from multiprocessing import forkserver, get_context, parent_process
from threading import Thread
from typing import Any

from cnncourse.grading.execute import ONE_THREAD
from cnncourse.grading.intake import IntakeError
from cnncourse.grading.job import Done, Job, Setup, do

LOST = "The process that graded it was killed, twice: it may have run out of memory."


class Workers:
    """Does jobs, several at a time.

    Args:
        setup: what the jobs have in common.
        jobs: how many processes to start on this machine.
        scheduler: the address of a Dask scheduler whose workers are to be used instead.
        work: what is done for a job.

    Raises:
        IntakeError: the scheduler does not answer.
    """

    def __init__(self, setup: Setup, jobs: int, scheduler: str | None = None, work: Callable[[Setup, Job], Done] = do):
        self.setup, self.jobs, self.work = setup, jobs, work
        self._executor: Executor | None = None
        self._client = connected(scheduler) if scheduler else None
        self.at_once = 3 * (len(self._client.nthreads()) or 1 if self._client else jobs)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def done(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Done]]:
        """Yield each job and what came of it, as soon as it is done; jobs are asked for as there is room for them."""
        waiting: dict[Future[Done], Job] = {}
        for job in jobs:
            waiting[self._submit(job)] = job
            if len(waiting) >= self.at_once:
                yield from self._finished(waiting)
        while waiting:
            yield from self._finished(waiting)

    def _submit(self, job: Job) -> Future[Done]:
        if self._executor is None:
            self._executor = self._client.get_executor(pure=False) if self._client else local(self.jobs)
        try:
            return self._executor.submit(self.work, self.setup, job)
        except BrokenExecutor as error:  # noticed before any of its futures was looked at
            lost: Future[Done] = Future()
            lost.set_exception(error)
            return lost

    def _finished(self, waiting: dict[Future[Done], Job]) -> Iterator[tuple[Job, Done]]:
        """Wait for at least one job, and do again, one by one, those whose process has died."""
        ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
        if any(future.cancelled() for future in ready):
            raise IntakeError("the Dask cluster has gone; start it again, and then the same command goes on")
        if any(isinstance(future.exception(), BrokenExecutor) for future in ready):
            ready = set(waiting)  # all of them are lost, or done
        lost = []
        for future in ready:
            job = waiting.pop(future)
            if isinstance(future.exception(), BrokenExecutor):
                lost.append(job)
            else:
                yield job, outcome(future, job)
        if lost:
            self._end_local()
        for job in lost:
            again = self._submit(job)
            wait([again])
            if isinstance(again.exception(), BrokenExecutor):
                self._end_local()
            yield job, outcome(again, job)

    def close(self) -> None:
        """Stop at once, whatever is still being done."""
        self._end_local()
        if self._client:
            self._client.close()

    def _end_local(self) -> None:
        """End the processes of this machine; new ones are started when there is something to do."""
        executor, self._executor = self._executor, None
        if isinstance(executor, ProcessPoolExecutor):
            processes = list((executor._processes or {}).values())  # from Python 3.14 on: executor.kill_workers()
            executor.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.kill()
            executor.shutdown(wait=True)


def outcome(future: Future[Done], job: Job) -> Done:
    """Return what came of a job: the grader's failure on all its notebooks, if nothing else."""
    error = future.exception()
    if error is None:
        return future.result()
    reason = LOST if isinstance(error, BrokenExecutor) else f"{type(error).__name__}: {error}"
    return Done(failures=dict.fromkeys(job.notebooks, reason))


def local(jobs: int) -> ProcessPoolExecutor:
    """Return `jobs` processes of this machine, which end with this one, however it ends."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["cnncourse.grading.job"])
    kept = os.environ.copy()
    os.environ.update(ONE_THREAD)  # one core each: two threads on a core are slower than one
    try:
        forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(kept)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=follow_parent)


def follow_parent() -> None:
    """Leave when the parent ends; until then, leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_await_parent, daemon=True).start()


def _await_parent() -> None:
    if parent := parent_process():
        parent.join()
    os._exit(1)


def connected(scheduler: str) -> Any:
    """Return a client of a Dask scheduler.

    Raises:
        IntakeError: Dask is not installed, or no scheduler answers there.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise IntakeError("--scheduler needs Dask: pip install 'cnncourse[cluster]'") from error
    try:
        client = Client(scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise IntakeError(
            f"no Dask scheduler answers at {scheduler}: {error}; start one with `dask scheduler`"
        ) from error
    if not client.nthreads():
        raise IntakeError(
            f"the Dask scheduler at {scheduler} has no workers; start some with `dask worker {scheduler}`"
        )
    return client
