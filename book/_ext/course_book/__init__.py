"""What this book adds to Jupyter Book. Each module says in its first line what it does."""

from __future__ import annotations

import zlib
from pathlib import Path

from sphinx.application import Sphinx

PARTS = ("formulas", "notebooks", "pages", "slim")


def setup(app: Sphinx) -> dict[str, object]:
    """Set up all parts; a change of their code makes Sphinx read every page anew."""
    for part in PARTS:
        app.setup_extension(f"course_book.{part}")
    source = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return {"env_version": zlib.crc32(source), "parallel_read_safe": True, "parallel_write_safe": True}
