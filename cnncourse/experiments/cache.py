"""Keep what an experiment returned, so that a page can ask for it again."""

from __future__ import annotations

import ast
import fcntl
import hashlib
import inspect
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any, ParamSpec

from cnncourse import data, training
from cnncourse.experiments import trials
from cnncourse.experiments.result import Result
from cnncourse.files import cache_folder, whole_file

P = ParamSpec("P")


def experiment(function: Callable[P, Result]) -> Callable[P, Result]:
    """Keep what a function returns in a file, and return that the next time.

    It is computed again when its arguments, the code of its module, of the training loop or of the data sets, or the
    versions of torch and NumPy change; comments and docstrings alone change nothing.
    """

    @wraps(function)
    def kept(*args: P.args, **kwargs: P.kwargs) -> Result:
        bound = inspect.signature(function).bind(*args, **kwargs)
        bound.apply_defaults()
        path = cache_folder("experiments") / f"{function.__name__}-{_key(function, bound.arguments)}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two pages may ask at the same time: the second waits for the first
            if (found := _read(path)) is not None:
                return found
            started = process_time()
            result = function(*args, **kwargs)
            result.seconds = process_time() - started
            with whole_file(path) as stream:
                stream.write(json.dumps(asdict(result), indent=1).encode())
        return result

    return kept


def _read(path: Path) -> Result | None:
    try:
        return Result(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # not there, or damaged


def _key(function: Callable[..., Result], arguments: dict[str, Any]) -> str:
    own = sys.modules[function.__module__]
    depends = [_meaning(module) for module in (own, trials, training, data)]
    versions = [version(package) for package in ("torch", "numpy")]
    content = json.dumps([function.__name__, arguments, depends, versions], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _meaning(module: ModuleType) -> str:
    """Return the code of a module without comments, docstrings and layout."""
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            node.body = [part for part in body if not _is_docstring(part)]  # type: ignore[attr-defined]
    return ast.unparse(tree)


def _is_docstring(part: ast.stmt) -> bool:
    return isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
