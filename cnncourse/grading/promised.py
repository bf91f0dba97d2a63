"""Which modules of the course stand beside a learner's code while it is graded.

Beside every notebook: what `check` needs to observe, which holds inputs and no expected value. Beside one notebook:
what its release imports or names in its text, and what that in turn imports. Of a package such as `cnncourse.numpy`
that is the modules that define the names in question, not the package; what the notebook itself asks to be written
is cut out of them.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

import cnncourse
from cnncourse.notebooks import check_cells

HOME = Path(cnncourse.__file__).parent.parent
IMPORT = re.compile(r"from\s+(cnncourse[\w.]*)\s+import\s+\(?([\w ,]+)")


@cache
def always() -> frozenset[str]:
    """Return the modules that stand beside every notebook."""
    probes = [f"cnncourse.probes.{path.stem}" for path in (HOME / "cnncourse" / "probes").glob("[!_]*.py")]
    return frozenset(closure(["cnncourse", "cnncourse.checking", "cnncourse.probes", *probes]))


def promised(released: NotebookNode) -> dict[str, str]:
    """Return the files that a released notebook promises besides, by their path below the course's folder."""
    found = [match for cell in released.cells for match in IMPORT.findall(cell.source)]
    pairs = [(package, name.strip()) for package, names in found for name in names.split(",") if name.strip()]
    modules: set[str] = set()
    packages: dict[str, list[str]] = {}
    for package, name in pairs:
        module = defining(package, name)
        modules.add(module)
        if module not in (package, f"{package}.{name}"):  # the package has the name from elsewhere
            packages.setdefault(package, []).append(f"from {module} import {name}\n")
    asked = set(check_cells(released))
    files = {source_of(module): without(asked, source_of(module)) for module in closure(modules) - always()}
    files |= {source_of(package): "".join(dict.fromkeys(lines)) for package, lines in packages.items()}
    return {str(path.relative_to(HOME)): text for path, text in sorted(files.items())}


def without(names: set[str], path: Path) -> str:
    """Return the source of a module without the functions and classes of these names."""
    source = path.read_text("utf-8")
    lines = source.splitlines(keepends=True)
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            del lines[first - 1 : node.end_lineno]
    return "".join(lines)


def closure(modules: set[str] | list[str]) -> set[str]:
    """Return these modules and all of the course that they import when they are imported."""
    found, todo = set(), set(modules)
    while todo:
        module = todo.pop()
        found.add(module)
        todo |= imported(module) - found
    return found


@cache
def imported(module: str) -> set[str]:
    """Return the modules of the course that `module` imports at its top level."""
    return {defining(package, name) for package, name in top_level(module) if package.split(".")[0] == "cnncourse"}


def top_level(module: str) -> list[tuple[str, str]]:
    """Return each `from package import name` at the top level of a module."""
    tree = ast.parse(source_of(module).read_text("utf-8"))
    lines = [line for line in tree.body if isinstance(line, ast.ImportFrom) and line.module]
    return [(str(line.module), item.name) for line in lines for item in line.names]


def defining(package: str, name: str) -> str:
    """Return the module that `from package import name` takes the name from."""
    if exists(f"{package}.{name}"):
        return f"{package}.{name}"
    if package == "cnncourse" or source_of(package).name != "__init__.py":
        return package
    return next((origin for origin, its in top_level(package) if its == name and origin != package), package)


def exists(module: str) -> bool:
    """Tell whether the course has such a module."""
    return source_of(module).is_file()


def source_of(module: str) -> Path:
    """Return the file of a module."""
    path = HOME.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
