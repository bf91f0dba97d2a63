"""Run a command and watch what it and all its processes use, and how a folder fills meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psutil

EVERY = 0.2  # seconds
MEGABYTE = 1e6


@dataclass
class Mark:
    """What was seen when the folder had so many entries; see `Usage`."""

    entries: int
    seconds: float
    megabytes: float
    largest: float


@dataclass
class Usage:
    """What a command used.

    Args:
        seconds: from its start to its end.
        cpu: seconds of CPU time, of all its processes.
        megabytes: the most memory of the process itself.
        largest: the most memory of any one of its processes.
        printed: what it printed.
        marks: one at the first entries of the folder, and one each time that it had so many more.
    """

    seconds: float = 0.0
    cpu: float = 0.0
    megabytes: float = 0.0
    largest: float = 0.0
    printed: str = ""
    marks: list[Mark] = field(default_factory=list)


def watched(command: list[str], folder: Path | None = None, step: int = 1000, **options: Any) -> Usage:
    """Run a command to its end.

    Args:
        command: the program and its arguments.
        folder: is looked at from time to time.
        step: after how many new entries in `folder` a mark is made, from the first ones on.
        options: of subprocess.Popen.

    Raises:
        SystemExit: the command failed; what it printed is shown.
    """
    usage, start = Usage(), monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        with subprocess.Popen(command, stdout=printed, stderr=printed, **options) as process:
            while process.poll() is None:
                look(psutil.Process(process.pid), usage)
                entries = count(folder) if folder else 0
                if entries >= (usage.marks[-1].entries + step if usage.marks else 1):
                    usage.marks.append(Mark(entries, monotonic() - start, usage.megabytes, usage.largest))
                sleep(EVERY)
        usage.seconds = monotonic() - start
        printed.seek(0)
        usage.printed = printed.read()
    if process.returncode:
        sys.exit(f"{' '.join(command)}\n{usage.printed}\nended with {process.returncode}")
    return usage


def look(root: psutil.Process, usage: Usage) -> None:
    """Add what a process and its descendants have used by now; each counts the children it has waited for."""
    cpu = 0.0
    try:
        usage.megabytes = max(usage.megabytes, root.memory_info().rss / MEGABYTE)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in family:
        try:
            cpu += sum(process.cpu_times()[:4])  # user, system, and the same of its children
            usage.largest = max(usage.largest, process.memory_info().rss / MEGABYTE)
        except psutil.NoSuchProcess:
            continue
    usage.cpu = max(usage.cpu, cpu)


def count(folder: Path) -> int:
    """Return the number of finished files in a folder."""
    return sum(not name.endswith(".tmp") for name in os.listdir(folder)) if folder.is_dir() else 0


def size(folder: Path) -> float:
    """Return the megabytes below a folder, as they lie on the disk."""
    found = (Path(place, name).lstat() for place, _, names in os.walk(folder) for name in names)
    return sum(512 * status.st_blocks for status in found) / MEGABYTE
