"""Fetch a published file once, and make sure that it is the published one."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from cnncourse.files import whole_file

PIECE = 1 << 20  # bytes read at a time
PATIENCE = 30  # seconds without a byte before the next mirror is tried


def fetch(name: str, sha256: str, mirrors: Sequence[str], folder: Path) -> Path:
    """Return the path of a published file, downloading it if the folder does not hold it yet.

    Args:
        name: of the file, on the mirrors and in the folder.
        sha256: of the published file, in hexadecimal digits.
        mirrors: addresses that end in ``/``; the first that answers is taken.
        folder: where the file is kept; made if it does not exist.

    Raises:
        ConnectionError: no mirror sent the file.
        ValueError: the folder holds, or a mirror sent, a file with another checksum.
    """
    path = folder / name
    if path.exists():
        _require_checksum(_checksum(path), sha256, f"{path} is damaged", "delete it and call again")
        return path
    reasons = []
    for mirror in mirrors:
        print(f"downloading {mirror}{name} to {folder}", file=sys.stderr)
        try:
            return _download(mirror + name, sha256, path)
        except (OSError, HTTPException) as error:
            reasons.append(f"{mirror}: {getattr(error, 'reason', None) or error}")
    raise ConnectionError(
        f"{name} could not be downloaded ({'; '.join(reasons)}). Try again with a network connection, "
        f"or fetch {mirrors[0]}{name} elsewhere and put it into {folder}"
    )


def _download(url: str, sha256: str, path: Path) -> Path:
    digest = hashlib.sha256()
    with whole_file(path) as stream, urlopen(url, timeout=PATIENCE) as answer:
        while piece := answer.read(PIECE):
            digest.update(piece)
            stream.write(piece)
        what_to_do = f"try again later, or fetch it elsewhere and put it into {path.parent}"
        _require_checksum(digest.hexdigest(), sha256, f"{url} sent something else than {path.name}", what_to_do)
    return path


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _require_checksum(found: str, expected: str, problem: str, what_to_do: str) -> None:
    if found != expected:
        raise ValueError(f"{problem}: its sha256 is {found[:12]}..., but {expected[:12]}... is expected; {what_to_do}")
