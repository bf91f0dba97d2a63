"""The files that were handed in, wherever they lie: on disk here, in archives in `archives.py`.

A file is read when it is needed, never beyond a limit, and only if it is a plain file: no link is followed, and
nothing waits for a pipe.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

DEPTH = 8  # folders below a learner's
MOST = 10_000  # files below a learner's folder
NOTEBOOKS = (".ipynb", ".ipynb.txt", ".ipynb.json")  # the last two are what some browsers make of the first
SKIPPED = {"__pycache__", "node_modules", "site-packages", "venv", "env", "build"}
LINK = "it is a link, and links are not followed"


class RefusedError(ValueError):
    """Why a file or an archive is not read, as a clause: "it is ..."."""


@dataclass(frozen=True)
class File:
    """One file that was handed in.

    Args:
        parts: the names of the folders it lies in, then its own.
        load: reads it; raises RefusedError or OSError if it has more than so many bytes, or cannot be read.
        time: when it was changed last, in seconds; only times of the same clock can be compared.
        clock: whose time this is.
        refused: why it is not read at all.
        is_folder: whether it is a folder, or a link to one, that is not looked into.
    """

    parts: tuple[str, ...]
    load: Callable[[int], bytes]
    time: float | None = None
    clock: str = ""
    refused: str = ""
    is_folder: bool = False

    @property
    def name(self) -> str:
        """Its own name."""
        return self.parts[-1]

    @property
    def folders(self) -> tuple[str, ...]:
        """The names of the folders it lies in."""
        return self.parts[:-1]

    @property
    def is_notebook(self) -> bool:
        """Whether its name is that of a notebook."""
        return self.name.lower().endswith(NOTEBOOKS)

    def read(self, limit: int) -> bytes:
        """Return its bytes.

        Raises:
            RefusedError: it has more than `limit` bytes, or is no plain file, or is damaged.
            OSError: the system refuses.
        """
        if self.refused:
            raise RefusedError(self.refused)
        return self.load(limit)

    def below(self, *folders: str) -> File:
        """Return the same file, as seen from further up."""
        return replace(self, parts=folders + self.parts)


@dataclass
class Tree:
    """What lies in a folder or an archive: files, folders (at least those at its top), and what was left out."""

    files: list[File] = field(default_factory=list)
    folders: set[tuple[str, ...]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def refusal(parts: tuple[str, ...], why: str, is_folder: bool = False) -> File:
    """Return a file that is known by its name only."""
    return File(parts, lambda limit: b"", refused=why, is_folder=is_folder)


def reason(error: OSError | RefusedError) -> str:
    """Say in a clause why a file cannot be read."""
    return str(error) if isinstance(error, RefusedError) else (error.strerror or "the system refuses").lower()


def too_large(size: int | None, limit: int) -> RefusedError:
    """Return the refusal of a file beyond the limit."""
    most = f"{limit / 1e6:.0f} MB"
    given = f"more than {most}" if size is None else f"{size / 1e6:.0f} MB, and at most {most} are read"
    return RefusedError(f"it has {given}")


def hidden(name: str) -> bool:
    """Tell whether what has this name is of no interest: a system's, an editor's or a package manager's."""
    return of_a_system(name) or name in SKIPPED


def of_a_system(name: str) -> bool:
    """Tell whether an operating system left what has this name, or hides it."""
    return name.startswith(".") or name in ("__MACOSX", "Thumbs.db")


def shown(name: str) -> str:
    """Return a name as it can be printed: one line, no control characters, not too long."""
    plain = name if name.isprintable() else ascii(name)[1:-1]
    return plain if len(plain) <= 100 else f"{plain[:60]}...{plain[-30:]}"


def unsafe(name: str) -> bool:
    """Tell whether a member's name leads out of the archive's folder: "..", "/...", "C:...", or a NUL in it."""
    return bool(re.match(r"[/\\]|[A-Za-z]:", name)) or "\0" in name or ".." in re.split(r"[/\\]", name)


# --------------------------------------------------------------------- on disk


def tree_of(folder: Path) -> Tree:
    """Return what lies in a folder. A learner's folder that cannot be looked into is a file that is refused."""
    tree = Tree()
    for entry in sorted(os.scandir(folder), key=lambda found: found.name):
        if of_a_system(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            tree.folders.add((entry.name,))
            found: list[File] = []
            _walk(Path(entry.path), (entry.name,), found)
            if len(found) > MOST:
                tree.notes.append(f"{shown(entry.name)} has more than {MOST} files; only the first were looked at.")
            tree.files += found[:MOST]
        else:
            tree.files.append(_file(entry, ()))
    return tree


def _walk(folder: Path, parts: tuple[str, ...], found: list[File]) -> None:
    """Collect the files below a folder."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        found.append(refusal(parts, reason(error), is_folder=True))
        return
    for entry in entries:
        if hidden(entry.name) or len(found) > MOST:
            continue
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and entry.name.endswith(".ipynb"):
            found.append(refusal((*parts, entry.name), "it is a folder, and only plain files are read"))
        elif is_folder and len(parts) < DEPTH:
            _walk(Path(entry.path), (*parts, entry.name), found)
        elif not is_folder:
            found.append(_file(entry, parts))


def _file(entry: os.DirEntry[str], parts: tuple[str, ...]) -> File:
    where, path = (*parts, entry.name), Path(entry.path)
    if entry.is_symlink():
        return refusal(where, LINK, is_folder=path.is_dir())
    if not entry.is_file(follow_symlinks=False):
        return refusal(where, "it is a pipe or a device, and only plain files are read")
    time = None
    with suppress(OSError):
        time = entry.stat(follow_symlinks=False).st_mtime
    return File(where, lambda limit: read_plain(path, limit), time, "disk")


def read_plain(path: Path, limit: int) -> bytes:
    """Return the bytes of a plain file.

    Raises:
        RefusedError: it is none, or has more than `limit` bytes.
        OSError: the system refuses.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise RefusedError("it is no plain file")
        if status.st_size > limit:
            raise too_large(status.st_size, limit)
        data = file.read(limit + 1)
    if len(data) > limit:
        raise too_large(None, limit)
    return data
