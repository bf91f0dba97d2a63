"""Draw how a network is put together: its blocks in order, its branches, and the cells that one output sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cnncourse.figures.drawing import Drawing, Figure, beside, element, figure, label, moved, rectangle, text

BOX, GAP, LANE = 30, 22, 18  # height of a box, of an arrow, and the room between two branches
Step = Any  # a text, a Branches or a list of these


@dataclass(frozen=True)
class Branches:
    """Paths that start together and meet again, for :func:`flow`."""

    paths: tuple[Sequence[Step], ...]
    join: str


def branches(*paths: Sequence[Step], join: str) -> Branches:
    """Let paths run side by side from one input, and meet in a join.

    Args:
        *paths: Each a list of steps as :func:`flow` takes them; an empty list is the identity.
        join: What happens where they meet: ``"concat"``, ``"+"`` or ``"×"``.

    Returns:
        A step for :func:`flow`.

    Raises:
        ValueError: If there are fewer than two paths.
    """
    if len(paths) < 2:
        raise ValueError(f"got {len(paths)} path, but branches need two or more: write its steps into the sequence")
    return Branches(paths, join)


def flow(steps: Sequence[Step], *, caption: str, alt: str = "") -> Figure:
    """Draw a network as boxes and arrows, from top to bottom.

    Args:
        steps: Texts and :func:`branches`; a text that begins with "input" or "output" takes that colour.
        caption: What to see.
        alt: Alt text; by default the steps in words.

    Returns:
        The figure.
    """
    said = _in_words(steps)
    return figure(_sequence(steps), alt or f"{said[:1].upper()}{said[1:]}.", caption)


def flows(networks: dict[str, Sequence[Any]], *, caption: str, alt: str = "") -> Figure:
    """Draw several block diagrams side by side, each under its name, their inputs on one line.

    Args:
        networks: Name -> steps, as :func:`flow` takes them.
        caption: What to see.
        alt: Alt text; by default the steps in words.

    Returns:
        The figure.
    """
    drawn = [_named(name, steps) for name, steps in networks.items()]
    said = "; ".join(f"{name}: {_in_words(steps)}" for name, steps in networks.items())
    return figure(beside(*drawn, gap=40, align=0), alt or f"{said}.", caption)


def _named(name: str, steps: Sequence[Any]) -> Drawing:
    head, body = label(name), _sequence(steps)
    width, top = max(head.width, body.width), head.height + 14
    centred = [moved(part, (width - part.width) / 2, y) for part, y in ((head, 0.0), (body, top))]
    return Drawing("".join(centred), width, top + body.height)


def _in_words(steps: Sequence[Step]) -> str:
    return ", then ".join(_step_in_words(step) for step in steps) or "the input unchanged"


def _step_in_words(step: Step) -> str:
    if not isinstance(step, Branches):
        return str(step)
    paths = "; ".join(f"path {i}: {_in_words(path)}" for i, path in enumerate(step.paths, 1))
    return f"{len(step.paths)} paths side by side ({paths}) that meet in {step.join}"


def _sequence(steps: Sequence[Step]) -> Drawing:
    """Draw steps below one another, all centred on one line."""
    drawn = [_branched(step) if isinstance(step, Branches) else _box(str(step)) for step in steps]
    width = max((drawing.width for drawing in drawn), default=0.0)
    body, y = [], 0.0
    for i, drawing in enumerate(drawn):
        if i:
            body.append(_arrow(width / 2, y, y + GAP))
            y += GAP
        body.append(moved(drawing, (width - drawing.width) / 2, y))
        y += drawing.height
    return Drawing("".join(body), width, y)


def _box(content: str) -> Drawing:
    first = content.partition(" ")[0]
    role = first if first in ("input", "output") else "plain"
    width = 7.6 * len(content) + 20
    body = rectangle(0, 0, width, BOX, role, 0.06 if role == "plain" else 0.16)
    return Drawing(body + text(width / 2, BOX / 2 + 5, content, 14), width, BOX)


def _branched(step: Branches) -> Drawing:
    """Draw paths side by side between a line that splits and a line on which they meet."""
    paths = [_sequence(path) if path else Drawing("", 24, 0) for path in step.paths]
    height = max(path.height for path in paths)
    width = sum(path.width for path in paths) + LANE * (len(paths) - 1)
    body, x, middles = [], 0.0, []
    for path in paths:
        middle = x + path.width / 2
        middles.append(middle)
        if path.height:
            body += [
                _arrow(middle, 0, GAP),
                moved(path, x, GAP),
                _line(middle, GAP + path.height, middle, height + 2 * GAP),
            ]
        else:
            body.append(_line(middle, 0, middle, height + 2 * GAP))
        x += path.width + LANE
    bottom = height + 2 * GAP
    body += [_line(middles[0], y, middles[-1], y) for y in (0, bottom)]
    body += [_line(min(middles[0], width / 2), 0, max(middles[-1], width / 2), 0)]
    join = _join(step.join)
    body += [_line(width / 2, bottom, width / 2, bottom + 8), moved(join, (width - join.width) / 2, bottom + 8)]
    return Drawing("".join(body), width, bottom + 8 + join.height)


def _join(sign: str) -> Drawing:
    if len(sign) > 1:
        return _box(sign)
    circle = element("circle", cx=13, cy=13, r=12, fill="none", stroke="currentColor")
    return Drawing(circle + text(13, 18.5, sign, 17), 26, 26)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="currentColor", stroke_width=1.2)


def _arrow(x: float, top: float, bottom: float) -> str:
    head = element(
        "path",
        d=f"M{x - 4:g} {bottom - 7:g} L{x:g} {bottom - 1:g} L{x + 4:g} {bottom - 7:g}",
        fill="none",
        stroke="currentColor",
    )
    return _line(x, top, x, bottom - 1) + head


def reach(layers: Sequence[tuple[int, ...]], *, caption: str, cell: float = 30) -> Figure:
    r"""Show, in one dimension, which cells of the input one output cell sees through several layers.

    .. math:: R = 1 + \sum_l D_l (K_l - 1) \prod_{m<l} S_m

    Args:
        layers: (kernel size, stride) or (kernel size, stride, dilation) a layer, the first layer first.
        caption: What to see.
        cell: Side of a cell in pixels.

    Returns:
        The figure: the output cell on top, the input at the bottom, and lines from each cell to those it reads.
    """
    wanted = [[0]]
    for kernel_size, stride, *rest in reversed(layers):
        dilation = rest[0] if rest else 1
        read = {stride * i + dilation * tap for i in wanted[0] for tap in range(kernel_size)}
        wanted.insert(0, sorted(read))
    span = wanted[0][-1] + 1
    centres = [[_centre(i, layers[:level]) for i in cells] for level, cells in enumerate(wanted)]
    drop = 2.1 * cell
    rows, lines = [], []
    for level, cells in enumerate(wanted):
        y = (len(layers) - level) * drop
        role = "input" if level == 0 else "output" if level == len(layers) else "highlight"
        rows += [
            rectangle((c + 0.5) * cell - 0.4 * cell, y, 0.8 * cell, 0.8 * cell, role, 0.45) for c in centres[level]
        ]
        if level:
            kernel_size, stride, *rest = layers[level - 1]
            dilation = rest[0] if rest else 1
            for i, x in zip(cells, centres[level], strict=True):
                for tap in range(kernel_size):
                    below = centres[level - 1][wanted[level - 1].index(stride * i + dilation * tap)]
                    lines.append(_thread((x + 0.5) * cell, y + 0.8 * cell, (below + 0.5) * cell, y + drop))
    bottom = len(layers) * drop + 0.8 * cell + 20
    counts = ", ".join(f"{len(cells)}" for cells in reversed(wanted))
    said = f"one output cell reads {span} cells of the input"
    body = "".join(lines) + "".join(rows) + text(0, bottom, said, 14, "start")
    alt = f"{len(layers)} layers in one dimension; cells that count, from the output down: {counts}; {said}."
    return figure(Drawing(body, max(span * cell, 7.2 * len(said)), bottom + 6), alt, caption)


def _centre(index: int, layers: Sequence[tuple[int, ...]]) -> float:
    """Return where, in cells of the input, the middle of a cell's window lies."""
    place = float(index)
    for kernel_size, stride, *rest in reversed(layers):
        place = stride * place + (rest[0] if rest else 1) * (kernel_size - 1) / 2
    return place


def _thread(x1: float, y1: float, x2: float, y2: float) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="currentColor", stroke_opacity=0.45)
