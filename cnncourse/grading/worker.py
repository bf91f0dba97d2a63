"""Run notebooks inside the sandbox: a process that has everything imported, and a fork of it for each notebook.

`sandbox.py` starts this file by itself. Its standard input is a socket; for each notebook another socket comes
through it. The fork enters namespaces of its own, gives up every privilege, hands out a handle by which it can be
killed, and only then reads what to run: JSON, one message a line, in both directions.

    to the fork     {"seed", "files", "bytes"} once, then {"cell": source} for each cell
    from the fork   {"output": as nbformat has it} for each output, then {"done": execution count}
"""

from __future__ import annotations

import base64
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys
import threading
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

NOBODY = 65534
SCRATCH, HOME, PROMISED = "/scratch", "/scratch/home", "/scratch/course"  # private to each notebook, gone with it
TEMPORARY = "/tmp"  # the same, unless Python itself is installed below it

MEGABYTE = 1_000_000
LIMITS = {
    "RLIMIT_DATA": 1500 * MEGABYTE,  # of each process
    "RLIMIT_FSIZE": 64 * MEGABYTE,
    "RLIMIT_NPROC": 48,  # threads count
    "RLIMIT_NOFILE": 256,
    "RLIMIT_CPU": 1800,
    "RLIMIT_CORE": 0,
}
SCRATCH_SIZE = "size=64m,nr_inodes=4096,mode=755"

NEW_NAMESPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x08000000  # user, mount, pid, ipc: linux/sched.h
READ_ONLY, NO_SUID, NO_DEVICES = 1, 2, 4  # linux/mount.h
SET_DUMPABLE, SET_NO_NEW_PRIVILEGES = 4, 38  # linux/prctl.h
CAPABILITIES_3 = 0x20080522  # linux/capability.h


# ------------------------------------------------------------------------------ the process that forks


def main() -> None:
    """Import, warm up, and fork for every socket that comes."""
    os.mkdir(HOME, 0o755)
    if os.getuid() == 0:  # the kernel does not count root's processes
        os.chmod(HOME, 0o777)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        system_call("prctl", SET_DUMPABLE, 1, 0, 0, 0)  # else /proc/self stays root's
    os.chdir(HOME)
    sys.meta_path.append(Hidden())
    shell = warm_shell(sys.argv[1])
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=0)
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not descriptors:  # the grader has gone
            os.kill(-1, signal.SIGKILL)
            return
        if (first := os.fork()) == 0:
            control.detach()
            run_notebook(descriptors[0], shell)
        os.close(descriptors[0])
        os.waitpid(first, 0)


def warm_shell(beforehand: str) -> Any:
    """Return an IPython that has shown a result and a traceback once, so that no fork need load what that takes."""
    from shell import make_shell  # it lies beside this file, in the sandbox

    shell = make_shell()
    if not beforehand:
        return shell
    from cnncourse.probing import topics

    for module in ("checking", *(f"probes.{topic}" for topic in topics())):
        import_module(f"cnncourse.{module}")
    for module in ("matplotlib.pyplot", "matplotlib.image", "PIL.JpegImagePlugin", "PIL.PngImagePlugin"):
        import_module(module)
    for source in ("import numpy; numpy.ones((2, 3)) @ numpy.ones(3)", "[1, 2]", "1 / 0", "def f(:"):
        shell.run_cell(source, store_history=True)
    if beforehand == "torch":
        warm_torch()
    shell.reset()
    return shell


def warm_torch() -> None:
    """Take one training step: torch imports much of itself only then."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    layer = nn.Conv2d(1, 1, 2)
    step = torch.optim.SGD(layer.parameters(), lr=0.1)
    nn.functional.relu(layer(torch.ones(1, 1, 3, 4))).sum().backward()
    step.step()
    layer.load_state_dict(layer.state_dict())


class Hidden(MetaPathFinder, Loader):
    """Imports every part of the course that is not here as a module whose functions refuse.

    So a learner may leave a comparison with the course's own function in a notebook: it fails, and nothing else.
    """

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Answer for what no other finder has found."""
        return ModuleSpec(name, self, is_package=True) if name.startswith("cnncourse.") else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module, in which every name is a refusal."""
        module = ModuleType(spec.name)

        def refusal(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return refusing(f"{spec.name}.{name}")

        module.__dict__["__getattr__"] = refusal
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: there is no code."""


def refusing(name: str) -> Any:
    """Return a function that says that `name` is not here."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise ImportError(f"{name} is not there while this notebook is graded")

    return refuse


# ------------------------------------------------------------------------------ one notebook, alone


def run_notebook(descriptor: int, shell: Any) -> None:
    """Isolate this process for good, run the cells that are sent, and leave."""
    link = socket.socket(fileno=descriptor)
    try:
        enter_namespaces()
        if os.fork():
            os._exit(0)
        os.setsid()
        hide_the_rest(link)
        give_up_privileges()
        socket.send_fds(link, [b"+"], [os.pidfd_open(os.getpid())])
    except OSError as error:
        link.sendall(f"-{error}".encode())
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Notebook(link, shell).run()
    os._exit(0)


def enter_namespaces() -> None:
    """Enter new namespaces of users, mounts, processes (for the next fork) and System V memory."""
    user, group = os.getuid(), os.getgid()
    system_call("unshare", NEW_NAMESPACES)
    Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs out, this is to go first
    for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path("/proc/self", file).write_text(text)


def hide_the_rest(link: socket.socket) -> None:
    """Mount empty folders to write to, cover /proc, and close every file but `link`."""
    for folder in (SCRATCH,) if os.listdir(TEMPORARY) else (SCRATCH, TEMPORARY):
        mount(folder, NO_SUID | NO_DEVICES, SCRATCH_SIZE)
    mount("/proc", NO_SUID | NO_DEVICES | READ_ONLY, "size=4k")
    for folder in (HOME, PROMISED):
        os.makedirs(folder)
    os.chdir(HOME)
    nothing = os.open("/dev/null", os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    os.closerange(3, link.fileno())
    os.closerange(link.fileno() + 1, 4096)


def give_up_privileges() -> None:
    """Set the limits and drop all capabilities, for this process and all that it starts."""
    for name, value in LIMITS.items():
        _, allowed = resource.getrlimit(getattr(resource, name))
        value = value if allowed == resource.RLIM_INFINITY else min(value, allowed)
        resource.setrlimit(getattr(resource, name), (value, value))
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_3, 0)
    system_call("capset", header, (ctypes.c_uint32 * 6)())
    system_call("prctl", SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def mount(folder: str, flags: int, options: str) -> None:
    """Mount an empty file system in memory."""
    system_call("mount", b"none", folder.encode(), b"tmpfs", ctypes.c_ulong(flags), options.encode())


def system_call(name: str, *arguments: Any) -> None:
    """Call a function of the C library.

    Raises:
        OSError: it failed; the message names it.
    """
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


class Notebook:
    """The cells of one notebook, as they come in over `link`."""

    def __init__(self, link: socket.socket, shell: Any):
        self.link, self.shell = link, shell
        self.lock = threading.Lock()
        self.left = self.bytes_a_cell = 0
        self.printing, self.printed = "stdout", list[str]()

    def run(self) -> None:
        """Run cells until the other side closes the link."""
        lines = self.link.makefile("rb")
        start = json.loads(lines.readline())
        self.bytes_a_cell = start["bytes"]
        os.environ["CNNCOURSE_GRADING_SEED"] = str(start["seed"])
        lay_out(start["files"])
        self.shell.output = self.output
        self.shell.take_streams(self.write)
        for line in lines:
            self.run_cell(json.loads(line)["cell"])
            self.flush()
            self.send({"done": self.shell.execution_count - 1})

    def run_cell(self, source: str) -> None:
        """Run one cell; only meanwhile can it be interrupted."""
        self.left = self.bytes_a_cell
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self.shell.run_cell(source, store_history=True)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        except BaseException as error:  # what IPython itself trips over, once a learner has changed it
            self.output({"output_type": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": []})
        if os.getpid() != 1:  # a fork that the learner's code made must not go on in our place
            os._exit(0)

    def write(self, name: str, text: str) -> None:
        """Keep a printed text until there is more to send, or the cell has ended."""
        if name != self.printing:
            self.flush()
        self.printing = name
        self.printed.append(text[: max(0, self.left)])
        self.left -= len(text)
        if len(self.printed) > 500 or len(text) > 5000:
            self.flush()

    def flush(self) -> None:
        """Send what was printed."""
        text, self.printed = "".join(self.printed), []
        if text:
            self.send({"output": {"output_type": "stream", "name": self.printing, "text": text}})

    def output(self, output: dict[str, Any]) -> None:
        """Send an output, until the cell has used up its share; observations have a limit of their own."""
        self.flush()
        if self.left > 0 or any("cnncourse" in kind for kind in output.get("data", ())):
            self.left -= self.send({"output": output})

    def send(self, message: dict[str, Any]) -> int:
        """Send a message and return its size."""
        line = b"\n" + json.dumps(message, default=as_text).encode() + b"\n"  # an interruption can cut one off
        with self.lock:
            self.link.sendall(line)
        return len(line)


def as_text(value: Any) -> str:
    """Write what JSON does not know: pictures as base64, anything else as Python shows it."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def lay_out(files: dict[str, str]) -> None:
    """Write the parts of the course that this notebook was promised, where its imports find them."""
    import cnncourse

    for name, text in files.items():
        path = Path(PROMISED, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    cnncourse.__path__.append(f"{PROMISED}/cnncourse")


if __name__ == "__main__":
    main()
