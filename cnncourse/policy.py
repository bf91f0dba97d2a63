"""What an answer may not call: found in its source, and stopped while it runs.

It deters, and tells a learner early. It is no wall: code can always be written that hides what it calls.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, IndexError, RuntimeError)  # code that is made so


class ForbiddenCall(Exception):  # noqa: N818 - learners read the name
    """An answer called what its exercise asks to be written."""


def violations(source: str, forbidden: Iterable[str]) -> list[tuple[int, str]]:
    """Find forbidden names in a source, through whatever names it imports them by.

    Args:
        source: of the cells that hold the answer.
        forbidden: dotted names, such as "torch.nn.functional.conv2d"; that of a module stands for all in it.

    Returns:
        (line, dotted name) of each use, in order; nothing for a source that is no Python.
    """
    try:
        return sorted((line, name) for line, name in set(_uses(plain_python(source))) if _is_under(name, forbidden))
    except UNREADABLE:
        return []


def _uses(source: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    known = aliases(tree)
    nodes: list[Any] = list(ast.walk(tree))
    yield from ((node.lineno, dotted(node, known)) for node in nodes if isinstance(node, ast.expr))
    yield from ((node.lineno, name) for node in nodes for name in _imported(node))


def sentence(name: str, found: list[tuple[int, str]]) -> str:
    """Say what an answer called `name` may not use, and where it does; "" if it uses nothing of the kind."""
    if not found:
        return ""
    line, called = found[0]
    return f"Line {line} uses {called}, and this exercise is about writing that yourself. Take it out of {name}."


@contextmanager
def guarded(forbidden: Iterable[str]) -> Iterator[None]:
    """Make every forbidden function raise :class:`ForbiddenCall` while an answer is called."""
    replaced: list[tuple[Any, str, Any]] = []
    for path in forbidden:
        for owner, attribute in _places(path):
            replaced.append((owner, attribute, getattr(owner, attribute)))
            setattr(owner, attribute, _refusal(f"{owner.__name__}.{attribute}"))
    try:
        yield
    finally:
        for owner, attribute, original in reversed(replaced):
            setattr(owner, attribute, original)


def is_python(source: str) -> bool:
    """Tell whether a cell is Python, without IPython's magics."""
    try:
        ast.parse(source)
    except UNREADABLE:
        return False
    return True


def plain_python(source: str) -> str:
    """Return a cell as plain Python, with IPython's magics as calls; "" if it is no Python."""
    if is_python(source):
        return source
    try:
        from IPython.core.inputtransformer2 import TransformerManager

        source = TransformerManager().transform_cell(source).rstrip("\n")
    except (ModuleNotFoundError, *UNREADABLE):
        return ""
    return source if is_python(source) else ""


def aliases(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for; the usual short names are known without their import."""
    known = {"np": "numpy", "torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for item in node.names:
                known[item.asname or item.name.split(".")[0]] = item.name if item.asname else item.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module:
            known |= {item.asname or item.name: f"{node.module}.{item.name}" for item in node.names}
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and dotted(node.value, known):
            known[node.targets[0].id] = dotted(node.value, known)
    return known


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{item.name}" for item in node.names]
    return [item.name for item in node.names] if isinstance(node, ast.Import) else []


def dotted(node: ast.AST, known: dict[str, str]) -> str:
    """Return the dotted name that an expression stands for, or "" if it does not begin with an imported one."""
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, known)
        return f"{owner}.{node.attr}" if owner else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr" and node.args:
        owner, name = dotted(node.args[0], known), getattr(node.args[1], "value", "") if len(node.args) > 1 else ""
        return f"{owner}.{name}" if owner and isinstance(name, str) else ""
    return ""


def _is_under(name: str, forbidden: Iterable[str]) -> bool:
    return any(name == path or name.startswith(f"{path}.") for path in forbidden)


def _places(path: str) -> list[tuple[Any, str]]:
    """Return (module or class, attribute) of what a dotted path names, as far as it is loaded."""
    module = sys.modules.get(path)
    if isinstance(module, ModuleType):
        return [(module, name) for name in getattr(module, "__all__", ()) if callable(getattr(module, name))]
    owner_path, _, attribute = path.rpartition(".")
    owner: Any = sys.modules.get(owner_path)
    if owner is None and owner_path:  # an attribute of a class: torch.nn.Conv2d.forward
        owner = getattr(sys.modules.get(owner_path.rpartition(".")[0]), owner_path.rpartition(".")[2], None)
    return [(owner, attribute)] if owner is not None and hasattr(owner, attribute) else []


def _refusal(path: str) -> Any:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise ForbiddenCall(f"{path} is what this exercise asks you to write")

    return refuse
