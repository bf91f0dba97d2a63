"""Run the pages before Sphinx reads them, several at a time, and offer each chapter as a notebook."""

from __future__ import annotations

import os
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from course_book.address import REPOSITORY

FOLDER = "notebooks"
INSTALL = """\
try:
    import cnncourse
except ModuleNotFoundError:
    %pip install --quiet "cnncourse[torch,data] @ git+{repository}"
"""
NEEDS = "This notebook runs where the course is installed: it needs the package `cnncourse`."

# What Jupyter does not know of the pages' Markdown, and what to write instead.
PLAINER = [
    (r"^:::\{admonition\} (.*)\n((?::\w+:.*\n)*?:class:.*dropdown.*\n(?::\w+:.*\n)*)([\s\S]*?)^:::$",
     r"<details><summary>\1</summary>\n\n\3\n</details>"),
    (r"^:::\{admonition\} (.*)\n(?::\w+:.*\n)*([\s\S]*?)^:::$", r"---\n**\1**\n\n\2\n---"),
    (r"^:::\{(\w+)\}\n(?::\w+:.*\n)*([\s\S]*?)^:::$", r"---\n**\1**\n\n\2\n---"),
    (r"^```\{raw\} html\n[\s\S]*?^```$", ""),
    (r"^\([\w-]+\)=\n", ""),
    (r"\]\((\w+)\.md\b", r"](\1.ipynb"),
    (r"\{cite(?::\w)?\}`([^`]+)`", r"[\1]"),
    (r"\{\w[\w:]*\}(`[^`]+`)", r"\1"),
]  # fmt: skip


def read(env: BuildEnvironment, docname: str) -> NotebookNode | None:
    """Return a page as the notebook that it is, or None where it runs no code."""
    path = env.doc2path(docname)
    text = Path(path).read_text(encoding="utf-8")
    reader = create_nb_reader(path, env.myst_config, env.mystnb_config, text)  # type: ignore[attr-defined]
    return reader and reader.read(text)


def run(notebook: NotebookNode, folder: str, timeout: int) -> ExecutionResult:
    """Run a notebook in a folder."""
    return single_nb_execution(notebook, cwd=folder, timeout=timeout, allow_errors=False)


def keep_quiet() -> None:
    """Drop what kernels write to the terminal: each warns that it speaks TCP. Errors of cells come back as results."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def run_ahead(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Run the pages that the cache lacks, one on each core. One that fails is left to myst-nb, which reports it."""
    config = env.mystnb_config  # type: ignore[attr-defined]
    if config.execution_mode != "cache":
        return
    cache = get_cache(config.execution_cache_path)
    cached = {record.hashkey for record in cache.list_cache_records()}
    pages = {env.doc2path(name): read(env, name) for name in docnames}
    waiting = {
        path: page for path, page in pages.items() if page and cache.create_hashed_notebook(page)[1] not in cached
    }
    with ProcessPoolExecutor(os.cpu_count(), initializer=keep_quiet) as pool:
        runs = {
            path: pool.submit(run, page, str(Path(path).parent), config.execution_timeout)
            for path, page in sorted(waiting.items(), key=lambda item: -len(str(item[1])))
        }
        for path, future in runs.items():
            result = future.result()
            if result.err is None:
                bundle = CacheBundleIn(result.nb, path, data={"execution_seconds": result.time})
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def is_worth_running(notebook: NotebookNode | None) -> bool:
    """Tell whether a page shows code; the tables of the appendix are made by code that nobody reads."""
    hidden = {"remove-cell", "remove-input"}
    cells = notebook.cells if notebook else []
    return any(cell.cell_type == "code" and not hidden & set(cell.metadata.get("tags", [])) for cell in cells)


def plain(text: str) -> str:
    """Return a page's Markdown as Jupyter shows it."""
    for pattern, replacement in PLAINER:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text


def as_download(notebook: NotebookNode) -> NotebookNode:
    """Return a page as a notebook without outputs, which says how to get what it needs."""
    first = new_code_cell(INSTALL.format(repository=REPOSITORY)) if REPOSITORY else new_markdown_cell(NEEDS)
    cells = [first]
    for cell in notebook.cells:
        new = new_code_cell(cell.source) if cell.cell_type == "code" else new_markdown_cell(plain(cell.source))
        cells.append(new)
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write_downloads(app: Sphinx, error: Exception | None) -> None:
    """Write a notebook for each page that shows code, and for Binder what they need."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    for name in sorted(app.env.found_docs):
        notebook = read(app.env, name)
        if is_worth_running(notebook):
            nbformat.write(as_download(notebook), folder / f"{name}.ipynb")
    if REPOSITORY:
        index = os.environ.get("PIP_EXTRA_INDEX_URL", "")
        wanted = [f"--extra-index-url {index}"] if index else []
        wanted += [f"cnncourse[torch,data] @ git+{REPOSITORY}"]
        binder = Path(app.outdir) / "binder"
        binder.mkdir(exist_ok=True)
        (binder / "requirements.txt").write_text("\n".join(wanted) + "\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Run pages before they are read, and write notebooks when all pages are."""
    app.connect("env-before-read-docs", run_ahead)
    app.connect("build-finished", write_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
