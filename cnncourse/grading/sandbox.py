"""The sandbox in which learners' code runs: bubblewrap around a worker that forks for each notebook.

Inside there is no network, no home, no file of the course but those that `promised` allows, nobody else's process,
and nothing that can be written to but a small scratch folder that goes with the notebook.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

from cnncourse.grading import promised, worker
from cnncourse.grading.intake import IntakeError

COURSE = Path("/course")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")
PACKAGE = promised.HOME / "cnncourse"
FORGO = "Without it, learners' code can read and change whatever you can; for a class that you trust: --no-sandbox"

START_SECONDS = 120.0
LARGEST_TREE = 3 * 1000 * worker.MEGABYTE  # memory of all processes of one notebook
LOOK_EVERY = 0.2  # seconds between two looks at that memory


class SandboxError(IntakeError):
    """Why there is no sandbox, and what to do about it."""


class Gone(Exception):  # noqa: N818 - no error of ours
    """The process of a notebook has ended, or had to be ended; the message completes "the cell ..."."""


# ------------------------------------------------------------------------------ bubblewrap's command line


def command(hidden: Iterable[Path] = (), beforehand: str = "") -> list[str]:
    """Return the command that starts a worker in a sandbox.

    Args:
        hidden: folders that must not be seen, even if Python itself lies above them.
        beforehand: what the worker imports, so that no notebook need: "" little more than IPython, "numpy", "torch".
    """
    apart = ["--unshare-pid", "--unshare-ipc", "--unshare-net", "--unshare-uts", "--hostname", "sandbox"]
    if os.getuid() == 0:  # the worker lays root down itself: root's own files, such as Python, must be bound before
        apart += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    shown = {folder: folder for folder in map(Path, SYSTEM) if folder.exists()} | python_folders()
    covered = [
        there / path.relative_to(here)
        for path in (PACKAGE, *hidden)
        if path.exists()
        for here, there in shown.items()
        if path.is_relative_to(here)
    ]
    binds = [*shown.items(), *course_files()]
    parents = {parent for _, target in binds for parent in target.parents}
    return [
        *(str(bubblewrap()), "--die-with-parent", "--new-session", *apart),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", worker.SCRATCH, "--dir", worker.TEMPORARY),
        *(word for folder in sorted(parents) for word in ("--dir", str(folder))),  # else only root may pass them
        *(word for path, target in binds for word in ("--ro-bind", str(path), str(target))),
        *(word for folder in covered for word in ("--tmpfs", str(folder))),
        *("--remount-ro", "/dev", "--remount-ro", "/"),
        *(os.path.realpath(sys.executable), "-s", f"{COURSE}/worker.py", beforehand),
    ]


def bubblewrap() -> Path:
    """Return the path of bubblewrap.

    Raises:
        SandboxError: there is none.
    """
    if sys.platform != "linux":
        raise SandboxError(f"the sandbox for learners' code needs Linux: grade in a virtual machine of it. {FORGO}")
    if found := shutil.which("bwrap"):
        return Path(found)
    install = "install the package bubblewrap (apt install bubblewrap, dnf install bubblewrap)"
    raise SandboxError(
        f"learners' code runs in a sandbox, and bubblewrap, which makes it, is missing: {install}. {FORGO}"
    )


def python_folders() -> dict[Path, Path]:
    """Return the folders that Python and the installed packages need: not that of the virtual environment.

    Packages get a place of their own, so that a course below /tmp does not take the notebooks' scratch folder.
    """
    base = Path(sys.base_prefix).resolve()
    packages = {folder: COURSE / "packages" / str(i) for i, folder in enumerate(site_folders())}
    return packages if base == Path("/usr") else {base: base} | packages


def site_folders() -> list[Path]:
    """Return the folders of installed packages."""
    found = [Path(path).resolve() for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    return [path for path in dict.fromkeys(found) if path.is_dir()]


def course_files() -> list[tuple[Path, Path]]:
    """Return the files that stand beside every notebook: (path here, path there)."""
    modules = [promised.source_of(module) for module in sorted(promised.always())]
    beside = [(path, COURSE / path.relative_to(promised.HOME)) for path in [*modules, PACKAGE / "assets"]]
    return [*beside, *((Path(worker.__file__).with_name(name), COURSE / name) for name in ("worker.py", "shell.py"))]


def environment() -> dict[str, str]:
    """Return the environment of the worker: nothing of ours but where shared libraries lie."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    python = {
        "PYTHONPATH": ":".join(str(python_folders()[folder]) for folder in site_folders()),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    own = {"PATH": "/usr/bin:/bin", "HOME": worker.HOME, "TMPDIR": worker.SCRATCH, "LANG": "C.UTF-8", "USER": "learner"}
    return kept | threads | python | own | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}


# ------------------------------------------------------------------------------ the worker, and one notebook in it


class Sandbox:
    """One worker in its sandbox; see `command` for the arguments.

    Raises:
        SandboxError: it does not start.
    """

    def __init__(self, hidden: Iterable[Path] = (), beforehand: str = ""):
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                command(hidden, beforehand),
                env=environment(),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self.complaints,
                start_new_session=True,
                cwd="/",
            )

    def begin(self, seed: int, files: dict[str, str], bytes_a_cell: int) -> Session:
        """Start the process of a notebook.

        Raises:
            SandboxError: it did not start, or not alone.
        """
        ours, theirs = socket.socketpair()
        with theirs, suppress(OSError):
            socket.send_fds(self.control, [b"+"], [theirs.fileno()])
        ours.settimeout(START_SECONDS)
        word, handles = b"-it ended without a word", list[int]()
        try:
            said, handles, _, _ = socket.recv_fds(ours, 1000, 1)
            word = said or word
        except TimeoutError:
            word = f"-it did not start within {START_SECONDS:.0f} seconds".encode()
        except ConnectionError:
            pass
        if not handles:
            ours.close()
            raise SandboxError(f"the sandbox for learners' code does not work here: {self.why(word)}. {FORGO}")
        session = Session(ours, handles[0])
        session.send({"seed": seed, "files": files, "bytes": bytes_a_cell})
        return session

    def why(self, word: bytes) -> str:
        """Say what went wrong: in bubblewrap's words, or in those given."""
        self.close()
        self.complaints.seek(0)
        said = (self.complaints.read() or word[1:]).decode(errors="replace").strip().splitlines()[-1].rstrip(".")
        return f"{said}; {switched_off() or 'if this is a container, it must be allowed to make namespaces'}"

    def close(self) -> None:
        """Kill the worker, and with it all that is in the sandbox."""
        self.process.kill()
        self.process.wait()
        self.control.close()


def switched_off() -> str:
    """Name the setting of the kernel that keeps users from making namespaces, or return ""."""
    settings = {
        "user/max_user_namespaces": ("0", "15000"),
        "kernel/unprivileged_userns_clone": ("0", "1"),
        "kernel/apparmor_restrict_unprivileged_userns": ("1", "0"),
    }
    for name, (bad, good) in settings.items():
        path = Path("/proc/sys", name)
        if path.exists() and path.read_text().strip() == bad:
            return f"enable user namespaces: sysctl -w {name.replace('/', '.')}={good}"
    return ""


class Session:
    """The process of one notebook: a socket to it, and a handle by which it and all that it started can be killed."""

    def __init__(self, link: socket.socket, handle: int):
        self.link, self.handle = link, handle
        self.link.settimeout(10)
        self._read = bytearray()
        self.bytes_left = 0
        self._look_at = monotonic() + LOOK_EVERY

    def send(self, message: dict[str, Any]) -> None:
        """Send a message; one that does not arrive is noticed when the answer is read."""
        with suppress(OSError):
            self.link.sendall(json.dumps(message).encode() + b"\n")

    def receive(self, deadline: float) -> bytes:
        """Return the next line that is not empty.

        Raises:
            TimeoutError: none came before the deadline.
            Gone: the process has ended, or sends or takes too much.
        """
        while not (line := self._next_line(deadline)):
            pass
        return line

    def _next_line(self, deadline: float) -> bytes:
        start = 0
        while (end := self._read.find(b"\n", start)) < 0:
            start = len(self._read)
            self._await_bytes(deadline)
            new = self._next_bytes()
            self.bytes_left -= len(new)
            if self.bytes_left < 0:
                raise Gone("was stopped: it sent more than is read of one cell")
            self._read += new
        line = bytes(self._read[:end])
        del self._read[: end + 1]
        return line

    def _await_bytes(self, deadline: float) -> None:
        readable: list[socket.socket] = []
        while not readable:
            now = monotonic()
            if now >= deadline:
                raise TimeoutError
            if now >= self._look_at:
                self._look_at = now + LOOK_EVERY
                if memory_of(process_of(self.handle)) > LARGEST_TREE:
                    raise Gone(f"was stopped: it used more than {LARGEST_TREE / 1e9:.0f} GB of memory")
            readable = select.select([self.link], [], [], min(deadline, self._look_at) - now)[0]

    def _next_bytes(self) -> bytes:
        with suppress(ConnectionError):
            if new := self.link.recv(1 << 18):
                return new
        raise Gone("took the kernel down: the process crashed or left")

    def interrupt(self) -> None:
        """Do what the stop button does."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGINT)

    def kill(self) -> bool:
        """Kill the process and all that it started; return whether all of it is gone."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        gone = bool(select.select([self.handle], [], [], 10)[0])
        os.close(self.handle)
        self.link.close()
        return gone


def process_of(handle: int) -> int:
    """Return the number of the process behind a handle, -1 if it has ended."""
    lines = Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))


def memory_of(number: int) -> int:
    """Return the bytes of memory of a process and its descendants; what several share is counted once."""
    total = 0
    for one in tree_of(number):
        with suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def tree_of(number: int) -> list[int]:
    """Return the numbers of a process and its descendants."""
    found = [number]
    for one in found:
        for task in Path(f"/proc/{one}").glob("task/*/children"):
            with suppress(OSError):
                found += map(int, task.read_text().split())
    return found


# ------------------------------------------------------------------------------ does it work here?


@cache
def self_test() -> None:
    """Run one line in a sandbox.

    Raises:
        SandboxError: it does not work here; the message says what to do.
    """
    sandbox = Sandbox()
    try:
        session = sandbox.begin(0, {}, 1000)
        session.bytes_left = 10_000
        session.send({"cell": "print('alive')"})
        said = session.receive(monotonic() + START_SECONDS)
        session.kill()
    except (Gone, TimeoutError) as error:
        raise SandboxError(f"the sandbox for learners' code starts and runs nothing: {error}. {FORGO}") from error
    finally:
        sandbox.close()
    if b"alive" not in said:
        raise SandboxError(f"the sandbox for learners' code answers {said[:200]!r}. {FORGO}")
