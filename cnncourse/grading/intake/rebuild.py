"""Put a learner's cells into the released notebook.

The order of the cells, the check cells and nbgrader's marks are those of the release. The learner's own code
goes where it belongs: by the cell's id, else by its text, an answer else by the function that it defines.
Cells that the learner added stay after the cell that they followed.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from cnncourse.notebooks import answer_cells, check_cells
from cnncourse.running import defines

MAKERS = {"code": new_code_cell, "raw": new_raw_cell}
MARKS = ("schema_version", "grade_id", "grade", "solution", "locked", "task")  # not points: a release may change them


@dataclass(frozen=True)
class Cell:
    """What is read of a submitted cell: its type, its source, its ids, and nbgrader's marks on it."""

    kind: str
    source: str
    ids: tuple[str, ...] = ()
    marks: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The source, for comparison."""
        return tidy(self.source)


def tidy(source: str) -> str:
    """Return a source without blanks at the ends of its lines."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def rebuild(cells: list[Cell], released: NotebookNode) -> tuple[NotebookNode, dict[str, str], list[str]]:
    """Return the rebuilt notebook, the source of each answer by exercise, and a note for each repair."""
    work = _Rebuild(cells, released)
    work.place_answers()
    work.place_others()
    work.note_checks()
    work.note_marks()
    return work.notebook(), work.answers(), work.notes


def find_places(cells: list[Cell], released: NotebookNode) -> list[int | None]:
    """Tell for each submitted cell which released cell it is, by id or else by its text; None: neither."""
    by_id = {cell.id: index for index, cell in enumerate(released.cells)}
    by_text = {(c.cell_type, tidy(c.source)): index for index, c in reversed([*enumerate(released.cells)])}
    return [next((by_id[i] for i in c.ids if i in by_id), by_text.get((c.kind, c.text))) for c in cells]


class _Rebuild:
    """The state of one rebuild: where each submitted cell belongs, and which of them are used."""

    def __init__(self, cells: list[Cell], released: NotebookNode):
        self.cells, self.released = cells, released.cells
        self.metadata = released.metadata
        self.places = find_places(cells, released)
        position = {cell.id: index for index, cell in enumerate(released.cells)}
        self.answer_places = {name: position[c.id] for name, c in answer_cells(released).items()}
        self.check_places = {name: position[c.id] for name, c in check_cells(released).items()}
        self.chosen: dict[int, int] = {}  # released cell -> the submitted cell that takes its place
        self.notes: list[str] = []

    def at(self, place: int) -> list[int]:
        """Return the submitted cells that are the released cell at `place`."""
        return [index for index, found in enumerate(self.places) if found == place]

    def untouched(self, index: int) -> bool:
        """Tell whether a submitted cell is as it was released."""
        place = self.places[index]
        return place is not None and self.cells[index].text == tidy(self.released[place].source)

    def place_answers(self) -> None:
        """Choose the cell that answers each exercise: the last in its place, else the last that defines it."""
        for name, place in self.answer_places.items():
            written = [i for i in self.at(place) if not self.untouched(i)]
            defining = [i for i in written if defines(name, self.cells[i].source)]
            elsewhere = [] if defining else self._defined_elsewhere(name)
            if elsewhere and self.at(place):
                self.notes.append(f"The answer {name} stood in another cell; it was put into its place.")
            elif elsewhere:
                self.notes.append(f"The answer cell of {name} had lost its id; the function in it told which it is.")
            elif not self.at(place):
                self.notes.append(f"The answer cell of {name} was gone; the empty one was put back.")
            if len(defining) > 1:
                self.notes.append(f"{len(defining)} cells answer {name}; the last one counts.")
            if options := defining or elsewhere or written:
                self.chosen[place] = options[-1]

    def _defined_elsewhere(self, name: str) -> list[int]:
        taken = set(self.answer_places.values())
        return [
            index
            for index, cell in enumerate(self.cells)
            if cell.kind == "code"
            and self.places[index] not in taken
            and not self.untouched(index)
            and defines(name, cell.source)
        ]

    def place_others(self) -> None:
        """Let the learner's version of a cell that is neither answer nor check take its place."""
        special = {*self.answer_places.values(), *self.check_places.values()}
        for index, place in enumerate(self.places):
            same_kind = place is not None and self.cells[index].kind == self.released[place].cell_type
            if place is not None and same_kind and place not in special and index not in self.chosen.values():
                self.chosen.setdefault(place, index)

    def note_checks(self) -> None:
        """Note check cells that are gone, changed or doubled."""
        for name, place in self.check_places.items():
            found = self.at(place)
            own = [i for i in found if self.released[place].id in self.cells[i].ids]
            if not found:
                self.notes.append(f"The check cell of {name} was gone; it was put back.")
            elif not all(self.untouched(i) for i in own):
                self.notes.append(f"The check cell of {name} was changed; that of the release was run.")
            if len(own) > 1:
                self.notes.append(f"The check cell of {name} stood there {len(own)} times; it was run once.")

    def note_marks(self) -> None:
        """Note marks of nbgrader that differ from the release, and a changed order of the marked cells."""
        marked = sorted([*self.answer_places.values(), *self.check_places.values()])
        first = [self.at(place)[0] for place in marked if self.at(place)]
        damaged = [i for i in first if _marks(self.cells[i].marks) != _marks(self._released_marks(i))]
        if damaged:
            cells = "1 cell" if len(damaged) == 1 else f"{len(damaged)} cells"
            self.notes.append(f"nbgrader's metadata of {cells} was lost or changed; it was restored.")
        if first != sorted(first):
            self.notes.append("The cells stood in another order; they were put back in the order of the release.")

    def _released_marks(self, index: int) -> dict[str, Any]:
        place = self.places[index]
        return {} if place is None else self.released[place].metadata.get("nbgrader", {})

    def extras(self) -> dict[int, list[Cell]]:
        """Return the cells that the learner added, by the released cell that they follow (-1: none)."""
        followed: dict[int, list[Cell]] = {}
        checks, used, anchor = set(self.check_places.values()), set(self.chosen.values()), -1
        for index, (cell, place) in enumerate(zip(self.cells, self.places, strict=True)):
            if index in used or place in checks or self.untouched(index):
                anchor = anchor if place is None else place
            elif cell.text:
                followed.setdefault(anchor, []).append(cell)
        return followed

    def answers(self) -> dict[str, str]:
        """Return the source of each answer by exercise."""
        return {name: self._source(place) for name, place in self.answer_places.items()}

    def _source(self, place: int) -> str:
        return self.cells[self.chosen[place]].source if place in self.chosen else self.released[place].source

    def notebook(self) -> NotebookNode:
        """Return the rebuilt notebook."""
        extras, merged = self.extras(), []
        for place in range(-1, len(self.released)):
            if place >= 0:
                merged.append(copy.deepcopy(self.released[place]))
                merged[-1].source = self._source(place)
            for extra in extras.get(place, []):
                made = MAKERS.get(extra.kind, new_markdown_cell)(extra.source)
                merged.append(NotebookNode({**made, "id": f"extra-{len(merged):02d}"}))
        return new_notebook(cells=merged, metadata=copy.deepcopy(self.metadata))


def _marks(metadata: dict[str, Any]) -> dict[str, Any]:
    return {key: metadata.get(key) for key in MARKS}
