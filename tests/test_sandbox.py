"""The sandbox, on notebooks that try to get out of it, to bring it down, or to help themselves to points."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import nbformat
import pytest
from hostile import CHILDREN, DOUBLE_FORK, FILL, FORKS, LINK, RIGHT, SHARED, STUBBORN, THREADS
from nbformat.v4 import new_code_cell, new_notebook

from cnncourse.grading import execute, promised, run, sandbox
from cnncourse.grading.verify import verdict_on
from cnncourse.notebooks import answer_cells, check_cells

ROOT = Path(__file__).parents[1]
SITE = sandbox.site_folders()[0]
INSIDE = sandbox.python_folders()[SITE]  # the same, as a notebook sees it
SEED = 7


def why_no_sandbox():
    """Return what keeps the sandbox from working on this machine, "" if it works."""
    try:
        sandbox.self_test()
    except sandbox.SandboxError as error:
        return str(error)
    return ""


MISSING = why_no_sandbox()
needs_sandbox = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture(scope="module")
def executions():
    """Return one place to run notebooks, with little patience."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(execute, "GRACE", 1.0)
        patch.setattr(sandbox, "LARGEST_TREE", 700_000_000)
        running = execute.Sandboxed(2)
        yield running
        running.close()


def ran(executions, *sources, files=None):
    """Run cells and return what each of them showed, as text."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    cells = executions.run(notebook, SEED, files).cells
    return ["\n".join(words(output) for output in cell.outputs) for cell in cells]


def words(output):
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return output.get("text") or str(output.get("data", {}).get("text/plain", ""))


# ------------------------------------------------------------------------------ out of it, or down with it

HIDDEN = [str(ROOT / name) for name in ("solutions", "exercises", "tests", "cnncourse", "build", "README.md")]
FOUND = (
    f"import os; print([path for path in {HIDDEN} + ['/home', '/root/.bashrc', '/etc/shadow'] if os.path.exists(path)])"
)
UNCOVER = """
import ctypes, os
libc = ctypes.CDLL(None)
print([libc.umount2(folder, flag) for folder in (b"/proc", b"/scratch") for flag in (0, 2)])
print(os.listdir("/proc"), os.path.exists("/scratch/course"))
"""
NEVER_ENDS = "CellTimeoutError: "
DIED = "DeadKernelError: took the kernel down"

# what a cell tries: its source, and words of what it shows
HOSTILE = {
    "loops for ever": ("while True: pass", NEVER_ENDS),
    "ignores the interrupt": (STUBBORN, NEVER_ENDS),
    "sleeps in C": ("import ctypes; ctypes.CDLL(None).sleep(1000)", NEVER_ENDS),
    "fork bomb": (FORKS, NEVER_ENDS),
    "forks once": ("import os; os.fork(); None", ""),
    "thread bomb": (THREADS, "can't start new thread"),
    "orphans": (DOUBLE_FORK, "5"),
    "starts a program": (
        "import subprocess; subprocess.Popen(['sleep', '1000'], start_new_session=True).pid > 1",
        "True",
    ),
    "5 GB at once": ("kept = bytearray(5 * 10**9)", "MemoryError"),
    "much memory in many processes": (CHILDREN, "DeadKernelError: was stopped: it used more than 1 GB"),
    "much memory that is shared": (SHARED, "DeadKernelError: was stopped: it used more than 1 GB"),
    "fills the disk": (FILL, "No space left"),
    "writes a large file": ("import os; os.truncate(os.open('/tmp/x', 66), 10**12)", "File too large"),
    "prints 200 MB": ("for _ in range(200): print('x' * 1_000_000)", "cut off"),
    "prints many lines": ("for i in range(300_000): print(i)", "cut off"),
    "shows many things": ("for i in range(3_000): display(i)", "cut off"),
    "shows something now and then": ("import time\nwhile True: display(1); time.sleep(0.05)", NEVER_ENDS),
    "leaves": ("import os; os._exit(0)", DIED),
    "exits": ("exit()", ""),
    "crashes": ("import ctypes; ctypes.string_at(0)", DIED),
    "kills its parent": ("import os; os.kill(os.getppid(), 9); 5", ""),
    "kills everybody": ("import os; os.kill(-1, 9)", "No such process"),
    "kills itself": ("import os; os.kill(os.getpid(), 9); 5", "5"),
    "closes everything": ("import os; os.closerange(0, 1000)", DIED),
    "looks for files": (FOUND, "[]"),
    "reads the users": ("open('/etc/passwd')", "FileNotFoundError"),
    "reads the environment of others": ("open('/proc/1/environ')", "FileNotFoundError"),
    "uncovers /proc": (UNCOVER, "[-1, -1, -1, -1]\n[] True"),
    "uncovers /proc from a new namespace": (
        "import ctypes; ctypes.CDLL(None).unshare(0x10020000)" + UNCOVER,
        "[-1, -1, -1, -1]\n[] True",
    ),
    "makes a device": ("import os; os.mknod('/tmp/disk', 0o60666, os.makedev(254, 0))", "PermissionError"),
    "becomes root": ("import os; os.setuid(0)", "OSError"),
    "calls out": ("import socket; socket.create_connection(('192.0.2.1', 80), 1)", "unreachable"),
    "looks up a name": ("import socket; socket.getaddrinfo('example.org', 80)", "gaierror"),
    "writes to an installed package": (f"open({str(INSIDE / 'hello.pth')!r}, 'w')", "Read-only file system"),
    "writes to the course": ("import cnncourse.probing as p; open(p.__file__, 'w')", "Read-only file system"),
    "writes to shared memory": ("open('/dev/shm/x', 'w')", "Read-only file system"),
    "reaches for the references": ("from cnncourse.numpy import conv2d; conv2d(1, 2)", "is not there while"),
    "reaches for the mistakes": ("import cnncourse.mistakes as m; m.Mistake()", "is not there while"),
    "reaches for the grader": ("from cnncourse.grading.verify import judge; judge()", "is not there while"),
    "sends garbage": (LINK + "link.sendall(b'[[[{\\xff\\n' * 1000); 5", "5"),
    "sends a nest": (LINK + "link.sendall(b'[' * 100_000 + b'\\n'); 5", "5"),
    "sends what is no output": (LINK + 'link.sendall(b\'{"output": {"name": 1}}\\n{"output": 5}\\n\'); 5', "5"),
    "sends without end": (LINK + "while True: link.sendall(b'x' * 100_000)", "it sent more than is read"),
    "breaks the display": ("get_ipython().display_pub.publish = get_ipython().displayhook = None", ""),
    "breaks the input": ("get_ipython().input_transformers_post.append(lambda lines: 1 / 0)", ""),
    "breaks the interpreter": ("import builtins, sys; sys.stdout = None; builtins.print = builtins.len = None", ""),
}
BREAKS_ITSELF = {"breaks the display", "breaks the input", "breaks the interpreter"}


@needs_sandbox
@pytest.mark.parametrize("attempt", HOSTILE)
def test_a_hostile_cell_comes_to_nothing_and_costs_nobody_else_anything(executions, attempt):
    source, expected = HOSTILE[attempt]
    before = ran(executions, "6 * 7", "before = 20")[0]
    _, shown, after = ran(executions, "before = 20", source, "print(before + 1)")
    assert expected in shown
    assert attempt in BREAKS_ITSELF or after == "21\n"
    assert left_over(executions) == []
    left = "import os; print([os.listdir(folder) for folder in ('/tmp', '/scratch/home', '/scratch/course')])"
    assert [before, *ran(executions, left, "6 * 7")] == ["42", "[[], [], []]\n", "42"]


def left_over(executions):
    """Return the processes of the sandbox besides its own: bubblewrap's two, and the worker."""
    for _ in range(50):  # one that is gone is listed until bubblewrap has taken note of it
        trees = [sandbox.tree_of(one.process.pid)[3:] for one in executions._all if one.process.poll() is None]
        if not any(trees):
            return []
        time.sleep(0.1)
    return trees


@needs_sandbox
def test_a_port_of_this_machine_cannot_be_reached(executions):
    with socket.create_server(("127.0.0.1", 0)) as server:
        call = f"import socket; socket.create_connection({server.getsockname()!r}, 1)"
        assert "ConnectionRefusedError" in ran(executions, call)[0]


@needs_sandbox
def test_the_environment_of_the_grader_does_not_come_along(monkeypatch):
    monkeypatch.setenv("INSTRUCTORS_TOKEN", "secret")
    running = execute.Sandboxed(5)
    shown = ran(running, "import os; print(dict(os.environ))")[0]
    running.close()
    assert "INSTRUCTORS_TOKEN" not in shown
    assert f"'CNNCOURSE_GRADING_SEED': '{SEED}'" in shown


@needs_sandbox
def test_a_folder_that_lies_among_the_packages_can_be_hidden():
    running = execute.Sandboxed(5, hidden=[SITE / "rich"])
    shown = ran(running, f"import os; print(os.listdir({str(INSIDE / 'rich')!r}))")
    running.close()
    assert shown == ["[]\n"]


@needs_sandbox
def test_packages_below_tmp_can_be_imported_and_not_changed(monkeypatch):
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        site = Path(folder, "site-packages")
        site.mkdir(mode=0o755)
        (site / "late.py").write_text("VALUE = 5")
        monkeypatch.syspath_prepend(site)
        running = execute.Sandboxed(5)
        shown = ran(running, "import late; late.VALUE", "open(late.__file__, 'w')", "open('/tmp/x', 'w')")
        running.close()
    assert shown[0] == "5"
    assert "Read-only" in shown[1]
    assert "TextIOWrapper" in shown[2]  # the scratch folder is there all the same


@needs_sandbox
def test_a_worker_that_was_killed_is_replaced(executions):
    assert ran(executions, "1 + 1") == ["2"]
    for one in executions._all:
        one.close()
    assert ran(executions, "1 + 1") == ["2"]


@needs_sandbox
def test_closing_stops_what_runs_and_leaves_no_process():
    running = execute.Sandboxed(60)
    notebook = new_notebook(cells=[new_code_cell("import time; display(1); time.sleep(1000)")])

    def run():
        with suppress(sandbox.SandboxError):
            running.run(notebook, SEED)

    thread = Thread(target=run, daemon=True)
    thread.start()
    while not notebook.cells[0].outputs:
        time.sleep(0.01)
    started = [one.process.pid for one in running._all]
    running.close()
    thread.join(timeout=60)
    assert not thread.is_alive()
    assert not any(Path(f"/proc/{number}").exists() for number in started)


# ------------------------------------------------------------------------------ points


def judged(executions, before, answer):
    """Run the released notebook cross_correlate2d with an answer and a cell before it; return the verdict."""
    notebook = nbformat.read(ROOT / "exercises/convolution/cross_correlate2d.ipynb", as_version=4)
    cell = answer_cells(notebook)["cross_correlate2d"]
    cell.source = answer
    notebook.cells.insert(notebook.cells.index(cell), new_code_cell(before))
    ran = executions.run(notebook, SEED)
    checks, answers = check_cells(ran), answer_cells(ran)
    return verdict_on("cross_correlate2d", checks["cross_correlate2d"], answers["cross_correlate2d"], SEED)


@needs_sandbox
def test_a_right_answer_earns_its_points(executions):
    assert judged(executions, "", RIGHT).earned == 4


@needs_sandbox
def test_a_comparison_with_the_reference_that_was_left_in_costs_no_points(executions):
    left_in = "from cnncourse.numpy import conv2d as reference\nimport cnncourse.torch\nreference(np.ones(3), 1)"
    assert judged(executions, left_in, RIGHT).earned == 4


# ------------------------------------------------------------------------------ what a notebook is promised

RELEASES = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "exercises").glob("*/*.ipynb"))}
PROMISES = {name: promised.promised(nbformat.read(path, as_version=4)) for name, path in RELEASES.items()}


def test_no_reference_and_no_declaration_stands_beside_every_notebook():
    secret = ("numpy", "torch", "networks", "mistakes", "exercises", "shapes", "cards", "grading")
    assert not [name for name in promised.always() if name.split(".")[1:2] and name.split(".")[1] in secret]


@pytest.fixture(scope="module")
def with_torch():
    """Return a place to run notebooks that has torch imported."""
    running = execute.Sandboxed(30)
    yield running
    running.close()


@needs_sandbox
def test_a_notebook_that_uses_torch_trains_a_layer(with_torch):
    train = """
import torch
from torch import nn
layer = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU())
step = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
layer(torch.ones(2, 3, 9, 8)).sum().backward()
step.step()
sum(p.numel() for p in layer.parameters())
"""
    shown = ran(with_torch, "import sys; 'torch' in sys.modules", train)
    assert shown == ["True", "240"]


@needs_sandbox
@pytest.mark.parametrize("name", [name for name, files in PROMISES.items() if files])
def test_what_a_released_notebook_imports_is_there(with_torch, name):
    cells = nbformat.read(RELEASES[name], as_version=4).cells
    pairs = [match for cell in cells for match in promised.IMPORT.findall(cell.source)]
    lines = [f"from {package} import {names}" for package, names in pairs]
    found = [one.strip() for _, names in pairs for one in names.split(",")]
    show = f"print([getattr(one, '__module__', one.__name__) for one in [{', '.join(found)}]])"
    imports, shown = ran(with_torch, "\n".join(lines), show, files=PROMISES[name])
    assert imports == ""
    assert "__main__" not in shown
    assert shown.count("cnncourse.") == len(found)


@pytest.mark.parametrize("name", [name for name, files in PROMISES.items() if files])
def test_no_promised_module_defines_what_its_notebook_asks_for(name):
    asked = check_cells(nbformat.read(RELEASES[name], as_version=4))
    text = "\n".join(PROMISES[name].values())
    assert not [one for one in asked if f"def {one}(" in text or f"class {one}(" in text]


# ------------------------------------------------------------------------------ machines without it


@pytest.mark.parametrize(
    ("owner", "name", "value", "expected"),
    [(sys, "platform", "darwin", "needs Linux"), (shutil, "which", lambda name: None, "apt install bubblewrap")],
)
def test_a_machine_without_a_sandbox_is_told_what_to_do(monkeypatch, owner, name, value, expected):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(owner, name, value)
    with pytest.raises(sandbox.SandboxError, match=f"{expected}.*--no-sandbox"):
        sandbox.self_test.__wrapped__()


def test_what_bubblewrap_says_is_passed_on(monkeypatch, tmp_path):
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(sandbox.SandboxError, match=r"No permissions to create new namespace; .*--no-sandbox"):
        sandbox.self_test.__wrapped__()


def test_grade_refuses_without_a_sandbox_and_writes_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "darwin")
    sandbox.self_test.cache_clear()
    (tmp_path / "submitted" / "ada" / "convolution").mkdir(parents=True)
    (tmp_path / "submitted" / "ada" / "convolution" / "conv2d.ipynb").touch()
    settings = run.Settings(tmp_path / "submitted", tmp_path / "out", ROOT / "exercises", topic="convolution")
    with pytest.raises(sandbox.SandboxError, match="--no-sandbox"):
        run.grade(settings)
    assert not settings.output.exists()


@needs_sandbox
@pytest.mark.skipif(os.getuid() != 0, reason="the tests already run as a plain user")
def test_a_plain_user_has_the_sandbox_too():
    python = f"/usr/bin/python3.{sys.version_info.minor}"
    if not Path(python).exists():
        pytest.skip(f"install {python}: another user cannot reach an interpreter that is root's own")
    test = "from cnncourse.grading.sandbox import self_test; self_test(); print('works')"
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{SITE}", "HOME": "/tmp"}
    user = {"user": 12345, "group": 12345, "extra_groups": []}
    done = subprocess.run([python, "-B", "-c", test], env=environment, cwd="/", capture_output=True, text=True, **user)
    assert (done.stdout, done.stderr) == ("works\n", "")
