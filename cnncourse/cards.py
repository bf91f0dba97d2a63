"""Cards: a verdict as HTML for notebooks and feedback pages, and as the same words for a terminal."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import numpy as np

from cnncourse.verdicts import Example, PartVerdict, Verdict

COLOURS = {
    "input": "#0072B2",
    "kernel": "#E69F00",
    "output": "#009E73",
    "bias": "#CC79A7",
    "wrong": "#D55E00",
    "grey": "#999999",
}
MARKS = {
    "right": ("✓", COLOURS["output"]),
    "wrong": ("✗", COLOURS["wrong"]),
    "untried": ("–", COLOURS["grey"]),
    "unseen": ("–", COLOURS["grey"]),
}
KERNELS = ("weight", "kernel", "depthwise_weight", "pointwise_weight", "weight1", "weight2")
ROLES = dict.fromkeys(KERNELS, "kernel") | dict.fromkeys(("bias", "bias1", "bias2"), "bias")  # all else is an input
ROWS, COLUMNS = 10, 14  # of a drawn array
COLOURED = ("red", "green", "blue")
MOST = 8  # planes of a drawn array

BOX = "border:1px solid {colour}; border-left-width:5px; border-radius:4px; padding:.6em .9em; margin:.5em 0;"
TABLE = "border-collapse:collapse; border:none; margin:.2em 0; font-size:.85em; font-variant-numeric:tabular-nums;"
CELL = (
    "border:1px solid {edge}; background:{fill}; color:inherit; text-align:center; padding:.15em .4em; min-width:1.6em;"
)


def title(verdict: Verdict) -> str:
    """Return the card's first line."""
    if verdict.untried:
        return f"{verdict.exercise}: not attempted yet"
    if verdict.passed:
        return f"{verdict.exercise}: all right"
    if all(part.state == "unseen" for part in verdict.parts):
        return f"{verdict.exercise}: not checked"
    if len(verdict.parts) == 1:
        return f"{verdict.exercise}: not right yet"
    right = sum(part.passed for part in verdict.parts)
    return f"{verdict.exercise}: {right} of {len(verdict.parts)} parts right"


def blocks(verdict: Verdict) -> list[tuple[str, str, Example | None]]:
    """Return what a card says below the list of parts, as (part names, sentence, example).

    Parts with the same sentence share it, and only the first mistake is worked out: one at a time.
    """
    joined: dict[str, list[PartVerdict]] = {}
    for part in verdict.parts:
        if part.state in ("wrong", "unseen"):
            joined.setdefault(part.headline, []).append(part)
    said: list[tuple[str, str, Example | None]] = []
    for headline, parts in joined.items():
        example = next((part.example for part in parts if part.example), None) if not said else None
        everything = len(parts) == len(verdict.parts) > 1
        names = "all parts" if everything else ", ".join(part.name for part in parts)
        said.append((names, headline.removeprefix(f"{names}: "), example))
    return said


def closing(verdict: Verdict) -> str:
    """Return the last sentences of a card."""
    return " ".join(filter(None, [verdict.afterword if verdict.passed else "", verdict.note]))


# --------------------------------------------------------------------------- text


def text(verdict: Verdict) -> str:
    """Return the card in plain text, for terminals and for readers who cannot see the pictures."""
    lines = [title(verdict)]
    if not verdict.untried:
        lines.append("  " + "   ".join(f"{MARKS[part.state][0]} {part.name}" for part in verdict.parts))
    for names, headline, example in blocks(verdict):
        lines += ["", f"{names}: {headline}"]
        if example:
            lines += ["", *(f"  {line}" for line in _example_text(example))]
    if closing(verdict):
        lines += ["", closing(verdict)]
    return "\n".join(lines)


def _example_text(example: Example) -> list[str]:
    lines = [example.lead]
    for name, value in example.case.args.items():
        lines += [line for part in _coloured(example, name, value) for line in _named_text(*part)]
    lines += [f"{name} = {value!r}" for name, value in example.case.options.items()]
    if _worked(example):
        lines.append(_worked(example))
    for name, value, _ in _results(example):
        lines += _named_text(name, value)
    return [*lines, example.more] if example.more else lines


def _named_text(name: str, value: Any) -> list[str]:
    if not isinstance(value, np.ndarray) or value.ndim == 0:
        return [f"{name} = {_number(value)}"]
    if value.ndim == 1 or not _drawable(value):
        return [f"{name} = {_short(value)}"]
    lines = []
    for label, plane in _planes(value):
        rows = [" ".join(f"{_number(cell):>5}" for cell in row) for row in plane]
        lines += [f"{name}{label} =", *(f"  {row}" for row in rows)]
    return lines


# --------------------------------------------------------------------------- HTML


def html(verdict: Verdict) -> str:
    """Return the card as a fragment of HTML with inline styles: no script, no request, any background."""
    colour = COLOURS["output"] if verdict.passed else COLOURS["grey"] if verdict.untried else COLOURS["wrong"]
    body = [f"<p style='margin:.2em 0'><strong>{escape(title(verdict))}</strong></p>"]
    if not verdict.untried:
        body.append(f"<p style='margin:.2em 0'>{' &ensp; '.join(map(_mark, verdict.parts))}</p>")
    said = [_block(*block) for block in blocks(verdict)]
    body += said[:1]
    if said[1:]:
        body.append(f"<details style='margin:.7em 0 .2em'><summary>Other parts</summary>{''.join(said[1:])}</details>")
    if closing(verdict):
        body.append(f"<p style='margin:.7em 0 .2em'>{_prose(closing(verdict))}</p>")
    return f"<div class='cnncourse-card' style='{BOX.format(colour=colour)}'>{''.join(body)}</div>"


def _block(names: str, headline: str, example: Example | None) -> str:
    said = f"<p style='margin:.7em 0 .2em'><em>{escape(names)}</em>: {_prose(headline)}</p>"
    return said + (_example_html(example) if example else "")


def _mark(part: PartVerdict) -> str:
    mark, colour = MARKS[part.state]
    return f"<span style='white-space:nowrap'><span style='color:{colour}'>{mark}</span> {escape(part.name)}</span>"


def _example_html(example: Example) -> str:
    parts = [part for name, value in example.case.args.items() for part in _coloured(example, name, value)]
    given = [_named_html(name, value, ROLES.get(name.split(",")[0], "input")) for name, value in parts]
    given += [
        f"<div><code>{escape(f'{name} = {value!r}')}</code></div>" for name, value in example.case.options.items()
    ]
    came = []
    for name, value, expected in _results(example):
        role = "output" if expected is None or expected.shape == value.shape else "grey"
        came.append(_named_html(name, value, role, expected))
    work = f"<p style='margin:.4em 0; overflow-wrap:anywhere'><code>{escape(_worked(example))}</code></p>"
    lead, more = (f"<p style='margin:.5em 0 .2em'>{_prose(text)}</p>" for text in (example.lead, example.more))
    return lead + _row(given) + _row(came) + (work if _worked(example) else "") + (more if example.more else "")


def _row(items: list[str], more: str = "") -> str:
    style = f"{more}display:flex; flex-wrap:wrap; gap:.4em 1.4em; align-items:center; margin:.3em 0"
    return f"<div style='{style}'>{''.join(items)}</div>"


def _prose(sentence: str) -> str:
    """Escape a sentence, and set what stands between backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(sentence))


def _named_html(name: str, value: Any, role: str, expected: np.ndarray | None = None) -> str:
    if not isinstance(value, np.ndarray) or value.ndim == 0 or not _drawable(value):
        shown = _short(value) if isinstance(value, np.ndarray) and value.ndim else _number(value)
        return f"<div><code>{escape(f'{name} = {shown}')}</code></div>"
    wanted = [plane for _, plane in _planes(expected)] if expected is not None and expected.shape == value.shape else []
    drawn = []
    for i, (label, plane) in enumerate(_planes(value)):
        drawn.append(_table(f"{name}{label}", plane, role, wanted[i] if wanted else None))
    return "".join(drawn) if len(drawn) == 1 else _row(drawn, "flex-basis:100%; ")


def _table(caption: str, plane: np.ndarray, role: str, expected: np.ndarray | None) -> str:
    rows = []
    for i, row in enumerate(plane):
        cells = []
        for j, value in enumerate(row):
            wrong = expected is not None and not np.isclose(expected[i, j], value)
            colour = COLOURS["wrong" if wrong else role]
            style = CELL.format(edge=colour, fill=colour + ("44" if wrong else "1f"))
            mark = "<span style='position:absolute;left:-99em'>wrong: </span>" if wrong else ""
            cells.append(f"<td style='{style}'>{mark}{_number(value)}</td>")
        rows.append(f"<tr style='background:none'>{''.join(cells)}</tr>")
    return f"<div><code>{escape(caption)}</code><table style='{TABLE}'><tbody>{''.join(rows)}</tbody></table></div>"


# ------------------------------------------------------------------------ helpers


def _results(example: Example) -> list[tuple[str, np.ndarray, np.ndarray | None]]:
    """Return (name, array, what is expected there) of what is right and of what the answer gave, in turn."""
    found: list[tuple[str, np.ndarray, np.ndarray | None]] = []
    for i, array in enumerate(example.expected):
        right = _coloured(example, f"expected {example.label}".strip(), array)
        given = example.yours[i : i + 1] if example.yours is not None else ()
        yours = [part for one in given for part in _coloured(example, f"yours {example.label}".strip(), one)]
        found += [(name, value, None) for name, value in right]
        fits = len(right) == len(yours)
        found += [(name, value, right[j][1] if fits else array) for j, (name, value) in enumerate(yours)]
    return found


def _coloured(example: Example, name: str, value: Any) -> list[tuple[str, Any]]:
    """Return a picture of three colours as three arrays, and all else as it is."""
    pictures = getattr(example.case.args.get("image"), "ndim", 0) == 3
    if not (pictures and isinstance(value, np.ndarray) and value.ndim == 3 and value.shape[-1] == len(COLOURED)):
        return [(name, value)]
    return [(f"{name}, {colour}", value[..., i]) for i, colour in enumerate(COLOURED)]


def _drawable(array: np.ndarray) -> bool:
    planes = int(np.prod(array.shape[:-2])) if array.ndim > 2 else 1
    sides = (1, *array.shape)[-2:]
    return array.size > 0 and sides[0] <= ROWS and sides[1] <= COLUMNS and planes <= MOST


def _planes(array: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Split an array into labelled planes: "[0, 1]" for image 0, channel 1; no label for a single plane."""
    if array.ndim == 1:
        return [("", array[None])]
    if array.ndim == 2:
        return [("", array)]
    outer = list(np.ndindex(*array.shape[:-2]))
    return [("" if len(outer) == 1 else str(list(index)), array[index]) for index in outer]


def _worked(example: Example) -> str:
    """Write out how the first wrong value should have come about."""
    if not (example.wrong and example.work):
        return ""
    array, *index = example.wrong
    place = f"expected[{', '.join(map(str, index))}] = " if index else ""
    return f"{place}{example.work} = {_number(example.expected[array][tuple(index)])}"


def _number(value: Any) -> str:
    if isinstance(value, np.ndarray):
        value = value[()]
    return f"{value:.4g}" if isinstance(value, float | np.floating) else str(value)


def _short(array: np.ndarray) -> str:
    if array.shape == (0,):
        return "[]"
    if not 0 < array.size <= 12:
        return f"an array of shape {array.shape}"
    return np.array2string(array, separator=", ", formatter={"all": _number}).replace("\n", "")
