"""Where the package keeps what it has downloaded or computed, and how it writes there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO


def cache_folder(name: str) -> Path:
    """Return a folder for files that can be made again; it need not exist yet.

    Args:
        name: what the files are, such as ``"data"``.

    Returns:
        ``$CNNCOURSE_CACHE/<name>`` if that variable is set, else ``$XDG_CACHE_HOME/cnncourse/<name>``, which by
        default is ``~/.cache/cnncourse/<name>``.
    """
    chosen = os.environ.get("CNNCOURSE_CACHE")
    folder = Path(chosen) if chosen else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "cnncourse"
    return folder.expanduser() / name


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that appears under its name only when all of it is written, or not at all.

    An error inside the ``with`` block leaves the file of that name, if there is one, as it was. Two processes that
    write the same file at the same time do not mix: the last one to finish stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = mkstemp(dir=path.parent, prefix=path.name, suffix=".unfinished")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
