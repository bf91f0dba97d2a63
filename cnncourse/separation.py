"""Judge a test that a learner designed: which known mistakes do its inputs tell from the right answer?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from cnncourse.comparing import close
from cnncourse.mistakes import Mistake
from cnncourse.probing import Case, Observation, run

LARGEST = 20_000  # numbers in one argument: more would make a test slow and no better
WHOLE = 8  # the largest whole number for a size, a stride, a padding
MOST_REMEMBERED = 20  # inputs


def separates(
    names: Sequence[str],
    reference: Callable[..., Any],
    mistakes: Sequence[Mistake],
    least: Callable[[Case], int],
) -> Callable[[Case, Observation], str]:
    """Return what judges inputs: the function of a case and of what a learner returned to a sentence, "" if good.

    Args:
        names: of the arguments of the function under test; the learner returns them in this order, as a tuple.
        reference: the right answer of the function under test.
        mistakes: its known wrong answers.
        least: how many of them have to be told apart, from the case.
    """

    remembered: dict[tuple[Any, ...], list[str]] = {}  # one answer's inputs are judged once for each part of a card

    def missed_by(arguments: dict[str, Any]) -> list[str]:
        key = tuple((type(v), np.shape(v), np.asarray(v).dtype, np.asarray(v).tobytes()) for v in arguments.values())
        if key not in remembered:
            found = unseen(arguments, reference, mistakes)
            if len(remembered) >= MOST_REMEMBERED:
                remembered.clear()
            remembered[key] = found
        return remembered[key]

    def judge(case: Case, seen: Observation) -> str:
        if seen.form != "tuple" or len(seen.arrays) != len(names):
            return f"Return a tuple ({', '.join(names)})."
        try:
            arguments = {name: _argument(name, array) for name, array in zip(names, seen.arrays, strict=True)}
        except ValueError as error:
            return str(error)
        try:
            missed = missed_by(arguments)
        except ValueError as error:
            return f"The function under test refuses these inputs: {error}."
        caught = len(mistakes) - len(missed)
        if caught >= least(case):
            return ""
        return (
            f"Your inputs tell {caught} of {len(mistakes)} wrong functions apart. They do not notice when {missed[0]}."
        )

    return judge


def unseen(arguments: dict[str, Any], reference: Callable[..., Any], mistakes: Sequence[Mistake]) -> list[str]:
    """Return the names of the mistakes that give the right result on these arguments.

    Raises:
        ValueError: the right answer itself fails on them.
    """

    def ask(answer: Callable[..., Any]) -> tuple[Observation, Case]:
        fresh = {name: np.array(v) if isinstance(v, np.ndarray) else v for name, v in arguments.items()}
        case = Case("the learner's inputs", fresh, guard=True)
        return run(answer, case), case

    right, case = ask(reference)
    if right.error or not right.arrays:
        raise ValueError(right.error.split(": ", 1)[-1].split(", at `")[0] or "nothing comes out")
    return [mistake.name for mistake in mistakes if _same(right, ask(mistake.answer)[0], case)]


def _same(right: Observation, seen: Observation, case: Case) -> bool:
    if seen.error or len(seen.arrays) != len(right.arrays) or seen.changed:
        return False
    return all(bool(close(a, b, case).all()) for a, b in zip(right.arrays, seen.arrays, strict=True))


def _argument(name: str, array: np.ndarray) -> Any:
    if array.size > LARGEST or array.ndim > 4:
        raise ValueError(f"{name} holds {array.size} numbers; {LARGEST:,} are enough for a test.")
    if array.ndim:
        return array
    value = array.item()
    if isinstance(value, bool) or abs(value) <= WHOLE:
        return value
    raise ValueError(f"{name} is {value}; keep it at {WHOLE} or below.")
