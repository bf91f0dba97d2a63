"""Say whether this machine is ready for the course, and what to do where it is not.

Nothing is changed. Each check is guarded: one that fails or hangs becomes a line of its own.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cnncourse.findings import BAD, GOOD, LOOK, Finding, Where, guarded
from cnncourse.requirements import EXTRAS, HOME, lack, project

NEEDED = ("the course", "grade")  # groups of packages without which an instructor cannot work
USEFUL = ("torch", "data", "book")
BESIDES = {
    "Dask": ("distributed", "grade --scheduler; start its workers with OMP_NUM_THREADS=1"),
    "PostgreSQL's driver": ("psycopg2", "grade --db postgresql"),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MOST_JOBS = 8
GIGABYTE = 1e9
MEMORY_A_JOB, DISK = 1.0 * GIGABYTE, 2.0 * GIGABYTE  # what a job with torch takes, and what a large class leaves


def diagnose(where: Where | None = None, tell: Callable[[Finding], object] = lambda finding: None) -> list[Finding]:
    """Make all checks.

    Args:
        where: what to look at.
        tell: is called with each finding as soon as it is there.

    Returns:
        The findings. Nothing is raised.
    """
    found = []
    for about, check in CHECKS.items():
        for finding in guarded(about, partial(check, where or Where())):
            found.append(finding)
            tell(finding)
    return found


def summary(findings: list[Finding]) -> str:
    """Return the last line of the diagnosis."""
    count = {state: sum(one.state == state for one in findings) for state in (GOOD, LOOK, BAD)}
    if count[BAD]:
        return f"Not ready: {count[BAD]} bad, {count[LOOK]} to look at, {count[GOOD]} good. Begin with what is bad."
    return f"Ready to grade: {count[GOOD]} good, {count[LOOK]} to look at."


# ------------------------------------------------------------------------------ Python and packages


def python(where: Where) -> Iterator[Finding]:
    """Check the version of Python."""
    from packaging.specifiers import SpecifierSet

    about, version = project(), platform.python_version()
    wanted = about.get("requires-python", "")
    found = f"{version} at {sys.executable}; cnncourse {about.get('version', '?')} from {HOME}"
    if SpecifierSet(wanted).contains(version, prereleases=True):
        yield Finding(GOOD, "Python", found)
    else:
        yield Finding(BAD, "Python", f"{found}; needed is {wanted}", "make PYTHON=python3.12 course")


def packages(where: Where) -> Iterator[Finding]:
    """Check the packages of the course, group by group."""
    about, complete = project(), []
    groups = {"the course": about.get("dependencies", []), **about.get("optional-dependencies", {})}
    for group, requirements in groups.items():
        if wrong := [text for requirement in requirements if (text := lack(requirement))]:
            state = BAD if group in NEEDED else LOOK if group in USEFUL else GOOD
            purpose = f"; for {EXTRAS.get(group, 'everything' if group == 'the course' else group)}"
            yield Finding(state, "packages", ", ".join(wrong) + purpose, _install(group))
        else:
            complete.append(group)
    if complete:
        yield Finding(GOOD, "packages", f"as they should be for {', '.join(complete)}")


def _install(group: str) -> str:
    extra = f"[{group}]" if group in EXTRAS else ""
    pinned = "-c constraints.txt " if (HOME / "constraints.txt").is_file() else ""
    return f"cd {HOME} && {sys.executable} -m pip install {pinned}-e '.{extra}'"


def besides(where: Where) -> Iterator[Finding]:
    """Name what only large classes and tests need."""
    there = {name: find_spec(module) is not None for name, (module, _) in BESIDES.items()}
    uses = {name: use for name, (_, use) in BESIDES.items()} | {"Chromium": "the tests of pages, and the PDF"}
    there["Chromium"] = any(map(shutil.which, BROWSERS))
    parts = [f"{name} {'is there' if here else 'is missing'} (for {uses[name]})" for name, here in there.items()]
    yield Finding(GOOD, "besides", f"not needed by most: {', '.join(parts)}")


# ------------------------------------------------------------------------------ the machine


def machine(where: Where) -> Iterator[Finding]:
    """Check cores, memory and disk, and say how many jobs there will be."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    jobs, memory = min(MOST_JOBS, os.cpu_count() or 1), _memory()
    fitting = min(cores, int(memory / MEMORY_A_JOB) if memory else jobs)
    sizes = f"{cores} cores, {memory / GIGABYTE:.1f} GB of memory free; `cnncourse grade` starts {jobs} jobs"
    if jobs > fitting:
        yield Finding(LOOK, "machine", f"{sizes}, too many for it", f"cnncourse grade --jobs {max(1, fitting)} ...")
    else:
        yield Finding(GOOD, "machine", f"{sizes}, each with one thread")
    folder = next(path for path in (where.grading.resolve(), *where.grading.resolve().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    state = GOOD if free >= DISK else LOOK if free >= DISK / 10 else BAD
    found = f"{free / GIGABYTE:.1f} GB free where {where.grading} lies"
    yield Finding(
        state, "disk", found, "" if state == GOOD else "make room, or: cnncourse grade --output ELSEWHERE ..."
    )


def _memory() -> int:
    """Return the bytes of memory that can be had, 0 if the system does not say."""
    free: list[int] = []
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text().splitlines()
        free.append(1024 * next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable")))
    with suppress(OSError, ValueError):  # "max" is no number
        group = Path("/sys/fs/cgroup")
        free.append(int((group / "memory.max").read_text()) - int((group / "memory.current").read_text()))
    return max(0, min(free, default=0))


# ------------------------------------------------------------------------------ the sandbox


def sandbox(where: Where) -> Iterator[Finding]:
    """Check bubblewrap, the kernel, and whether a cell runs in the sandbox."""
    trusted = "grade on Linux, in a virtual machine for example; for a class that you trust: grade --no-sandbox"
    if sys.platform != "linux":
        yield Finding(BAD, "sandbox", f"there is none for {platform.system()}", trusted)
        return
    path = shutil.which("bwrap")
    if not path:
        yield Finding(
            BAD,
            "sandbox",
            "bubblewrap, which makes it, is missing",
            "apt install bubblewrap (or: dnf install bubblewrap)",
        )
        return
    kernel = _kernel()
    if kernel.state != GOOD:
        yield kernel
    from cnncourse.grading.sandbox import SandboxError, self_test

    said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10).stdout
    try:
        self_test()
    except SandboxError as error:
        yield Finding(BAD, "sandbox", str(error).splitlines()[0])
    else:
        yield Finding(GOOD, "sandbox", f"a cell ran in it; {said.strip() or path}, {kernel.found}")


def _kernel() -> Finding:
    """Tell whether the kernel has what the sandbox is made of."""
    from cnncourse.grading.sandbox import switched_off

    files = Path("/proc/filesystems").read_text().split()
    missing = [
        *([] if Path("/proc/self/ns/user").exists() else ["user namespaces"]),
        *([] if _has_handles() else ["handles of processes (pidfd)"]),
        *([] if "tmpfs" in files else ["tmpfs"]),
    ]
    name = f"Linux {platform.release()}"
    if missing:
        return Finding(BAD, "kernel", f"{name} lacks {', '.join(missing)}", "a kernel of 5.4 or later has them")
    if off := switched_off():  # root may make namespaces all the same; the cell in the sandbox decides
        return Finding(LOOK, "kernel", f"{name}; plain users may not make namespaces", off.rpartition(": ")[2])
    return Finding(GOOD, "kernel", f"{name}; user namespaces, pidfd, tmpfs")


def _has_handles() -> bool:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


# ------------------------------------------------------------------------------ the course


def exercises(where: Where) -> Iterator[Finding]:
    """Compare the released notebooks with the solutions, without writing any."""
    from cnncourse.notebooks import worked_on

    released = {path.relative_to(where.exercises): path for path in sorted(where.exercises.glob("*/*.ipynb"))}
    if not where.solutions.is_dir():
        state, do = (LOOK, "") if released else (BAD, "run this in the course's folder")
        yield Finding(state, "exercises", f"{len(released)} notebooks; no folder {where.solutions} to compare with", do)
        return
    sources = {path.relative_to(where.solutions).with_suffix(".ipynb"): path for path in where.solutions.glob("*/*.py")}
    if not released:
        yield Finding(BAD, "exercises", f"none in {where.exercises}", "cnncourse release")
        return
    old = [name for name, path in sources.items() if name not in released or not _in_step(path, released[name])]
    kept = [name for name in old if name in released and worked_on(released[name])]
    if odd := [*(name for name in old if name not in kept), *(name for name in released if name not in sources)]:
        yield Finding(LOOK, "exercises", f"not in step with their solutions: {_some(odd)}", "cnncourse release")
    if kept:
        found = f"kept by `release`, as they hold somebody's work: {_some(kept)}"
        yield Finding(LOOK, "exercises", found, f"move them away from {where.exercises}, then cnncourse release")
    if not old and not odd:
        topics = len({name.parent for name in released})
        yield Finding(GOOD, "exercises", f"{len(released)} notebooks of {topics} topics, in step with their solutions")


def _in_step(source: Path, released: Path) -> bool:
    """Tell whether a released notebook has the cells that its source gives, without the answers."""
    import nbformat
    from nbgrader.preprocessors import ClearSolutions

    from cnncourse.notebooks import BEGIN, END, source_notebook

    clear = ClearSolutions(begin_solution_delimeter=BEGIN, end_solution_delimeter=END)
    expected, _ = clear(source_notebook(source, source.parent.name), {})
    found = nbformat.read(released, as_version=4)
    marks = [
        [(cell.id, cell.source, cell.metadata.get("nbgrader", {}).get("points")) for cell in notebook.cells]
        for notebook in (expected, found)
    ]
    return marks[0] == marks[1]


def _some(names: list[Path]) -> str:
    """Name the first few."""
    return ", ".join(map(str, names[:3])) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def gradebook(where: Where) -> Iterator[Finding]:
    """Look into the gradebook, and whether a grading is at work."""
    from sqlalchemy import create_engine, make_url, text
    from sqlalchemy.exc import SQLAlchemyError

    address = make_url(where.database or _noted(where) or f"sqlite:///{(where.grading / 'gradebook.db').resolve()}")
    file = Path(address.database or "") if address.drivername.startswith("sqlite") else None
    if file and not file.exists():
        yield Finding(GOOD, "gradebook", f"none yet in {where.grading}")
        return
    yield from _lock(where.grading / "lock")
    if file:  # so that nothing is written, not even an empty file
        address = make_url(f"sqlite:///file:{quote(str(file.resolve()))}?mode=ro&uri=true")
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            scores = "SELECT count(*), count(*) - count(coalesce(auto_score, manual_score)) FROM grade"
            yield from _rows(where, version, *connection.execute(text(scores)).one())
    except SQLAlchemyError as error:
        what = str(getattr(error, "orig", None) or error).splitlines()[0]
        place = file or address.render_as_string(hide_password=True)
        do = "put a copy of it in its place" if file else "start the server, or correct the address"
        yield Finding(BAD, "gradebook", f"{place} cannot be read: {what}", do)
    finally:
        engine.dispose()


def _noted(where: Where) -> str:
    """Return the address of the gradebook that the last grading noted."""
    with suppress(OSError, ValueError, AttributeError):
        return str(json.loads((where.grading / "run.json").read_text("utf-8")).get("database", ""))
    return ""


def _rows(where: Where, version: Any, rows: int, empty: int) -> Iterator[Finding]:
    import nbgrader
    from alembic.script import ScriptDirectory

    head = ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic")).get_current_head()
    if version != head:
        found = f"its tables are of version {version}, those of this nbgrader of {head}"
        yield Finding(BAD, "gradebook", found, f"cd {where.grading} && nbgrader db upgrade")
    elif empty:
        found = f"{empty} of {rows} scores are empty"
        yield Finding(LOOK, "gradebook", found, "grade again with --regrade, or score them in formgrader")
    else:
        yield Finding(GOOD, "gradebook", f"{rows} scores, none empty; tables as this nbgrader has them")


def _lock(path: Path) -> Iterator[Finding]:
    """Tell whether another process holds the lock of the grading folder."""
    import fcntl

    with suppress(FileNotFoundError), path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            yield Finding(LOOK, "gradebook", f"a grading is at work in {path.parent}", "wait until it has ended")


CHECKS: dict[str, Callable[[Where], Iterator[Finding]]] = {
    "Python": python,
    "packages": packages,
    "sandbox": sandbox,
    "machine": machine,
    "exercises": exercises,
    "gradebook": gradebook,
    "besides": besides,
}
