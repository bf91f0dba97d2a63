"""The released notebooks as a table: what each asks, and how long it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cnncourse.exercises import find
from cnncourse.tables import Table

CHECK = re.compile(r"\s*check\(\s*[\"'](\w+)[\"']")


@dataclass(frozen=True)
class Overview(Table):
    """The notebooks of one topic: (file, title, exercises) of each."""

    notebooks: tuple[tuple[str, str, tuple[str, ...]], ...]

    def headings(self) -> Sequence[str]:
        """Return what stands above the columns."""
        return "notebook", "what it is about", "what you write", "minutes", "difficulty"

    def cells(self) -> Sequence[Sequence[str]]:
        """Return the rows as text, the quick ones first."""
        rows = []
        for file, title, names in self.notebooks:
            known = [find(name) for name in names]
            levels = sorted({exercise.difficulty for exercise in known}, key=("easy", "medium", "hard").index)
            minutes = sum(exercise.minutes for exercise in known)
            rows.append(
                (file, title, ", ".join(names), str(minutes), " to ".join(dict.fromkeys((levels[0], levels[-1]))))
            )
        return sorted(rows, key=lambda row: (("easy", "medium", "hard").index(row[4].split()[-1]), int(row[3])))

    def notes(self) -> str:
        """Add up the time."""
        hours = sum(int(row[3]) for row in self.cells()) / 60
        return f"{len(self.notebooks)} notebooks, about {hours:.0f} hours."


def overview(folder: str | Path) -> Overview:
    """Read the released notebooks of a topic.

    Args:
        folder: ``exercises/<topic>``.

    Returns:
        A table with a row for each notebook.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    if not Path(folder).is_dir():
        raise FileNotFoundError(f"there is no folder {folder}; give exercises/<topic>")
    return Overview(tuple(_notebook(path) for path in sorted(Path(folder).glob("*.ipynb"))))


def _notebook(path: Path) -> tuple[str, str, tuple[str, ...]]:
    cells = ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]]
    title = next(cell.splitlines()[0].lstrip("# ") for cell in cells if cell.startswith("#"))
    return path.name, title, tuple(match[1] for cell in cells if (match := CHECK.match(cell)))
