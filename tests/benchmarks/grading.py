"""Time the grading of made-up classes. Each part runs by itself:

    python tests/benchmarks/grading.py stock --topic convolution --learners 100 --sample 5
    python tests/benchmarks/grading.py many --learners 10000
    python tests/benchmarks/grading.py dask --learners 200
    python tests/benchmarks/grading.py report --learners 1000

Figures are for the machine and the moment; what counts are the ratios. Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from classes import bundled, write_class
from watching import Usage, size, watched

PYTHON = sys.executable
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
RELEASE = bundled.RELEASE
SMALL = "cross_correlate2d"  # the notebook of the class of many

# stock nbgrader on the submissions in the folder {0}, of the topic {1}; its start and the entry of the release are
# not counted
STOCK = """
import json, os, sys
from time import monotonic
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config
root, topic = sys.argv[1:]
config = Config()
config.CourseDirectory.root = root
config.CourseDirectory.db_url = f"sqlite:///{root}/gradebook.db"
stock = NbGraderAPI(config=config)
def succeed(result):
    if not result["success"]:
        sys.exit(result.get("error") or result["log"])
succeed(stock.generate_assignment(topic))
times, start = os.times(), monotonic()
for learner in sorted(os.listdir(f"{root}/submitted")):
    succeed(stock.autograde(topic, learner))
used = sum(os.times()[:4]) - sum(times[:4])
print("STOCK", json.dumps([monotonic() - start, used]))
"""


def environment() -> dict[str, str]:
    """Return the environment of all programs: one thread each, and nbgrader's own tools on the path."""
    return {**os.environ, **ONE_THREAD, "PATH": f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}"}


# ------------------------------------------------------------------------------------ what is timed


def grade(submitted: Path, output: Path, topic: str, *more: str, release: Path = RELEASE, step: int = 1000) -> Usage:
    """Grade a class with `cnncourse grade`, pages included."""
    where = [str(submitted), "--output", str(output), "--exercises", str(release), "--topic", topic]
    command = [PYTHON, "-m", "cnncourse", "grade", *where, *more]
    return watched(command, output / "results", cwd=bundled.ROOT, env=environment(), step=step)


def grading_alone(usage: Usage) -> float:
    """Return the seconds that the command itself names: without its start and without the pages."""
    return float(re.findall(r"unchanged, ([\d.]+) s", usage.printed)[-1])


def grade_stock(root: Path, topic: str, numbers: range) -> tuple[float, float]:
    """Grade learners with nbgrader's own autograder; return seconds and CPU seconds."""
    shutil.copytree(bundled.ROOT / "build" / "source" / topic, root / "source" / topic)
    write_class(root / "submitted", topic, numbers, sound=True)
    usage = watched([PYTHON, "-c", STOCK, str(root), topic], env=environment())
    seconds, cpu = json.loads(usage.printed.split("STOCK ")[-1])
    return seconds, cpu


def stock(options: argparse.Namespace, folder: Path) -> list[list[str]]:
    """Compare with stock nbgrader, which grades the first few learners of the same class."""
    topic, everybody, sample = options.topic, options.learners, min(options.sample, options.learners)
    write_class(folder / "submitted", topic, range(1, everybody + 1), sound=True)
    notebooks = {n: sum(1 for _ in folder.glob(f"submitted/*-{n:05d}/*/*.ipynb")) for n in range(1, everybody + 1)}
    ours = grade(folder / "submitted", folder / "grading", topic, *options.more)
    seconds, cpu = grade_stock(folder / "stock", topic, range(1, sample + 1))
    of_sample = sum(notebooks[n] for n in range(1, sample + 1))
    rows = [
        [f"stock autograde, {sample} of the learners", *rates(sample, of_sample, seconds, cpu)],
        ["cnncourse grade", *rates(everybody, sum(notebooks.values()), ours.seconds, ours.cpu)],
        ["the same without start and pages", *rates(everybody, sum(notebooks.values()), grading_alone(ours))],
    ]
    for row in rows:  # by the notebook: not everybody hands in all
        row.append(f"{float(row[3]) / float(rows[0][3]):.1f}")
        row.append(f"{float(rows[0][4]) / float(row[4]):.1f}" if row[4] else "")
    heads = [f"{topic}, {everybody} learners", "s", "learners/s", "notebooks/s", "CPU s a notebook", "x", "x, by CPU"]
    return [heads, *rows]


def rates(learners: int, notebooks: int, seconds: float, cpu: float = 0.0) -> list[str]:
    """Return the cells of a row."""
    each = f"{cpu / notebooks:.4f}" if cpu else ""
    return [f"{seconds:.1f}", f"{learners / seconds:.3f}", f"{notebooks / seconds:.3f}", each]


def many(options: argparse.Namespace, folder: Path) -> list[list[str]]:
    """Grade many learners' submissions of one notebook; a row for each thousand, or tenth if there are fewer."""
    release = folder / "release"
    (release / "convolution").mkdir(parents=True)
    shutil.copy(RELEASE / "convolution" / f"{SMALL}.ipynb", release / "convolution")
    write_class(folder / "submitted", "convolution", range(1, options.learners + 1), release)
    step = max(1, min(1000, options.learners // 10))
    submitted, output = folder / "submitted", folder / "grading"
    usage = grade(submitted, output, "convolution", *options.more, release=release, step=step)
    rows = []
    for last, mark in pairwise(usage.marks):
        rate = (mark.entries - last.entries) / (mark.seconds - last.seconds)
        memory = [f"{mark.megabytes:.0f}", f"{mark.largest:.0f}"]
        rows.append([f"{last.entries + 1} to {mark.entries}", f"{rate:.1f}", *memory, ""])
    whole = [f"{options.learners / usage.seconds:.1f}", f"{usage.megabytes:.0f}", f"{usage.largest:.0f}"]
    rows.append(["all, with start and pages", *whole, f"{size(output):.1f}"])
    rows.append(["what was handed in", "", "", "", f"{size(submitted):.1f}"])
    return [["learners", "learners/s", "the grader, MB", "its largest worker, MB", "disk, MB"], *rows]


def dask(options: argparse.Namespace, folder: Path) -> list[list[str]]:
    """Grade the same class on a Dask cluster of one worker, and of two."""
    write_class(folder / "submitted", options.topic, range(1, options.learners + 1), sound=True)
    rows = []
    for workers in (1, 2):
        with cluster(workers, folder / f"scheduler-{workers}.json") as address:
            at = ("--scheduler", address, *options.more)
            usage = grade(folder / "submitted", folder / f"grading-{workers}", options.topic, *at)
        seconds = grading_alone(usage)
        rows.append([str(workers), f"{seconds:.1f}", f"{options.learners / seconds:.2f}"])
        rows[-1].append(f"{float(rows[0][1]) / seconds:.2f}")
    return [["workers", "s", "learners/s", "x"], *rows]


@contextmanager
def cluster(workers: int, file: Path) -> Iterator[str]:
    """Start a scheduler and so many workers of one thread on this machine; end them afterwards."""
    command = [PYTHON, "-m", "distributed.cli.dask_scheduler"]
    quiet: dict[str, Any] = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "env": environment(),
        "cwd": file.parent,
    }
    parts = ["--port", "0", "--dashboard-address", ":0", "--scheduler-file", str(file), "--host", "127.0.0.1"]
    running = [subprocess.Popen([*command, *parts], **quiet)]
    command = [PYTHON, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file)]
    parts = ["--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
    try:
        running += [subprocess.Popen([*command, *parts], **quiet) for _ in range(workers)]
        yield await_workers(file, workers)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(30)


def await_workers(file: Path, workers: int) -> str:
    """Return the scheduler's address once all workers are there."""
    from distributed import Client

    until = monotonic() + 60
    while not file.exists():
        if monotonic() > until:
            sys.exit("the Dask scheduler did not start")
        sleep(0.2)
    with Client(scheduler_file=str(file)) as client:
        client.wait_for_workers(workers, timeout=60)
        return str(client.scheduler.address)


def report(options: argparse.Namespace, folder: Path) -> list[list[str]]:
    """Grade a class, remove its pages, and time how long it takes to write them again."""
    output = options.grading or folder / "grading"
    if options.grading is None:
        write_class(folder / "submitted", options.topic, range(1, options.learners + 1))
        grade(folder / "submitted", output, options.topic, *options.more)
    learners = len(list((output / "results").glob("*.json")))
    for pages in ("report", "feedback"):
        shutil.rmtree(output / pages, ignore_errors=True)
    command = [PYTHON, "-m", "cnncourse", "report", str(output)]
    usage = watched(command, cwd=bundled.ROOT, env=environment())
    pages = f"{size(output / 'feedback') + size(output / 'report'):.1f}"
    row = [f"{usage.seconds:.1f}", f"{learners / usage.seconds:.1f}", f"{usage.megabytes:.0f}", pages]
    return [[f"report, {learners} learners", "s", "learners/s", "memory, MB", "pages, MB"], ["", *row]]


# ----------------------------------------------------------------------------------- the command


def table(rows: list[list[str]]) -> str:
    """Write rows in Markdown, the first column to the left."""
    head, *body = rows
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *body))


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = top.add_subparsers(required=True, metavar="PART")
    for part, learners, topic in ((stock, 100, True), (many, 10_000, False), (dask, 200, True), (report, 1000, True)):
        command = parts.add_parser(part.__name__, help=str(part.__doc__).splitlines()[0])
        command.add_argument("--learners", type=int, default=learners)
        command.add_argument("--more", nargs=argparse.REMAINDER, default=[], help="options of `cnncourse grade`, last")
        if topic:
            command.add_argument("--topic", default="convolution")
        command.set_defaults(part=part)
        if part is stock:
            command.add_argument("--sample", type=int, default=5, help="how many of them stock nbgrader grades")
        if part is report:
            command.add_argument("--grading", type=Path, help="a folder that is graded already")
    return top


def main() -> None:
    """Measure one part and print its table."""
    options = parser().parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="cnncourse-bench-") as folder:
        rows = options.part(options, Path(folder))
    print(f"{os.cpu_count()} cores; load {before:.1f} before, {os.getloadavg()[0]:.1f} after\n\n{table(rows)}")


if __name__ == "__main__":
    main()
