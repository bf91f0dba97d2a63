"""What hostile and broken submissions try, as data: what they do, and what they are worth.

An attempt is a notebook with a cell before the answer, an answer and a cell at its end, or else whatever its `write`
puts into the learner's folder. The points follow from what the answer computes, never from what the attempt claims.
In sources, @output, @submitted, @solutions and @port stand for places of the machine that grades.
"""

import io
import json
import os
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

SLIDE, BLOCK = "cross_correlate2d", "mlpconv"  # the released notebooks: 4 points without torch, 5 with it

RIGHT = """
def cross_correlate2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)
"""
WRONG = "def cross_correlate2d(image, kernel):\n    return image * 0.0"
RIGHT_BLOCK = """
class MLPConv(nn.Module):
    def __init__(self, in_channels, channels, kernel_size):
        super().__init__()
        a, b, c = channels
        self.first = nn.Conv2d(in_channels, a, kernel_size, padding=kernel_size // 2)
        self.second, self.third = nn.Conv2d(a, b, 1), nn.Conv2d(b, c, 1)

    def forward(self, x):
        y = self.third(self.second(self.first(x).relu()).relu()).relu()
        return y
"""
WRONG_BLOCK = RIGHT_BLOCK.replace("relu()).relu()).relu()", "sigmoid())).tanh()")  # learns as many numbers: 1 point


@dataclass(frozen=True)
class Attempt:
    """One submission.

    Args:
        points: what it earns.
        answer: the source of the answer cell.
        before: of a cell before it.
        after: of a cell at the end.
        says: words that the notes or the card must hold.
        status: of the notebook.
        stem: the notebook.
        write: puts other files into the learner's folder; there is no notebook then but what it makes of this one.
    """

    points: float
    answer: str = RIGHT
    before: str = ""
    after: str = ""
    says: str = ""
    status: str = "graded"
    stem: str = SLIDE
    write: Callable[[Path, dict], None] | None = None


# ------------------------------------------------------------------------------ cells that bring down or break out

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
LINK = """
import contextlib, gc, socket
links = []
for thing in gc.get_objects():
    with contextlib.suppress(OSError):
        if isinstance(thing, socket.socket) and thing.getpeername() == "":
            links.append(thing)
[link] = links
"""
MARK = "left-by-a-learner"
LITTER = f"""
import os
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/scratch", "/", ".", "@output", "@submitted", "/run", "/home"):
    try:
        open(os.path.join(folder, "{MARK}"), "w").close()
        os.symlink("/etc/passwd", os.path.join(folder, "{MARK}-link"))
    except OSError:
        pass
"""
NEVER_ENDS, DIED = "did not come to an end in time", "took the kernel down"

# a cell before a right answer costs nothing but itself: its source, and words of the notes
CELLS = {
    "loops for ever": ("while True: pass", NEVER_ENDS),
    "ignores signals": (STUBBORN, NEVER_ENDS),
    "sleeps in C": ("import ctypes; ctypes.CDLL(None).sleep(1000)", NEVER_ENDS),
    "fork bomb": (FORKS, NEVER_ENDS),
    "thread bomb": (THREADS, ""),
    "orphans": (DOUBLE_FORK, ""),
    "a program in a session of its own": (
        "import subprocess; subprocess.Popen(['sleep', '1000'], start_new_session=True)",
        "",
    ),
    "5 GB at once": ("kept = bytearray(5 * 10**9)", ""),
    "much memory in many processes": (CHILDREN, "it used more than 1 GB"),
    "much memory that is shared": (SHARED, "it used more than 1 GB"),
    "fills the disk": (FILL, ""),
    "writes a large file": ("import os; os.truncate(os.open('/tmp/x', 66), 10**12)", ""),
    "leaves files everywhere": (LITTER, ""),
    "prints 200 MB": ("for _ in range(200): print('x' * 1_000_000)", ""),
    "shows many things": ("for i in range(3_000): display(i)", ""),
    "leaves": ("import os; os._exit(0)", DIED),
    "crashes": ("import ctypes; ctypes.string_at(0)", DIED),
    "aborts": ("import os; os.abort()", DIED),
    "closes everything": ("import os; os.closerange(0, 1000)", DIED),
    "kills its parent": ("import os; os.kill(os.getppid(), 9)", ""),
    "kills everybody": ("import os; os.kill(-1, 9)", ""),
    "sends without end": (LINK + "while True: link.sendall(b'x' * 100_000)", "it sent more than is read"),
    "sends garbage": (LINK + "link.sendall(b'[[[{\\xff\\n' * 1000 + b'[' * 100_000 + b'\\n')", ""),
    "leaves its folder": ("import os; os.chdir('/'); os.rmdir('/scratch/home')", ""),
    "shows half characters": ("print('\\ud800'); display({'text/plain': '\\udfff'}, raw=True)", ""),
    "fails with half characters": ("raise ValueError('\\ud800')", ""),
    "shows a nest": (
        "for depth in range(20, 1000, 20):\n"
        "    nest = []\n"
        "    for _ in range(depth): nest = [nest]\n"
        "    display({'application/json': nest}, raw=True)",
        "",
    ),
    "shows what is no number": ("display({'application/json': [float('nan'), 10**4000]}, raw=True)", ""),
    "shows scripts": (
        "for kind in ('text/html', 'text/markdown', 'image/svg+xml', 'application/javascript', 'text/latex'):\n"
        "    display({kind: ['<script>evil()</script>', '<img src=x onerror=evil()>']}, raw=True)",
        "",
    ),
    "calls its error by another name": ("class DeadKernelError(Exception): pass\nraise DeadKernelError('')", DIED),
}


# ------------------------------------------------------------------------------ answers that end their process


def answering(body: str) -> str:
    """Return an answer with this body."""
    return f"import os\ndef cross_correlate2d(image, kernel):\n{indent(body, '    ')}"


# the body of an answer that earns nothing, and words of its card
BODIES = {
    "loops in the answer": ("while True: pass", "interrupted"),
    "loops in the answer and ignores signals": (STUBBORN, "did not come to an end"),
    "leaves in the answer": ("os._exit(0)", DIED),
    "crashes in the answer": ("import ctypes; ctypes.string_at(0)", DIED),
    "exits in the answer": ("raise SystemExit", "SystemExit"),
    "interrupts itself": ("raise KeyboardInterrupt", "interrupted"),
    "raises what nobody catches": ("raise GeneratorExit", "GeneratorExit"),
    "raises what cannot be shown": (
        "class Shy(Exception):\n    def __str__(self): raise self\nraise Shy",
        "",
    ),
    "raises 50 MB": ("raise ValueError('x' * 50_000_000)", "ValueError"),
    "raises half characters": ("raise ValueError('\\ud800')", "ValueError"),
    "calls itself for ever": ("return cross_correlate2d(image, kernel)", "RecursionError"),
    "prints from a fork": ("print(4.0); display(4.0); os.fork(); return image", ""),
}

# what an answer returns, where `right` is right, and the points
RETURNED = {
    "NaN everywhere": ("np.full(right.shape, np.nan)", 0),
    "infinity everywhere": ("np.full(right.shape, np.inf)", 0),
    "nothing at all": ("None", 0),
    "an empty array": ("np.empty((0, 0))", 0),
    "objects": ("right.astype(object)", 0),
    "text": ("right.astype(str)", 0),
    "complex numbers": ("right + 0j", 0),
    "records": ("np.rec.fromarrays([right])", 0),
    "one number for all": ("right.flat[0]", 0),
    "the mean, which broadcasts": ("right.mean(keepdims=True)", 0),
    "one row, which broadcasts": ("right[:1]", 0),
    "one axis more, which broadcasts": ("right[None]", 0),
    "zeros that broadcast": ("np.broadcast_to(0.0, right.shape)", 0),
    "truth values": ("right != 0", 0),
    "the right numbers twice": ("(right, right)", 0),
    "80 billion numbers": ("np.broadcast_to(0.0, (10**6, 80_000))", 0),
    "300 MB": ("np.zeros((6_000, 6_000))", 0),
    "a generator": ("(row for row in right)", 0),
    "a list in itself": ("(loop := []).append(loop) or loop", 0),
    "a class": ("int", 0),
    "lists": ("right.tolist()", 4),
    "a matrix": ("np.asmatrix(right)", 4),
    "the other order of bytes": ("right.astype('>f8')", 4),
    "longer numbers": ("right.astype(np.longdouble)", 4),
    "what becomes the right array": ("Posing(right)", 4),
    "what becomes a wrong array": ("Posing(right * 0, shape=right.shape)", 0),
    "what leaves as it becomes an array": ("Posing(os._exit)", 0),
    "what claims to be long": ("Posing(None, __len__=lambda self: 10**12, __getitem__=lambda self, i: self)", 0),
    "what calls itself a tensor": ("Posing(None, detach=lambda self: self)", 0),
}
POSING = """
import os
class Posing:
    def __new__(cls, value, **more):
        return object.__new__(type("Posing", (Posing,), more))
    def __init__(self, value, **more):
        self.value = value
    def __array__(self, dtype=None, copy=None):
        return self.value(0) if callable(self.value) else self.value
    def __eq__(self, other):
        return True
"""
RETURNING = """
def cross_correlate2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    right = np.einsum("ijkl,kl->ij", windows, kernel).astype(float)
    return {}
"""


# ------------------------------------------------------------------------------ points by other ways than an answer

SCORE = """
class Four:
    def __repr__(self): return "4.0"
    def __eq__(self, other): return True
    def __float__(self): return 4.0
"""
EQUAL = """
class Equal(np.ndarray):
    def __eq__(self, other): return np.True_
    def __sub__(self, other): return np.zeros(1)
    def __array_ufunc__(self, *args, **kwargs): return np.zeros(1)
"""
LINES = """
def replaced(lines):
    return ["4.0\\n"] if "check" in "".join(lines) else lines
get_ipython().input_transformers_cleanup.append(replaced)
"""
SYNTAX = """
import ast
class Replaced(ast.NodeTransformer):
    def visit_Call(self, call):
        return ast.Constant(4.0) if getattr(call.func, "id", "") == "check" else call
get_ipython().ast_transformers.append(Replaced())
"""
AFTER_EACH_CELL = """
def forge(result):
    display({"application/vnd.cnncourse.observations+json": {}}, raw=True)
    get_ipython().displayhook(4.0)
get_ipython().events.register("post_run_cell", forge)
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
CLOSE = """
import cnncourse.comparing, cnncourse.evidence, cnncourse.diagnosis
for module in (cnncourse.comparing, cnncourse.evidence, cnncourse.diagnosis):
    module.close = lambda *args, **options: True
"""
FAKE = """
import sys, types
fake = types.ModuleType("cnncourse.checking")
fake.check = fake.hint = lambda name: 4.0
"""
FINDER = (
    FAKE
    + """
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "cnncourse.checking":
            from importlib.machinery import ModuleSpec
            return ModuleSpec(name, self)
    def create_module(self, spec): return fake
    def exec_module(self, module): pass
sys.meta_path.insert(0, Finder())
del sys.modules["cnncourse.checking"]
"""
)
IMPORT = FAKE + "import builtins\nbuiltins.__import__ = lambda *args, **more: fake"
ENCODE = "import cnncourse.probing; cnncourse.probing.encode = lambda seen: "


def sent(arrays: str = "[]", error: str = "''", form: str = "'array'") -> str:
    """Return a cell that forges the observation of each case."""
    one = f"{{'form': {form}, 'error': {error}, 'changed': [], 'arrays': {arrays}}}"
    return f"{ENCODE} {{key: {one} for key in seen}}"


def array(dtype: str = "'<f8'", shape: str = "[]", data: str = "''") -> str:
    """Return the arrays of a forged observation."""
    return f"[{{'dtype': {dtype}, 'shape': {shape}, 'data': {data}}}]"


def taken(source: str) -> str:
    """Return an answer that looks for a right one elsewhere, and is wrong where there is none."""
    return f"""
def cross_correlate2d(image, kernel):
    space = {{"np": np}}
    try:
{indent(source.strip(), " " * 8)}
        return space["cross_correlate2d"](image, kernel)
    except Exception:
        return image * 0.0
"""


# ways to a right answer that the sandbox must close; where nothing is closed, each of them earns all points
THEFTS = {
    "reads the solution": taken("""
text = open("@solutions/convolution/cross_correlate2d.py").read()
exec(text[text.index("def cross"):text.index("# %% check")], space)
"""),
    "reads a neighbour": taken("""
import json
cells = json.load(open("@submitted/000 honest/convolution/cross_correlate2d.ipynb"))["cells"]
exec("".join(next(cell["source"] for cell in cells if cell["id"] == "answer-cross_correlate2d")), space)
"""),
    "reads what was graded": taken("""
import glob, json
path = glob.glob("@output/rebuilt/000 honest/*/cross_correlate2d.ipynb")[0]
cells = json.load(open(path))["cells"]
exec("".join(next(cell["source"] for cell in cells if cell["id"] == "answer-cross_correlate2d")), space)
"""),
    "fetches it from this machine": taken("""
from urllib.request import urlopen
exec(urlopen("http://127.0.0.1:@port/", timeout=1).read(), space)
"""),
    "uses the reference": taken("""
from importlib import import_module
borrowed = getattr(import_module("cnncourse.numpy"), "conv" + "2d")
space["cross_correlate2d"] = lambda image, kernel: borrowed(image[None, None] * 1.0, kernel[None, None])[0, 0]
"""),
    "asks the declaration of the exercise": taken("""
from importlib import import_module
space["cross_correlate2d"] = import_module("cnncourse.exercises").find("cross_correlate2d").reference
"""),
}
# what is tried elsewhere: a cell before the answer, and the answer
CHEATS = {
    "looks through all files": (
        "",
        taken("""
import os
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if folder != "/" or name not in ("proc", "sys", "dev", "usr", "lib")]
    for name in files:
        if name.startswith("cross_correlate2d"):
            exec(open(os.path.join(folder, name)).read().partition("# %% check")[0], space)
"""),
    ),
    "looks through the processes": (
        "",
        taken("""
import glob
for path in glob.glob("/proc/*/root/*") + glob.glob("/proc/*/environ") + glob.glob("/proc/*/fd/*"):
    exec(open(path).read(), space)
"""),
    ),
    "looks at the callers": (
        "",
        taken("""
import sys
frame = sys._getframe(1)
while frame:
    for value in frame.f_locals.values():
        space["cross_correlate2d"] = getattr(value, "reference", None) or space.get("cross_correlate2d")
    frame = frame.f_back
"""),
    ),
    "looks through the garbage": (
        "",
        taken("""
import gc
for thing in gc.get_objects():
    if type(thing).__name__ == "function" and thing.__name__ in ("cross_correlate2d", "slide", "conv2d"):
        if thing.__module__ != "__main__":
            space["cross_correlate2d"] = thing
"""),
    ),
    "writes into the gradebook": (
        "import sqlite3\n"
        "books = sqlite3.connect('@output/gradebook.db')\n"
        "books.execute('update grade set auto_score = 4, manual_score = 4')\nbooks.commit()",
        WRONG,
    ),
    "writes a result": ("open('@output/results/000 honest.json', 'w').write('{}')", WRONG),
    "numpy patched": ("np.array_equal = np.allclose = np.isclose = lambda *a, **k: True", WRONG),
    "arrays patched": ("np.array = lambda *a, **k: np.zeros(3)", WRONG),
    "builtins patched": ("import builtins; builtins.all = builtins.any = lambda it: True", WRONG),
    "display hook patched": ("get_ipython().displayhook.write_format_data = lambda d, m=None: None", WRONG + "\n4.0"),
    "lines of cells replaced": (LINES, WRONG),
    "syntax of cells replaced": (SYNTAX, WRONG),
    "something shown after each cell": (AFTER_EACH_CELL, WRONG),
    "cells not run": ("get_ipython().run_cell = lambda *a, **k: None", RIGHT),
    "check replaced": ("import cnncourse.checking as c; c.check = check = lambda name: 4.0", WRONG),
    "judge replaced": ("import cnncourse.checking as c; c.judge = c._judge_part = lambda *a: 4.0", WRONG),
    "comparison replaced": (CLOSE, WRONG),
    "the course replaced": (FAKE + "sys.modules['cnncourse.checking'] = fake", WRONG),
    "the course imported from elsewhere": (FINDER, WRONG),
    "every import replaced": (IMPORT, WRONG),
    "another seed": ("import os; os.environ['CNNCOURSE_GRADING_SEED'] = '5'", RIGHT),
    "no seed": ("import os; del os.environ['CNNCOURSE_GRADING_SEED']", RIGHT),
    "no cases": ("import cnncourse.probing as p; p.cases_of = lambda name, seed: iter(())", WRONG),
    "inputs made easy": ("", "def cross_correlate2d(image, kernel):\n    image *= 0\n    return image[1:, 1:] + 0.0"),
    "objects that equal everything": (SCORE, "def cross_correlate2d(image, kernel):\n    return Four()"),
    "arrays that equal everything": (EQUAL, "def cross_correlate2d(image, kernel):\n    return image.view(Equal)"),
    "outputs sent for the check": (FORGED_ON_LINK, WRONG),
    "no observations": (ENCODE + "{}", WRONG),
    "observations that are a list": (ENCODE + "[4.0]", WRONG),
    "observations without numbers": (sent(), WRONG),
    "an observation of objects": (sent(array("'|O'")), WRONG),
    "an observation of a type that is a list": (sent(array("[]")), WRONG),
    "an observation of a negative shape": (sent(array(shape="[-1, -1]")), WRONG),
    "an observation of a shape that is too large": (sent(array(shape="[2**40, 2**40]")), WRONG),
    "an observation of nothing in a large shape": (sent(array(shape="[0, 10**30]")), WRONG),
    "an observation of half characters": (sent(error="'\\ud800'"), WRONG),
    "an observation that names itself so": (sent(form="'<script>evil()</script>'"), WRONG),
    "an observation that is too long": (sent(error="'x' * 10**6"), WRONG),
    "an observation of 5 MB": (f"{ENCODE} {{str(i): 'x' * 100 for i in range(50_000)}}", WRONG),
}


# ------------------------------------------------------------------------------ files


def written(name: str, data: bytes) -> Callable[[Path, dict], None]:
    """Hand in a file of this content."""
    return lambda folder, notebook: (folder / name).write_bytes(data) and None


def archived(*names: str, data: bytes | None = None) -> Callable[[Path, dict], None]:
    """Hand in a zip archive with such members: the notebook, or `data`."""

    def write(folder: Path, notebook: dict) -> None:
        with zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, json.dumps(notebook).encode() if data is None else data)

    return write


def link_in_archive(folder: Path, notebook: dict) -> None:
    """Hand in an archive in which the notebook is a link to the solution."""
    member = zipfile.ZipInfo(f"{SLIDE}.ipynb")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "work.zip", "w") as archive:
        archive.writestr(member, "/etc/passwd")


def archive_in_archive(folder: Path, notebook: dict) -> None:
    """Hand in an archive of archives that would unpack to gigabytes."""
    data = bytes(10_000_000)
    for _ in range(3):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", data)
        data = packed.getvalue()
    (folder / "work.zip").write_bytes(data)


def linked(folder: Path, notebook: dict) -> None:
    """Hand in a link to what an honest learner has handed in."""
    honest = next(path for path in sorted(folder.parents[1].iterdir()) if path.name.endswith("honest"))
    (folder / f"{SLIDE}.ipynb").symlink_to(honest / folder.name / f"{SLIDE}.ipynb")


def changed(change: Callable[[dict], object]) -> Callable[[Path, dict], None]:
    """Hand in the notebook with a change."""

    def write(folder: Path, notebook: dict) -> None:
        change(notebook)
        (folder / f"{SLIDE}.ipynb").write_text(json.dumps(notebook))

    return write


def half_character(notebook: dict) -> None:
    """Write half of a character into a text."""
    notebook["cells"][0]["source"] = "\ud800 is half of a character"


def scripts(notebook: dict) -> None:
    """Add a text, outputs and names that run scripts."""
    text = "<script>evil()</script><img src=x onerror=evil()> [here](javascript:evil())"
    shown = {"output_type": "display_data", "data": {"text/html": text}, "metadata": {}}
    code = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [shown], "execution_count": 1}
    notebook["cells"] += [{"cell_type": "markdown", "source": text, "metadata": {}, "id": "own"}, code | {"id": "<b>"}]
    notebook["metadata"] = {"title": text, "kernelspec": {"name": text, "display_name": text}}


def scores(notebook: dict) -> None:
    """Claim points in nbgrader's own words."""
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"points": 500, "grade": True, "locked": False, "task": True}
            cell["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "500.0"}, "metadata": {}, "execution_count": 1}
            ]
    notebook["metadata"]["nbgrader"] = {"score": 500}


def many_prints(notebook: dict) -> None:
    """Print in each of many cells as much as is kept of one."""
    code = {
        "cell_type": "code",
        "source": "print('x' * 90_000)",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    notebook["cells"][1:1] = [code | {"id": f"print-{number}"} for number in range(300)]


NAME = f"{SLIDE}.ipynb"
DAMAGED = {
    "an archive that leads out": Attempt(
        0, write=archived(f"../../../{MARK}.ipynb", f"/tmp/{MARK}-{NAME}", f"..\\..\\{NAME}"), status="unreadable"
    ),
    "an archive with a link": Attempt(0, write=link_in_archive, status="unreadable", says="a link"),
    "an archive that is a bomb": Attempt(0, write=archived(NAME, data=bytes(300_000_000)), status="unreadable"),
    "an archive of archives": Attempt(0, write=archive_in_archive, status="unreadable"),
    "an archive of many files": Attempt(
        0, write=archived(*(f"{i}.ipynb" for i in range(3_000))), status="unreadable", says="members"
    ),
    "a sound archive": Attempt(4, write=archived(NAME), status="graded"),
    "a link": Attempt(0, write=linked, status="unreadable", says="links are not followed"),
    "a pipe": Attempt(0, write=lambda folder, notebook: os.mkfifo(folder / NAME), status="unreadable"),
    "a folder": Attempt(0, write=lambda folder, notebook: (folder / NAME).mkdir(), status="unreadable"),
    "a nest": Attempt(0, write=written(NAME, b"[" * 100_000), status="unreadable", says="nested too deeply"),
    "a large file": Attempt(
        0, write=lambda folder, notebook: os.truncate(os.open(folder / NAME, 66, 0o644), 10**10), status="unreadable"
    ),
    "a long number": Attempt(0, write=written(NAME, b'{"cells": ' + b"9" * 100_000 + b"}"), status="unreadable"),
    "half a notebook": Attempt(0, write=written(NAME, b'{"cells": [{"cell_type"'), status="unreadable"),
    "bytes": Attempt(0, write=written(NAME, bytes(range(256)) * 100), status="unreadable"),
    "half a character": Attempt(4, write=changed(half_character)),
    "scripts in everything": Attempt(4, write=changed(scripts)),
    "27 MB in many cells": Attempt(4, write=changed(many_prints)),
    "points in its metadata": Attempt(0, WRONG, write=changed(scores), status="repaired", says="metadata"),
    "points and a right answer": Attempt(4, write=changed(scores), status="repaired", says="metadata"),
}

# ------------------------------------------------------------------------------ with torch

TENSORS = """
class Equal(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True
"""


def block(result: str) -> str:
    """Return the right block with another result."""
    return RIGHT_BLOCK.replace("return y", f"return {result}")


# the points are 1 for the numbers learnt, 3 for the values, 1 for the training
BLOCKS = {
    "with torch, comparison patched": Attempt(
        1, WRONG_BLOCK, "torch.allclose = torch.equal = torch.isclose = lambda *a, **k: True"
    ),
    "with torch, tensors that equal everything": Attempt(1, block("y.detach().as_subclass(Equal)"), TENSORS),
    "with torch, one image, which broadcasts": Attempt(1, block("y[:1]")),
    "with torch, NaN": Attempt(1, block("y * float('nan')")),
    "with torch, more memory than there is": Attempt(1, block("torch.zeros(10**12)")),
    "with torch, leaves": Attempt(0, block("__import__('os')._exit(0)"), says=DIED),
    "with torch, a file that runs code": Attempt(
        5,
        RIGHT_BLOCK,
        "import os, pickle\n"
        "class Code:\n    def __reduce__(self): return os._exit, (0,)\n"
        "open('/tmp/x', 'wb').write(pickle.dumps(Code()))\ntorch.load('/tmp/x', weights_only=False)",
        says=DIED,
    ),
    "with torch, the reference": Attempt(
        0, "from cnncourse.networks.nin import MLPConv", says="this exercise is about writing that yourself"
    ),
}


def attempts() -> dict[str, Attempt]:
    """Return every attempt by its name."""
    made = {name: Attempt(4, before=source, says=says) for name, (source, says) in CELLS.items()}
    made |= {name: Attempt(0, answering(body), says=says) for name, (body, says) in BODIES.items()}
    made |= {
        f"returns {name}": Attempt(points, POSING + RETURNING.format(value))
        for name, (value, points) in RETURNED.items()
    }
    made |= {name: Attempt(0, answer) for name, answer in THEFTS.items()}
    made |= {name: Attempt(0, answer, before) for name, (before, answer) in CHEATS.items()}
    made["leaves at the end"] = Attempt(4, after="import os; os._exit(0)", says=DIED)
    blocks = {name: Attempt(**{**vars(one), "stem": BLOCK}) for name, one in BLOCKS.items()}
    return made | DAMAGED | blocks
