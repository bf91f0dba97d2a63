"""Say what in a learner's cells an instructor should look at: never a score, and no proof of anything.

Nothing is run: cells are read as syntax trees, with the names that `policy` resolves. Whoever wants to hide a name can;
the sandbox and the judging outside do not depend on what is found here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cnncourse.policy import UNREADABLE, aliases, dotted, is_python, plain_python, violations
from cnncourse.probing import MIME, SEED_VARIABLE

LONGEST = 200_000  # characters of all cells that are looked through
MAGIC = re.compile(r"^\s*[%!?]|=\s*[%!]|\?\s*$", re.M)  # for each of them IPython goes through the whole cell

# what the names of each line are, to complete the sentence "Cell 1, line 1: NAME ..."
NAMES = {
    "reaches memory past Python": ("ctypes", "_ctypes", "cffi", "mmap"),
    "starts processes, programs or threads": (
        *("subprocess", "multiprocessing", "concurrent.futures", "threading", "_thread", "asyncio", "pty"),
        *("os.fork", "os.forkpty", "os.system", "os.popen", "os.posix_spawn", "os.setsid"),
    ),
    "calls out to the network": ("socket", "socketserver", "urllib", "http", "requests", "ftplib", "ssl", "httpx"),
    "ends or steers processes": ("os._exit", "os.abort", "os.kill", "os.killpg", "signal", "resource", "faulthandler"),
    "looks into or changes the program around the answer": (
        *("gc", "inspect", "dis", "marshal", "types", "code", "importlib", "pkgutil", "builtins", "unittest.mock"),
        *("sys._getframe", "sys._current_frames", "sys.settrace", "sys.setprofile", "sys.addaudithook", "sys.modules"),
        *("sys.meta_path", "sys.path_hooks", "sys.path_importer_cache", "sys.displayhook", "atexit", "os.*", "sys.*"),
    ),
    "reads the environment of the process": tuple(
        f"os.environ{name}" for name in (".items", ".copy", ".values", ".keys", "b")
    ),
    "works on files or rights by system calls": (
        *("os.open", "os.closerange", "os.truncate", "os.ftruncate", "os.mknod", "os.setuid", "os.setgid", "os.chmod"),
        *("os.symlink", "os.link", "os.dup2", "os.ptrace"),
    ),
    "opens a database": ("sqlite3", "sqlalchemy"),
    "belongs to what observes and judges answers": (
        *("cnncourse.probing", "cnncourse.probes", "cnncourse.grading", "cnncourse.mistakes", "cnncourse.policy"),
        *("cnncourse.evidence", "cnncourse.comparing", "cnncourse.diagnosis", "cnncourse.verdicts", "cnncourse.cards"),
        *("cnncourse.exercises", "cnncourse.checking"),
    ),
}
HARMLESS = {f"cnncourse.checking{name}" for name in ("", ".check", ".hint", ".*")}  # every notebook has them
SETTINGS = ("torch.backends", "matplotlib")  # modules whose attributes are there to be set

FRAMES = {"f_back", "f_globals", "f_locals", "f_builtins", "tb_frame", "gi_frame", "cr_frame", "ag_frame", "__file__"}
FRAMES |= {"__subclasses__", "__globals__", "__builtins__", "__code__", "__closure__", "__mro__", "__bases__"}
FRAMES |= {"__base__", "__import__", "__loader__", "__spec__"}
HOOKS = {"input_transformers_cleanup", "input_transformers_post", "input_transformer_manager", "ast_transformers"}
HOOKS |= {"display_pub", "displayhook", "display_formatter", "events", "set_custom_exc", "set_hook", "user_ns"}
HOOKS |= {"compile_class", "run_ast_nodes", "custom_exceptions", "run_cell"}
OVERLOADED = {"__eq__", "__ne__", "__array_ufunc__", "__array_function__", "__array__", "__torch_function__"}
SHELL = {"system", "getoutput", "run_cell_magic"}  # what IPython makes of !command and %%magic
TIMERS = {"time", "timeit", "capture", "prun"}  # the magics that run their cell as Python
RUN_TEXT = ("eval", "exec", "compile")
CHANGES = ("setattr", "delattr", "vars")  # calls that, given a module, are there to change it
SYSTEM_FILE = re.compile(r"/(proc|sys|dev|etc|root|course|scratch)(/|$)")


class Place(NamedTuple):
    """Where something is, what it is, and what is to be said of it; in this order they are told."""

    line: int
    name: str
    text: str


def flags(sources: list[str], asked: Iterable[str] = ()) -> list[str]:
    """Say what an instructor should look at.

    Args:
        sources: of the code cells of a notebook, in order; one that is no Python is passed over.
        asked: the names of the exercises in it, for which the course's own answer is not to be used.

    Returns:
        One sentence for each kind of thing, with the first place where it is.
    """
    if sum(map(len, sources)) > LONGEST:
        return [f"The code has more than {LONGEST:,} characters; it was not looked through."]
    odd = [source for source in sources if not is_python(source)]
    if sum(len(source) * len(MAGIC.findall(source)) for source in odd) > LONGEST:
        return ["The code has too many magics of IPython to be looked through."]
    cells = [plain_python(source) for source in sources]
    try:
        found = sorted(_places("\n".join(cells), set(asked)))
    except UNREADABLE:
        return ["The code is nested so deep that it could not be looked through."]
    by_text: dict[str, list[Place]] = {}
    for place in found:
        by_text.setdefault(place.text, []).append(place)
    return [_sentence(places, cells) for places in by_text.values()]


def _sentence(places: list[Place], cells: list[str]) -> str:
    """Tell of the first place, by its cell and the line in it, and of how many there are."""
    line, cell = places[0].line, 0
    while line > (length := cells[cell].count("\n") + 1):
        line, cell = line - length, cell + 1
    lines = len({place.line for place in places})
    more = f" ({lines} lines in all)" if lines > 1 else ""
    return f"Code cell {cell + 1}, line {line}: {places[0].name[:60]} {places[0].text}{more}."


# ------------------------------------------------------------------------------ what is looked for


def _places(source: str, asked: set[str]) -> Iterator[Place]:
    tree = ast.parse(source)
    known = _modules(tree)
    for line, name in violations(source, [name for names in NAMES.values() for name in names]):
        if name not in HARMLESS:
            yield Place(line, name, next(text for text, names in NAMES.items() if _under(name, names)))
    for line, name in violations(source, ["cnncourse"]):
        if name.rpartition(".")[2] in asked:
            yield Place(line, name, "is what this notebook asks for; it is not there while a class is graded")
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 1)
        yield from (Place(line, name, text) for name, text in _said_of(node, known))
        for inner in _code_in(node):
            yield from (place._replace(line=line) for place in _places(plain_python(inner), asked))


def _modules(tree: ast.AST) -> dict[str, str]:
    """Return what each name stands for that is a module's or a part of one, also in a loop over modules."""
    known = aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            names = [dotted(one, known) for one in getattr(node.iter, "elts", ())]
            known |= {node.target.id: name} if (name := next(filter(None, names), "")) else {}
        elif isinstance(node, ast.Assign) and not dotted(node.value, known):
            name = getattr(node.targets[0], "id", "")
            if name in ("nn", "F"):  # nn = Network() is no module
                known.pop(name, None)
    return known


def _said_of(node: Any, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (name, what is said of it) for one node of the tree."""
    if isinstance(node, ast.Attribute | ast.Name):
        yield from _said_of_name(node, known)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        yield from _said_of_text(node.value if isinstance(node.value, str) else node.value.decode("latin-1"))
    elif isinstance(node, ast.ClassDef):
        own = [part.name for part in node.body if isinstance(part, ast.FunctionDef) and part.name in OVERLOADED]
        yield from ((name, "is defined anew: such objects can claim to equal anything") for name in own)
    elif isinstance(node, ast.Call):
        yield from _said_of_call(node, known)
    elif isinstance(node, ast.Subscript) and dotted(node.value, known) == "os.environ":
        yield from [] if isinstance(node.slice, ast.Constant) else [("os.environ", "is read by a made-up name")]


def _said_of_name(node: ast.Attribute | ast.Name, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    word, module = node.attr if isinstance(node, ast.Attribute) else node.id, dotted(node, known)
    if word in FRAMES or (word == "__dict__" and module):
        yield word, "looks into or changes the program around the answer"
    if isinstance(node, ast.Attribute) and word in HOOKS and not module:
        yield word, "is where IPython takes in code and shows results"
    stored = isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
    if stored and module and not _under(module, SETTINGS):
        yield module, "is replaced for everything that runs after it"


def _said_of_text(text: str) -> Iterator[tuple[str, str]]:
    if SEED_VARIABLE in text:
        yield SEED_VARIABLE, "holds the seed of the inputs with which answers are checked"
    if MIME in text:
        yield MIME, "is how observations are sent to the grader"
    if SYSTEM_FILE.match(text):
        yield text[:40], "is a file of the system"


def _said_of_call(call: ast.Call, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    name, first = getattr(call.func, "id", getattr(call.func, "attr", "")), call.args[0] if call.args else None
    if isinstance(call.func, ast.Name) and first is not None:
        if name in RUN_TEXT and not isinstance(first, ast.Constant):
            yield name, "runs code that is put together as text"
        if name in CHANGES and (module := dotted(first, known)):
            yield f"{name}({module})", "is replaced for everything that runs after it"
    if first is not None and dotted(first, known) == "os.environ":
        yield "os.environ", "reads the environment of the process"
    if name in SHELL and _is_shell(call) and _text(call, 0) not in TIMERS:
        yield repr(_text(call, 0)), "is given to a shell or to a magic of IPython"


def _is_shell(call: ast.Call) -> bool:
    """Tell whether a call is get_ipython().something(...)."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Call) and getattr(owner.func, "id", "") == "get_ipython"


def _text(call: ast.Call, position: int) -> str:
    """Return an argument of a call if it is a text that is written out."""
    value = getattr(call.args[position], "value", "") if len(call.args) > position else ""
    return value if isinstance(value, str) else ""


def _code_in(node: ast.AST) -> list[str]:
    """Return the code that a call runs, where it is written out."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RUN_TEXT:
        return [_text(node, 0)]
    if isinstance(node, ast.Call) and _is_shell(node) and _text(node, 0) in TIMERS:
        return [_text(node, 1), _text(node, 2)]
    return []


def _under(name: str, paths: Iterable[str]) -> bool:
    return any(name == path or name.startswith(f"{path}.") for path in paths)
