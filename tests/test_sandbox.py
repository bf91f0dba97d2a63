"""The sandbox, on notebooks that try to get out of it, to bring it down, or to help themselves to points."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future
from pathlib import Path

import nbformat
import pytest
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
        running = execute.Executions(2, 1)
        yield running
        running.close()


def ran(executions, *sources, files=None):
    """Run cells and return what each of them showed, as text."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    cells = executions.start(notebook, SEED, files).result(timeout=120).cells
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
DOUBLE_FORK = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1000)
    os._exit(0)
5
"""
FILL = """
import os
for number in range(100):
    with open(f"/tmp/{number}", "wb") as file:
        file.write(bytes(10_000_000))
"""
CHILDREN = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        kept = b"x" * 200_000_000
        time.sleep(1000)
time.sleep(1000)
"""
SHARED = """
import mmap
shared = mmap.mmap(-1, 3 * 10**9)
for place in range(0, len(shared), 4096):
    shared[place] = 1
"""
THREADS = """
import threading, time
while True:
    threading.Thread(target=time.sleep, args=(1000,)).start()
"""
FORKS = """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
"""
STUBBORN = """
import signal
for number in (2, 14, 15):
    signal.signal(number, signal.SIG_IGN)
while True: pass
"""
UNCOVER = """
import ctypes, os
libc = ctypes.CDLL(None)
print([libc.umount2(folder, flag) for folder in (b"/proc", b"/scratch") for flag in (0, 2)])
print(os.listdir("/proc"), os.path.exists("/scratch/course"))
"""
LINK = """
import contextlib, gc, socket
links = []
for thing in gc.get_objects():
    with contextlib.suppress(OSError):
        if isinstance(thing, socket.socket) and thing.getpeername() == "":
            links.append(thing)
[link] = links
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
    running = execute.Executions(5, 1)
    shown = ran(running, "import os; print(dict(os.environ))")[0]
    running.close()
    assert "INSTRUCTORS_TOKEN" not in shown
    assert f"'CNNCOURSE_GRADING_SEED': '{SEED}'" in shown


@needs_sandbox
def test_a_folder_that_lies_among_the_packages_can_be_hidden():
    running = execute.Executions(5, 1, hidden=[SITE / "rich"])
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
        running = execute.Executions(5, 1)
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
    running = execute.Executions(60, 2)
    notebook = new_notebook(cells=[new_code_cell("import time; time.sleep(1000)")])
    futures: list[Future] = [running.start(notebook, SEED) for _ in range(3)]
    while not running._all:
        pass
    started = [one.process.pid for one in running._all]
    running.close()
    assert all(future.done() for future in futures)
    for _ in range(100):
        if not any(Path(f"/proc/{number}").exists() for number in started):
            return
        time.sleep(0.1)
    pytest.fail(f"of the processes {started} some are still there")


# ------------------------------------------------------------------------------ points

WRONG = "def cross_correlate2d(image, kernel):\n    return image * 0.0"
RIGHT = """
def cross_correlate2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)
"""
OBSERVED = '{"cross_correlate2d/values": {"form": "array", "error": "", "changed": [], "arrays": []}}'
SCORE = """
class Four:
    def __repr__(self): return "4.0"
    def __eq__(self, other): return True
    def __float__(self): return 4.0
"""
TRANSFORM = """
def replaced(lines):
    return ["4.0\\n"] if "check" in "".join(lines) else lines
get_ipython().input_transformers_cleanup.append(replaced)
"""
EQUAL = """
class Equal(np.ndarray):
    def __eq__(self, other): return np.True_
    def __sub__(self, other): return np.zeros(1)
    def __array_ufunc__(self, *args, **kwargs): return np.zeros(1)
"""
FORGED_ON_LINK = (
    LINK
    + """
import json
score = {"output_type": "execute_result", "data": {"text/plain": "4.0"}, "metadata": {}, "execution_count": 3}
sent = {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.cnncourse.observations+json": {}}}
for line in ({"done": 3}, {"output": score}, {"output": sent}, {"done": 4}):
    link.sendall(json.dumps(line).encode() + b"\\n")
"""
)
BORROWED = """
def cross_correlate2d(image, kernel):
    import importlib
    borrowed = getattr(importlib.import_module("cnncourse.numpy"), "conv" + "2d")
    return borrowed(image[None, None], kernel[None, None])[0, 0]
"""
CLOSE = """
import cnncourse.comparing, cnncourse.evidence, cnncourse.diagnosis
for module in (cnncourse.comparing, cnncourse.evidence, cnncourse.diagnosis):
    module.close = lambda *args, **options: True
"""
ENCODE = "import json, cnncourse.probing; cnncourse.probing.encode = lambda seen: "

# what is tried: a cell before the answer, and the answer
CHEATS = {
    "patched numpy": ("np.array_equal = np.allclose = np.isclose = lambda *a, **k: True", WRONG),
    "patched builtins": ("import builtins; builtins.all = builtins.any = lambda it: True", WRONG),
    "patched display hook": ("get_ipython().displayhook.write_format_data = lambda d, m=None: None", WRONG + "\n4.0"),
    "an input transformer": (TRANSFORM, WRONG),
    "check replaced": ("import cnncourse.checking as c; c.check = check = lambda name: 4.0", WRONG),
    "judge replaced": ("import cnncourse.checking as c; c.judge = c._judge_part = lambda *a: 4.0", WRONG),
    "comparison replaced": (CLOSE, WRONG),
    "an empty set of observations": (ENCODE + "{}", WRONG),
    "observations without numbers": (f"{ENCODE} json.loads('{OBSERVED}')", WRONG),
    "objects that equal everything": (SCORE, "def cross_correlate2d(image, kernel):\n    return Four()"),
    "arrays that equal everything": (EQUAL, "def cross_correlate2d(image, kernel):\n    return image.view(Equal)"),
    "the reference": ("", BORROWED),
    "outputs sent for the check": (FORGED_ON_LINK, WRONG),
}


def judged(executions, before, answer):
    """Run the released notebook cross_correlate2d with an answer and a cell before it; return the verdict."""
    notebook = nbformat.read(ROOT / "exercises/convolution/cross_correlate2d.ipynb", as_version=4)
    cell = answer_cells(notebook)["cross_correlate2d"]
    cell.source = answer
    notebook.cells.insert(notebook.cells.index(cell), new_code_cell(before))
    ran = executions.start(notebook, SEED).result(timeout=60)
    checks, answers = check_cells(ran), answer_cells(ran)
    return verdict_on("cross_correlate2d", checks["cross_correlate2d"], answers["cross_correlate2d"], SEED)


@needs_sandbox
def test_a_right_answer_earns_its_points(executions):
    assert judged(executions, "", RIGHT).earned == 4


@needs_sandbox
@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_earns_nothing(executions, cheat):
    assert judged(executions, *CHEATS[cheat]).earned == 0
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
    running = execute.Executions(30, 1, torch=True)
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
