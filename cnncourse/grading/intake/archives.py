"""Look into archives (zip, tar, tar.gz, tar.bz2, tar.xz) without unpacking them to disk.

What an archive says of itself is not believed: every byte is counted as it comes out, and the time too. Members that
would lie outside of the archive's folder, links and devices are left out, with a note.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import time
import zipfile
import zlib
from calendar import timegm
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import IO, Any, cast

from cnncourse.grading.intake.files import (
    File,
    RefusedError,
    Tree,
    hidden,
    of_a_system,
    refusal,
    shown,
    too_large,
    unsafe,
)

CHUNK = 65_536
ENDINGS = (".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tbz", ".tbz2", ".txz", ".tar", ".zip")
OTHERS = (".rar", ".7z", ".tar.zst")  # named in a refusal, never read
HEADERS = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME)
LONG_HEADERS = HEADERS + (tarfile.GNUTYPE_LONGLINK,)
DAMAGED = "it is cut off or damaged"
LARGEST_ARCHIVE = 50_000_000  # bytes of a learner's archive
LARGEST_MEMBER = 50_000_000


@dataclass(frozen=True)
class Limits:
    """How much of an archive is looked at.

    Args:
        members: how many members.
        total: how many bytes in all come out of it.
        ratio: how many bytes come out for one byte of it, once there are ten million.
        seconds: how long that may take, all together.
    """

    members: int = 2_000
    total: int = 200_000_000
    ratio: float = 200
    seconds: float = 20


OF_A_LEARNER = Limits()
OF_A_CLASS = Limits(members=200_000, total=10**12, ratio=inf, seconds=inf)  # read little by little, for hours


def is_archive(name: str) -> bool:
    """Tell by its name whether a file is an archive, also one that cannot be read."""
    return name.lower().endswith(ENDINGS + OTHERS)


def plain_name(name: str) -> str:
    """Return the name of an archive without its ending."""
    lower = name.lower()
    return name[: -len(next((end for end in ENDINGS + OTHERS if lower.endswith(end)), "")) or None]


def look_into(source: bytes | Path, limits: Limits, clock: str) -> Tree:
    """Return what lies in an archive.

    Raises:
        RefusedError: it is none, is damaged, is protected by a password, or goes beyond the limits.
        OSError: the system refuses.
    """
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file, _explained():
        start = file.read(262)
        meter = Meter(file.seek(0, io.SEEK_END), limits)
        file.seek(0)
        if start.startswith((b"PK\3\4", b"PK\5\6")):
            if isinstance(source, bytes) and source.count(b"PK\1\2") > limits.members:
                raise RefusedError(f"it has more than {limits.members} members")  # before they are made objects of
            return _zip(zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source), meter, clock)
        if (unpacked := _unpacked(file, start)) is not None:
            return _tar(unpacked, meter, clock)
    raise RefusedError("it is no zip or tar archive")


class Meter:
    """Counts what comes out of an archive, and stops it at its limits."""

    def __init__(self, packed: int, limits: Limits):
        self.limits, self.packed, self.out = limits, packed, 0
        self.end = time.monotonic() + limits.seconds

    def count(self, size: int) -> None:
        """Count bytes that came out.

        Raises:
            RefusedError: they are too many, or took too long.
        """
        self.out += size
        if self.out > self.limits.total:
            raise RefusedError(f"it unpacks to more than {self.limits.total / 1e6:.0f} MB")
        if self.out > max(10_000_000, self.limits.ratio * self.packed):
            raise RefusedError(f"it unpacks to more than {self.limits.ratio:.0f} times its size")
        if time.monotonic() > self.end:
            raise RefusedError("it takes too long to unpack")


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what Python's modules raise on a broken archive into a refusal."""
    try:
        yield
    except RefusedError:
        raise
    except (MemoryError, RecursionError) as error:
        raise RefusedError("it asks for more memory than any archive needs") from error
    except NotImplementedError as error:
        raise RefusedError("it is compressed in a way that is not read; use an ordinary zip archive") from error
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, struct.error) as error:
        raise RefusedError(DAMAGED) from error
    except (ValueError, OverflowError, RuntimeError, LookupError) as error:
        raise RefusedError(DAMAGED) from error
    except OSError as error:
        if error.errno is None:  # gzip and bz2 report damage so
            raise RefusedError(DAMAGED) from error
        raise


def _place(tree: Tree, name: str) -> tuple[str, ...] | None:
    """Return the parts of a member's name; None, with a note, if it would lie outside, or is of no interest."""
    if unsafe(name) or len(name) > 1_000:
        tree.notes.append(f"{shown(name)} was left out: its name leads out of the archive, or is no name of a file.")
        return None
    parts = tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))
    return None if not parts or of_a_system(parts[0]) or any(map(hidden, parts[1:])) else parts


def _add(tree: Tree, parts: tuple[str, ...], file: File | None) -> None:
    """Enter a member: a file, or, with None, a folder."""
    depth = len(parts) + (file is None)
    tree.folders.update(parts[:i] for i in range(1, depth))
    if file is not None:
        tree.files.append(file)


# ------------------------------------------------------------------------- zip


def _zip(archive: zipfile.ZipFile, meter: Meter, clock: str) -> Tree:
    tree, members = Tree(), archive.infolist()
    if len(members) > meter.limits.members:
        raise RefusedError(f"it has more than {meter.limits.members} members")
    if members and all(member.flag_bits & 1 or member.is_dir() for member in members):
        raise RefusedError("it is protected by a password; make it again without one")
    for member in members:
        parts = _place(tree, _name(member))
        if parts is None:
            continue
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            _add(tree, parts, refusal(parts, "it is a link or a device, and only plain files are read"))
        elif member.is_dir():
            _add(tree, parts, None)
        else:
            _add(tree, parts, File(parts, _unzip(archive, member, meter), _time(member), clock))
    return tree


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name: macOS writes UTF-8 without saying so, and Python then reads it as a code page of DOS."""
    name = member.orig_filename
    if member.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _time(member: zipfile.ZipInfo) -> float | None:
    """Return when a member was changed last, by a clock of no known zone."""
    with suppress(ValueError):
        return float(timegm((*member.date_time, 0, 0, 0)))
    return None


def _unzip(archive: zipfile.ZipFile, member: zipfile.ZipInfo, meter: Meter) -> Callable[[int], bytes]:
    def load(limit: int) -> bytes:
        if member.flag_bits & 1:
            raise RefusedError("it is protected by a password; make the archive again without one")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError  # Python unpacks the others in pieces of any size
        with archive.open(member) as file:
            return _all_of(file, limit, Meter(member.compress_size, meter.limits), meter)

    def explained(limit: int) -> bytes:
        with _explained():
            return load(limit)

    return explained


def _all_of(file: IO[bytes], limit: int, *meters: Meter) -> bytes:
    """Read a file to its end, in pieces, counting."""
    pieces, size = [], 0
    while piece := file.read(CHUNK):
        size += len(piece)
        for meter in meters:
            meter.count(len(piece))
        if size > limit:
            raise too_large(None, limit)
        pieces.append(piece)
    return b"".join(pieces)


# ------------------------------------------------------------------------- tar


def _unpacked(file: IO[bytes], start: bytes) -> IO[bytes] | None:
    """Return the tar archive inside of its compression; None if it is none."""
    if start.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if start.startswith(b"BZh"):
        return bz2.BZ2File(file)
    if start.startswith(b"\xfd7zXZ\0"):
        return lzma.LZMAFile(file)
    return file if start[257:262] == b"ustar" else None


class _Counted:
    """What tarfile reads from: it reads forward only, and every byte is counted."""

    def __init__(self, file: IO[bytes], meter: Meter):
        self.file, self.meter, self.ends = file, meter, 0

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        data = self.file.read(min(size, CHUNK))
        self.meter.count(len(data))
        self.ends += not data
        if self.ends > 3:  # a header promised more than there is
            raise RefusedError(DAMAGED)
        return data


class _Header(tarfile.TarInfo):
    """A header that makes tarfile neither go backward nor take a long name of many megabytes."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        """Read a header."""
        header = super().frombuf(buf, encoding, errors)
        if header.size < 0 or (header.type in LONG_HEADERS and header.size > 100_000):
            raise RefusedError(DAMAGED)
        return header


def _tar(file: IO[bytes], meter: Meter, clock: str) -> Tree:
    tree, number = Tree(), 0
    counted: Any = _Counted(file, meter)
    with tarfile.open(fileobj=counted, mode="r|", bufsize=CHUNK, tarinfo=_Header) as archive:
        for number, member in enumerate(archive, start=1):
            if number > meter.limits.members:
                raise RefusedError(f"it has more than {meter.limits.members} members")
            cast(Any, archive).members.clear()  # tarfile keeps them all
            if parts := _place(tree, member.name):
                _add(tree, parts, _member(archive, member, parts, clock))
    if not number and meter.out == 0:
        raise RefusedError(DAMAGED)
    return tree


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo, parts: tuple[str, ...], clock: str) -> File | None:
    """Return a member; None: a folder. Tar knows no way back, so what may be needed is kept, packed."""
    if member.isdir():
        return None
    if not member.isreg() or member.issparse():
        return refusal(parts, "it is a link or a device, and only plain files are read")
    if not (File(parts, _nothing).is_notebook or is_archive(parts[-1]) or parts[-1] == "timestamp.txt"):
        return File(parts, _nothing)
    if member.size > LARGEST_MEMBER:
        return refusal(parts, str(too_large(member.size, LARGEST_MEMBER)))
    source = archive.extractfile(member)
    data = _all_of(source, LARGEST_MEMBER) if source else b""
    packed = zlib.compress(data, 1)

    def load(limit: int) -> bytes:
        if len(data := zlib.decompress(packed)) > limit:
            raise too_large(len(data), limit)
        return data

    return File(parts, load, float(member.mtime), clock)


def _nothing(limit: int) -> bytes:
    return b""
