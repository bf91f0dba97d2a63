"""Mistakes in the ledger of an inception block, and in that of a stack of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from cnncourse.mistakes import declared

Conv = tuple[int, int, int]  # channels in, channels out, side of the kernel
Rule = Callable[[SimpleNamespace], Any]


def row(rule: Rule) -> Callable[..., Any]:
    """Give a rule the signature of inception_ledger; what a rule returns as a dict changes the two sums."""

    def answer(in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj, size):
        a = SimpleNamespace(C=in_channels, c1=c1, r3=c3_reduce, c3=c3, r5=c5_reduce, c5=c5, pool=pool_proj, size=size)
        a.cells = size[0] * size[1]
        right = {"parameters": parameters(convs(a)), "macs": taps(convs(a)) * a.cells}
        changed = rule(a)
        if not isinstance(changed, dict):
            return changed
        right |= changed
        return right["parameters"], right["macs"]

    return answer


def convs(a: SimpleNamespace, **changes: Conv | None) -> list[Conv]:
    """List the six convolutions, with some of them changed or, with None, left out."""
    right = {
        "one": (a.C, a.c1, 1),
        "reduce3": (a.C, a.r3, 1),
        "three": (a.r3, a.c3, 3),
        "reduce5": (a.C, a.r5, 1),
        "five": (a.r5, a.c5, 5),
        "proj": (a.C, a.pool, 1),
    }
    return [conv for conv in {**right, **changes}.values() if conv]


def taps(convolutions: Iterable[Conv]) -> int:
    """Count the weights."""
    return sum(c_in * c_out * k * k for c_in, c_out, k in convolutions)


def parameters(convolutions: Iterable[Conv]) -> int:
    """Count the weights and the biases."""
    return sum(c_in * c_out * k * k + c_out for c_in, c_out, k in convolutions)


def biases(a: SimpleNamespace) -> int:
    """Count the biases."""
    return sum(c_out for _, c_out, _ in convs(a))


def both(change: Callable[[SimpleNamespace], dict[str, Conv | None]]) -> tuple[Rule, ...]:
    """Change the list of convolutions: in both sums, and in each alone."""

    def sums(a: SimpleNamespace) -> dict[str, int]:
        changed = convs(a, **change(a))
        return {"parameters": parameters(changed), "macs": taps(changed) * a.cells}

    return sums, lambda a: {"parameters": sums(a)["parameters"]}, lambda a: {"macs": sums(a)["macs"]}


def reading_all(a: SimpleNamespace) -> dict[str, Conv | None]:
    """Let the large kernels read the block's input."""
    return {"three": (a.C, a.c3, 3), "five": (a.C, a.c5, 5)}


NO_REDUCTION: dict[str, Conv | None] = {"reduce3": None, "reduce5": None}


def chained(a: SimpleNamespace) -> dict[str, Conv | None]:
    """Let each branch read what the branch before it gives."""
    return {"reduce3": (a.c1, a.r3, 1), "reduce5": (a.c3, a.r5, 1), "proj": (a.c5, a.pool, 1)}


def exchanged(a: SimpleNamespace) -> dict[str, Conv | None]:
    """Take the column of the reduction for that of the large kernel."""
    return {
        "reduce3": (a.C, a.c3, 1),
        "three": (a.c3, a.r3, 3),
        "reduce5": (a.C, a.c5, 1),
        "five": (a.c5, a.r5, 5),
    }


def reductions_exchanged(a: SimpleNamespace) -> dict[str, Conv | None]:
    """Take the two reductions for one another."""
    return {
        "reduce3": (a.C, a.r5, 1),
        "three": (a.r5, a.c3, 3),
        "reduce5": (a.C, a.r3, 1),
        "five": (a.r3, a.c5, 5),
    }


def sides_not_squared(a: SimpleNamespace) -> dict[str, int]:
    """Count as many weights as a kernel is wide."""
    weights = sum(c_in * c_out * k for c_in, c_out, k in convs(a))
    return {"parameters": weights + biases(a), "macs": weights * a.cells}


INCEPTION_LEDGER_MISTAKES = declared(
    row,
    (
        (
            "the biases are not counted",
            lambda a: {"parameters": taps(convs(a))},
            "Each filter has a bias: a convolution with c_out filters learns c_out more numbers.",
        ),
        (
            "one bias is counted for each convolution",
            lambda a: {"parameters": taps(convs(a)) + 6},
            "Each filter has a bias of its own, c_out of them in a convolution.",
        ),
        (
            "the biases of the reductions are not counted",
            lambda a: {"parameters": parameters(convs(a)) - a.r3 - a.r5},
            "The reductions are convolutions with biases of their own: c3_reduce and c5_reduce of them.",
        ),
        (
            "the numbers are given in thousands or millions",
            lambda a: {"parameters": parameters(convs(a)) / 1e3},
            "Return whole numbers, not K or M.",
            lambda a: {"parameters": parameters(convs(a)) / 1e6},
            lambda a: {"macs": taps(convs(a)) * a.cells / 1e6},
            lambda a: {"parameters": parameters(convs(a)) / 1e3, "macs": taps(convs(a)) * a.cells / 1e6},
        ),
        (
            "a bias is counted for each input channel",
            lambda a: {"parameters": taps(convs(a)) + sum(c_in for c_in, _, _ in convs(a))},
            "A bias belongs to a filter: c_out of them, not c_in.",
        ),
        (
            "the biases are counted as multiply-adds",
            lambda a: {"macs": parameters(convs(a)) * a.cells},
            "Multiply-adds are the products of weights and inputs. Biases are not counted.",
            lambda a: {"macs": taps(convs(a)) * a.cells + biases(a)},
        ),
        (
            "the 3x3 and the 5x5 convolution read all channels of the input",
            both(reading_all)[0],
            "They read what their reductions give: c3_reduce and c5_reduce channels.",
            *both(reading_all)[1:],
        ),
        (
            "the 3x3 convolution reads all channels of the input",
            both(lambda a: {"three": (a.C, a.c3, 3)})[0],
            "It reads what its reduction gives: c3_reduce channels.",
            *both(lambda a: {"three": (a.C, a.c3, 3)})[1:],
        ),
        (
            "the 5x5 convolution reads all channels of the input",
            both(lambda a: {"five": (a.C, a.c5, 5)})[0],
            "It reads what its reduction gives: c5_reduce channels.",
            *both(lambda a: {"five": (a.C, a.c5, 5)})[1:],
        ),
        (
            "the two reductions are left out of the sum",
            both(lambda a: NO_REDUCTION)[0],
            "The reductions are convolutions themselves: in_channels to c3_reduce and in_channels to c5_reduce, 1x1.",
            *both(lambda a: NO_REDUCTION)[1:],
        ),
        (
            "there are no reductions",
            both(lambda a: {**reading_all(a), **NO_REDUCTION})[0],
            "A 1x1 convolution stands before the 3x3 and before the 5x5 one, and these read its channels.",
            *both(lambda a: {**reading_all(a), **NO_REDUCTION})[1:],
        ),
        (
            "the 1x1 branch is left out",
            both(lambda a: {"one": None})[0],
            "The block has six convolutions, the first of them 1x1 from in_channels to c1.",
            *both(lambda a: {"one": None})[1:],
        ),
        (
            "the pool branch is left out",
            both(lambda a: {"proj": None})[0],
            "After the pool a 1x1 convolution leads from in_channels to pool_proj.",
            *both(lambda a: {"proj": None})[1:],
        ),
        (
            "the pool's projection is counted as a 3x3 convolution",
            both(lambda a: {"proj": (a.C, a.pool, 3)})[0],
            "The 3x3 window is that of the pool, which learns nothing. The projection is 1x1.",
            *both(lambda a: {"proj": (a.C, a.pool, 3)})[1:],
        ),
        (
            "the pool's projection reads as many channels as it gives",
            both(lambda a: {"proj": (a.pool, a.pool, 1)})[0],
            "A pool keeps the channels: its projection reads in_channels of them.",
            *both(lambda a: {"proj": (a.pool, a.pool, 1)})[1:],
        ),
        (
            "the pool's projection reads the channels of the 5x5 branch",
            both(lambda a: {"proj": (a.c5, a.pool, 1)})[0],
            "The branches stand side by side. The pool reads the block's input, in_channels of them, and keeps them.",
            *both(lambda a: {"proj": (a.c5, a.pool, 1)})[1:],
        ),
        (
            "the third branch is counted with 3x3 kernels",
            both(lambda a: {"five": (a.r5, a.c5, 3)})[0],
            "The paper has 5x5 kernels there: 25 weights for each pair of channels.",
            *both(lambda a: {"five": (a.r5, a.c5, 3)})[1:],
        ),
        (
            "a kernel of side k is counted with k weights",
            sides_not_squared,
            "A kernel has k * k weights for each pair of channels.",
            lambda a: {"parameters": sides_not_squared(a)["parameters"]},
            lambda a: {"macs": sides_not_squared(a)["macs"]},
        ),
        (
            "the columns of reduction and convolution are exchanged",
            both(exchanged)[0],
            "First the reduction to c3_reduce (c5_reduce), then the large kernels from there to c3 (c5).",
            *both(exchanged)[1:],
        ),
        (
            "the two reductions are taken for one another",
            both(reductions_exchanged)[0],
            "c3_reduce stands before the 3x3 convolution, c5_reduce before the 5x5 one.",
            *both(reductions_exchanged)[1:],
        ),
        (
            "each branch reads the output of the branch before",
            both(chained)[0],
            "The four branches stand side by side: each reads the block's input.",
            *both(chained)[1:],
        ),
        (
            "the multiply-adds are those of one cell",
            lambda a: {"macs": taps(convs(a))},
            "Every weight is used once in each cell of the map: times H * W.",
        ),
        (
            "the height is squared",
            lambda a: {"macs": taps(convs(a)) * a.size[0] ** 2},
            "A map has H * W cells.",
        ),
        (
            "the width is squared",
            lambda a: {"macs": taps(convs(a)) * a.size[1] ** 2},
            "A map has H * W cells.",
        ),
        (
            "only one side of the map is counted",
            lambda a: {"macs": taps(convs(a)) * a.size[0]},
            "A map has H * W cells.",
            lambda a: {"macs": taps(convs(a)) * a.size[1]},
        ),
        (
            "multiplications and additions are counted apart",
            lambda a: {"macs": 2 * taps(convs(a)) * a.cells},
            "A multiply-add is one multiplication with the addition that follows: count it once.",
        ),
        (
            "the parameters are multiplied by the cells of the map",
            lambda a: {"parameters": parameters(convs(a)) * a.cells},
            "The same weights serve every cell: the size of the map does not occur.",
            lambda a: {"parameters": taps(convs(a)) * a.cells},
        ),
        (
            "the two sums come back in another order",
            lambda a: (taps(convs(a)) * a.cells, parameters(convs(a))),
            "Return (parameters, multiply_adds).",
        ),
    ),
)


# ------------------------------------------------------------------ stack_parameters


def stack(rule: Callable[[int, list[Any]], Any]) -> Callable[..., Any]:
    """Give a rule the signature of stack_parameters."""
    return lambda in_channels, rows: rule(in_channels, rows)


def of_row(in_channels: int, columns: Any) -> int:
    """Count the parameters of one block."""
    return int(row(lambda a: {})(in_channels, *columns, (1, 1))[0])


def channels(columns: Any) -> int:
    """Return the channels of a block's output."""
    return int(columns[0] + columns[2] + columns[4] + columns[5])


def followed(following: Callable[[int, Any], int]) -> Callable[[int, list[Any]], int]:
    """Sum over the rows, with another rule for the channels that the next row reads."""

    def rule(in_channels: int, rows: list[Any]) -> int:
        total = 0
        for columns in rows:
            total += of_row(in_channels, columns)
            in_channels = following(in_channels, columns)
        return total

    return rule


def single(in_channels: int, rows: list[Any]) -> list[int]:
    """List the parameters of the rows."""
    counts = []
    for columns in rows:
        counts.append(of_row(in_channels, columns))
        in_channels = channels(columns)
    return counts


def unbiased(in_channels: int, rows: list[Any]) -> int:
    """Count the weights alone."""
    return sum(single(in_channels, rows)) - sum(channels(r) + r[1] + r[3] for r in rows)


STACK_PARAMETERS_MISTAKES = declared(
    stack,
    (
        (
            "every row reads the channels of the first one's input",
            followed(lambda c, r: c),
            "A row reads what the row before gives: c1 + c3 + c5 + pool_proj channels.",
        ),
        (
            "all six columns are added for the next row's input",
            followed(lambda c, r: sum(r)),
            "The reductions stay inside their branches: c1 + c3 + c5 + pool_proj channels leave the block.",
        ),
        (
            "the pool branch is forgotten in the next row's input",
            followed(lambda c, r: channels(r) - r[5]),
            "Four branches are concatenated: c1 + c3 + c5 + pool_proj.",
        ),
        (
            "the pool branch is taken to keep its channels",
            followed(lambda c, r: channels(r) - r[5] + c),
            "The pool keeps the channels, but its projection leaves pool_proj of them.",
        ),
        (
            "the first four columns are added for the next row's input",
            followed(lambda c, r: sum(r[:4])),
            "The four branches end with c1, c3, c5 and pool_proj channels: columns 0, 2, 4 and 5.",
        ),
        (
            "the last column alone is the next row's input",
            followed(lambda c, r: r[5]),
            "All four branches reach the next row, one behind the other: c1 + c3 + c5 + pool_proj.",
        ),
        (
            "the widest branch alone is the next row's input",
            followed(lambda c, r: max(r[0], r[2], r[4], r[5])),
            "The branches are concatenated, not added: their channels sum up.",
        ),
        (
            "the channels of all rows so far are added up",
            followed(lambda c, r: c + channels(r)),
            "A row reads the row before and nothing else: set the channels anew, do not add to them.",
        ),
        (
            "only the last row is counted",
            lambda c, rows: single(c, rows)[-1],
            "Add up all rows: use +=.",
        ),
        (
            "the last row is left out",
            lambda c, rows: sum(single(c, rows)[:-1]),
            "Every row counts, the last one as well: return after the loop.",
        ),
        (
            "it stops after the first row",
            lambda c, rows: single(c, rows)[0],
            "Return after the loop, not in it.",
        ),
        (
            "the rows are listed, not added up",
            single,
            "Return one number: the sum over all rows.",
        ),
        (
            "the biases are not counted",
            unbiased,
            "Each filter has a bias, those of the reductions as well.",
        ),
    ),
)
