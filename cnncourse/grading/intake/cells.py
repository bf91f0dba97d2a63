"""Read the cells of a notebook file, whatever is in it, in little time and memory.

Only what the rebuilding needs is read: types, sources, ids and nbgrader's marks. Outputs are not.
"""

from __future__ import annotations

import codecs
import json
from typing import Any

from cnncourse.grading.intake.files import File, RefusedError
from cnncourse.grading.intake.rebuild import Cell

LARGEST = 20_000_000  # bytes of a notebook file
MOST_VALUES = 400_000  # of which its JSON may consist
MOST_CELLS = 2_000
MOST_CODE = 300_000  # characters of all its code cells together
NOT_UTF8 = "it is not text in UTF-8; save it with that encoding"
NOT_A_NOTEBOOK = "it is not a notebook: it has no number of its format"
FOREIGN = {
    b"PK\3\4": "it is a zip archive by its content",
    b"%PDF": "it is a PDF file by its content",
    b"\x1f\x8b": "it is a compressed file by its content",
    b"\x89PNG": "it is a picture by its content",
    b"<!DO": "it is a web page by its content",
    b"<htm": "it is a web page by its content",
}


def read_cells(file: File) -> list[Cell]:
    """Return the cells of a notebook file of format 3 or 4.

    Raises:
        RefusedError: it is not a notebook, or larger than any that is worked on.
        OSError: the file cannot be read.
    """
    notebook = _read_json(file.read(LARGEST))
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        raise RefusedError(NOT_A_NOTEBOOK)
    if (number := notebook["nbformat"]) not in (3, 4):
        raise RefusedError(f"it is a notebook of format {number}, and formats 3 and 4 are read; save it as format 4")
    sheets = notebook.get("worksheets") if number == 3 else [notebook]
    sheets = sheets if isinstance(sheets, list) else [None]
    if not all(isinstance(sheet, dict) and isinstance(sheet.get("cells"), list) for sheet in sheets):
        raise RefusedError("it has no list of cells")
    if sum(len(sheet["cells"]) for sheet in sheets) > MOST_CELLS:
        raise RefusedError(f"it has more than {MOST_CELLS} cells")
    cells = [cell for sheet in sheets for raw in sheet["cells"] if (cell := read_cell(raw))]
    if sum(len(cell.source) for cell in cells if cell.kind == "code") > MOST_CODE:
        raise RefusedError(f"its code cells hold more than {MOST_CODE // 1000} thousand characters")
    return cells


def read_cell(raw: Any) -> Cell | None:
    """Read one cell; None if it is not one. Format 3 calls the source of a code cell its input."""
    if not isinstance(raw, dict):
        return None
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    metadata = raw.get("metadata")
    label = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    label = label if isinstance(label, dict) else {}
    ids = tuple(i for i in (label.get("grade_id"), raw.get("id")) if isinstance(i, str))
    # a lone surrogate is legal in JSON, but can be written to no file
    kind = raw.get("cell_type")
    return Cell(kind if isinstance(kind, str) else "", source.encode("utf-8", "replace").decode(), ids, label)


def _read_json(data: bytes) -> Any:
    """Return what a JSON file says.

    Raises:
        RefusedError: it is none.
    """
    text = _decoded(data)
    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        raise RefusedError("it holds too many values; clear its outputs, save it, and hand it in again")
    try:
        return json.loads(text, parse_int=_whole, parse_float=_real)
    except json.JSONDecodeError as error:
        raise RefusedError(f"it is not JSON (line {error.lineno}: {error.msg})") from error
    except RecursionError as error:
        raise RefusedError("it is nested too deeply") from error


def _whole(digits: str) -> int | None:
    """Return a whole number; none of more digits is needed, and some take minutes to read."""
    return int(digits) if len(digits) < 20 else None


def _real(digits: str) -> float | None:
    """Return a number with a point, as `_whole` does."""
    return float(digits) if len(digits) < 40 else None


def _decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with its byte order mark.

    Raises:
        RefusedError: it is empty, or in another encoding, or no text.
    """
    if not data.strip():
        raise RefusedError("it is empty")
    if foreign := FOREIGN.get(data[:4], FOREIGN.get(data[:2])):
        raise RefusedError(foreign)
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not data.startswith(codecs.BOM_UTF32_LE)
    if not wide and b"\0" in data[:8]:
        raise RefusedError(NOT_UTF8)
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError(NOT_UTF8) from error
