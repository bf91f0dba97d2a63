"""What of a learner's own notebooks the feedback page shows: their code, and what it printed and drew.

The cells come from ``autograded/<learner>/<topic>/*.ipynb`` and are made harmless once more. Check cells, and cells
that stand there as they were released, are left out; so is whatever is more than a page should hold.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cnncourse.grading import sanitise
from cnncourse.grading.report.results import LearnerResult, NotebookResult

LARGEST_FILE = 50_000_000  # bytes
LONGEST_SOURCE, LONGEST_OUTPUT = 30_000, 6_000  # characters of one cell, of one text that it showed
PAGE_TEXT, PAGE_PICTURES = 400_000, 3_000_000  # characters of all that one page shows
CUT = "\n... more than this page shows ..."
LEFT_OUT = "More was shown here than this page holds. Your own notebook has it."


@dataclass(frozen=True)
class Shown:
    """One output as the template writes it: kind is "text", "error", "html" (harmless), "picture" or "note"."""

    kind: str
    value: str


@dataclass(frozen=True)
class Cell:
    """One code cell of the learner."""

    source: str
    outputs: tuple[Shown, ...] = ()

    @property
    def picture(self) -> bool:
        """Whether the cell drew something."""
        return any(shown.kind == "picture" for shown in self.outputs)


@dataclass
class Own:
    """The cells of one notebook that are the learner's own: the answers by exercise, and the others."""

    answers: dict[str, Cell] = field(default_factory=dict)
    others: list[Cell] = field(default_factory=list)


class Budget:
    """How much more a page may hold."""

    def __init__(self) -> None:
        self.text, self.pictures = PAGE_TEXT, PAGE_PICTURES

    def cut(self, text: str, most: int) -> str:
        """Return as much of a text as there is room for."""
        room = max(0, min(most, self.text))
        self.text -= min(len(text), room)
        return text if len(text) <= room else text[:room] + CUT

    def fits(self, length: int, picture: bool = False) -> bool:
        """Tell whether something is small enough, and count it if it is."""
        if length > (self.pictures if picture else self.text):
            return False
        if picture:
            self.pictures -= length
        else:
            self.text -= length
        return True


class Notebooks:
    """The executed notebooks of a graded class.

    Args:
        grading_dir: the folder of the grading.
    """

    def __init__(self, grading_dir: Path):
        self.folder = grading_dir
        self._released: dict[str, dict[str, dict[str, str]]] = {}

    @cached_property
    def learners(self) -> frozenset[str]:
        """The names of the folders of learners: no other name is looked up, whatever a result file says."""
        folder = self.folder / "autograded"
        return frozenset(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else frozenset()

    def own(self, learner: LearnerResult) -> dict[str, Own]:
        """Return the own cells of each notebook of a learner."""
        budget, found = Budget(), {}
        for book in learner.notebooks:
            if book.status not in ("missing", "unreadable"):
                found[book.name] = self._own(learner, book, budget)
        return found

    def stubs(self, topic: str) -> dict[str, list[str]]:
        """Return the answer cell of each exercise as it was released."""
        cells = [item for book in self._release(topic).values() for item in book.items()]
        return {name.removeprefix("answer-"): [source] for name, source in cells if name.startswith("answer-")}

    def _own(self, learner: LearnerResult, book: NotebookResult, budget: Budget) -> Own:
        own, released = Own(), self._release(learner.topic).get(book.name, {})
        for cell in self._cells(learner, book.name):
            name, source = str(cell.get("id", "")), _joined(cell.get("source"))
            exercise = name.removeprefix("answer-") if name.startswith("answer-") else ""
            if cell.get("cell_type") != "code" or name.startswith("check-") or not source.strip():
                continue
            if exercise:
                own.answers[exercise] = _shown(source, cell, budget)
            elif name.startswith("extra-") or (name in released and released[name] != source):
                own.others.append(_shown(source, cell, budget))
        for exercise, source in book.answers.items():
            own.answers.setdefault(exercise, Cell(budget.cut(source, LONGEST_SOURCE)))
        return own

    def _cells(self, learner: LearnerResult, stem: str) -> list[dict[str, Any]]:
        if learner.learner not in self.learners or {stem, learner.topic} & {"", ".", ".."}:
            return []
        if any(sign in stem + learner.topic for sign in "/\\\0"):
            return []
        return _read_cells(self.folder / "autograded" / learner.learner / learner.topic / f"{stem}.ipynb")

    def _release(self, topic: str) -> Mapping[str, dict[str, str]]:
        """Return the source of every released cell by notebook and id."""
        if topic not in self._released:
            known = self.folder / "source"
            folder = known / topic if known.is_dir() and topic in {path.name for path in known.iterdir()} else known
            self._released[topic] = {
                path.stem: {str(cell.get("id")): _joined(cell.get("source")) for cell in _read_cells(path)}
                for path in folder.glob("*.ipynb")
            }
        return self._released[topic]


def _read_cells(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook file that we wrote ourselves; [] if it is not there or broken."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return []
        cells = json.loads(path.read_text(encoding="utf-8")).get("cells")
    except (OSError, ValueError, AttributeError, RecursionError):
        return []
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _joined(source: Any) -> str:
    return "".join(map(str, source)) if isinstance(source, list) else source if isinstance(source, str) else ""


def _shown(source: str, cell: dict[str, Any], budget: Budget) -> Cell:
    given = cell.get("outputs")
    outputs = [output for output in given if isinstance(output, dict)] if isinstance(given, list) else []
    code = budget.cut(sanitise.text(source), LONGEST_SOURCE)
    return Cell(code, tuple(shown for output in outputs for shown in _outputs(output, budget)))


def _outputs(given: dict[str, Any], budget: Budget) -> Iterator[Shown]:
    """Yield one output in the form that says most."""
    output = sanitise.output(given)
    if output is None:
        return
    if output.output_type == "stream":
        text, kind = output.text, "text"
    elif output.output_type == "error":
        text, kind = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}", "error"
    elif source := _picture(output.data):
        yield Shown("picture", source) if budget.fits(len(source), picture=True) else Shown("note", LEFT_OUT)
        return
    elif page := output.data.get("text/html"):
        yield Shown("html", page) if budget.fits(len(page)) else Shown("note", LEFT_OUT)
        return
    else:
        text, kind = output.data.get("text/plain") or output.data.get("text/latex") or "", "text"
    if text.strip():
        yield Shown(kind, budget.cut(sanitise.uncoloured(text), LONGEST_OUTPUT))


def _picture(data: Mapping[str, str]) -> str:
    """Return the address of a picture that holds the picture itself."""
    for kind in sanitise.PICTURES:
        if kind in data:
            return f"data:{kind};base64,{data[kind]}"
    if drawing := data.get("image/svg+xml"):
        return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode("utf-8", "replace")).decode()
    return ""
