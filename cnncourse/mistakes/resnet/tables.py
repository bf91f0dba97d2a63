"""Mistakes in shortcut_parameters and worse_when_deeper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from cnncourse.mistakes import declared

# ----------------------------------------------------- shortcut_parameters


def counted(**changes: Any) -> Callable[..., int]:
    """Count block by block, with a setting changed.

    `cost`: of a projection (C, D). `projects`: whether a block (stage, index, C, D, option) has one. `width`: the
    channels (C, D, index) that a block reads.
    """
    b = SimpleNamespace(
        **{
            "cost": lambda C, D: C * D + 2 * D,
            "projects": needed,
            "width": lambda C, D, index: C if index == 0 else D,
            **changes,
        }
    )

    def answer(blocks: Sequence[int], channels: Sequence[int], option: str) -> int:
        total, C = 0, channels[0]
        for stage, (count, D) in enumerate(zip(blocks, channels, strict=True)):
            for index in range(count):
                read = b.width(C, D, index)
                total += b.cost(read, D) if b.projects(stage, index, read, D, option) else 0
            C = D
        return total

    return answer


def needed(stage: int, index: int, C: int, D: int, option: str) -> bool:
    """Tell whether a block has a projection: under B where maps or channels change, under C everywhere."""
    return option == "C" or (option == "B" and stage > 0 and index == 0)


SHORTCUT_PARAMETERS_MISTAKES = declared(
    lambda answer: answer,
    (
        (
            "the batch norms are forgotten",
            counted(cost=lambda C, D: C * D),
            "A batch norm follows each projection: a scale and a shift for each of its channels.",
        ),
        (
            "a batch norm counts one number a channel",
            counted(cost=lambda C, D: C * D + D),
            "A batch norm learns two numbers a channel: a scale and a shift.",
        ),
        (
            "a batch norm counts four numbers a channel",
            counted(cost=lambda C, D: C * D + 4 * D),
            "The running mean and variance are measured, not learned: two numbers a channel count.",
        ),
        (
            "the batch norm belongs to the channels that come in",
            counted(cost=lambda C, D: C * D + 2 * C),
            "The batch norm comes after the projection, so it has as many channels as go out.",
        ),
        (
            "the convolution has a bias",
            counted(cost=lambda C, D: C * D + 3 * D),
            "A convolution before a batch norm has no bias: the batch norm would subtract it.",
        ),
        (
            "the projection is a 3x3 convolution",
            counted(cost=lambda C, D: 9 * C * D + 2 * D),
            "The projection is a 1x1 convolution: C * D weights.",
        ),
        (
            "option A costs as much as option B",
            counted(projects=lambda stage, index, C, D, o: needed(stage, index, C, D, "B" if o == "A" else o)),
            "Option A subsamples and adds zeros. Nothing in it is learned.",
        ),
        (
            "the first stage is given a projection under option B",
            counted(projects=lambda stage, index, C, D, o: o == "C" or (o == "B" and index == 0)),
            "The first stage keeps size and channels, so x fits as it is.",
        ),
        (
            "only a change of channels counts, not that of the size",
            counted(projects=lambda stage, index, C, D, o: o == "C" or (o == "B" and C != D)),
            "From the second stage on the first block halves the maps: it has a projection even if the channels stay.",
        ),
        (
            "option B projects in every block",
            counted(projects=lambda stage, index, C, D, o: o != "A"),
            "That is option C. Under B only the blocks that change the shape have a projection.",
        ),
        (
            "option C projects only where the shape changes",
            counted(projects=lambda stage, index, C, D, o: o != "A" and stage > 0 and index == 0),
            "That is option B. Under C every block has a projection.",
        ),
        (
            "option C leaves out the first stage",
            counted(projects=lambda stage, index, C, D, o: needed(stage, index, C, D, "B") or (o == "C" and stage > 0)),
            "Under C every block of every stage has a projection.",
        ),
        (
            "option C leaves out the first block of the network",
            counted(
                projects=lambda stage, index, C, D, o: needed(stage, index, C, D, o) and (stage > 0 or index > 0)
            ),
            "Under C every block has a projection, the first included.",
        ),
        (
            "every block of a stage reads the channels of the stage before",
            counted(width=lambda C, D, index: C),
            "Only the first block of a stage reads C channels; the others read what it made, D.",
        ),
        (
            "all blocks of a changing stage have a projection under option B",
            counted(projects=lambda stage, index, C, D, o: o == "C" or (o == "B" and stage > 0)),
            "Only the first block of a stage changes the shape.",
        ),
        (
            "only the first stage that changes is counted",
            counted(projects=lambda stage, index, C, D, o: needed(stage, index, C, D, o) and (o == "C" or stage == 1)),
            "Add over all stages: total = total + ..., not total = ...",
        ),
        (
            "the result of the last projection stands for the sum",
            lambda blocks, channels, option: counted()(
                (1, 1) if option == "B" else (1,), channels[-2:] if option == "B" else channels[-1:], option
            ),
            "Add over all blocks: total = total + ..., not total = ...",
        ),
    ),
)  # fmt: skip

# ------------------------------------------------------- worse_when_deeper


def ordered(depths: Sequence[int], errors: Sequence[float]) -> list[tuple[int, float]]:
    """Return the table by rising depth."""
    return sorted(zip(depths, errors, strict=True))


def worse(
    compare: Callable[[float, list[float]], bool],
    give: Callable[[int, float, int], Any] = lambda depth, error, index: depth,
    order: Callable[..., Any] = ordered,
) -> Callable[..., list[Any]]:
    """List the rows whose error compares so with those of all rows before them."""

    def answer(depths: Sequence[int], errors: Sequence[float]) -> list[Any]:
        rows = list(order(depths, errors))
        before = [[error for _, error in rows[:i]] for i in range(len(rows))]
        found = zip(rows, before, range(len(rows)), strict=True)
        return [give(row[0], row[1], i) for row, earlier, i in found if compare(row[1], earlier)]

    return answer


def above(error: float, before: list[float]) -> bool:
    """Tell whether some shallower network is better, as asked."""
    return any(error > other for other in before)


def deeper_is_better(depths: Sequence[int], errors: Sequence[float]) -> list[int]:
    """List the networks that some deeper one beats."""
    rows = ordered(depths, errors)
    return [depth for depth, error in rows if any(e < error for d, e in rows if d > depth)]


def of_the_row(depths: Sequence[int], errors: Sequence[float]) -> list[int]:
    """Give the place in the table as it came."""
    return [list(depths).index(depth) for depth in worse(above)(depths, errors)]


def in_the_table_order(depths: Sequence[int], errors: Sequence[float]) -> list[int]:
    """Find the right depths and leave them in the order of the table."""
    found = worse(above)(depths, errors)
    return [depth for depth in depths if depth in found]


WORSE_WHEN_DEEPER_MISTAKES = declared(
    lambda answer: answer,
    (
        (
            "each network is compared with the next shallower one alone",
            worse(lambda error, before: bool(before) and error > before[-1]),
            "Some shallower network is enough, however far away: compare with the best of them.",
        ),
        (
            "each network is compared with the shallowest alone",
            worse(lambda error, before: bool(before) and error > before[0]),
            "Any shallower network counts: compare with the best of them.",
        ),
        (
            "a network has to be worse than all shallower ones",
            worse(lambda error, before: bool(before) and error > max(before)),
            "One better shallower network is enough.",
        ),
        (
            "each network is compared with the best of the whole table",
            lambda depths, errors: [d for d, e in sorted(zip(depths, errors, strict=True)) if e > min(errors)],
            "A better network that is deeper does not make one worse: compare with the shallower ones alone.",
        ),
        (
            "a tie counts as worse",
            worse(lambda error, before: bool(before) and error >= min(before)),
            "Worse means a higher error; an equal one is not.",
        ),
        (
            "the better networks are listed",
            worse(lambda error, before: bool(before) and error < min(before)),
            "The numbers are errors: a higher one is worse. Asked are the networks with a higher error.",
            worse(lambda error, before: any(error < other for other in before)),
        ),
        (
            "all networks that are not worse are listed",
            worse(lambda error, before: not above(error, before)),
            "Asked are the networks that a shallower one beats.",
        ),
        (
            "the networks that a deeper one beats are listed",
            deeper_is_better,
            "Asked are the deeper ones of such a pair: those that a shallower network beats.",
        ),
        (
            "the errors are returned instead of the depths",
            worse(above, lambda depth, error, index: error),
            "Return the depths, first argument, of the networks found.",
        ),
        (
            "places in the table are returned instead of depths",
            of_the_row,
            "Return the depths of the networks found, not their indices.",
            worse(above, lambda depth, error, index: index),
        ),
        (
            "the order of the table is taken for the order of depth",
            worse(above, order=lambda depths, errors: zip(depths, errors, strict=True)),
            "The rows may come in any order: sort them by depth first.",
        ),
        (
            "the depths are not returned in rising order",
            in_the_table_order,
            "Return the depths in rising order, whatever the order of the table.",
            lambda depths, errors: worse(above)(depths, errors)[::-1],
        ),
        (
            "the rows are sorted by their error instead of their depth",
            worse(above, order=lambda depths, errors: [(d, e) for e, d in sorted(zip(errors, depths, strict=True))]),
            "Sort by depth: shallower means a smaller depth.",
        ),
        (
            "only the worst of them is returned",
            lambda depths, errors: worse(above)(depths, errors)[:1],
            "Return all networks that some shallower one beats.",
            lambda depths, errors: worse(above)(depths, errors)[-1:],
        ),
        (
            "the answer is yes or no",
            lambda depths, errors: bool(worse(above)(depths, errors)),
            "Return the list of depths; it is empty if no network is worse than a shallower one.",
            lambda depths, errors: [bool(above(e, [o for d, o in ordered(depths, errors) if d < depth]))
                                    for depth, e in ordered(depths, errors)],
            lambda depths, errors: len(worse(above)(depths, errors)),
        ),
        (
            "the first network counts as worse",
            worse(lambda error, before: not before or above(error, before)),
            "The shallowest network has nothing to be compared with.",
        ),
    ),
)  # fmt: skip
