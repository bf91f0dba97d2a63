"""Say what is wrong with a part: the known mistake behind it, or else where it begins, with one small case."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from cnncourse import probing
from cnncourse.comparing import close, difference, failure, raised
from cnncourse.conditions import condition
from cnncourse.evidence import Run, Suspect
from cnncourse.policy import guarded
from cnncourse.probing import INTERRUPTED, Case, Observation
from cnncourse.shrinking import fresh, left_out, siblings, smallest
from cnncourse.terms import sum_of_terms
from cnncourse.verdicts import Example, Remark

SECONDS = 0.5  # of looking for a smaller case: nobody notices the wait

__all__ = ["close", "diagnosed", "difference"]


def diagnosed(run: Run, keys: list[str], first: bool) -> tuple[Remark, Example | None]:
    """Say what is wrong with a part that has wrong cases.

    Args:
        run: the observed answer.
        keys: the part's cases.
        first: whether it is the first part that is wrong, whose mistake is worked out.
    """
    wrong = [key for key in keys if not run.right(key)]
    known = run.known(keys)
    if known:
        names = dict.fromkeys(suspect.mistake.name for suspect in known)
        return Remark(" ".join(filter(None, _named(run, known, wrong))), *names), _shown(run, wrong)
    said = _located(run, keys, wrong, first)
    said = said if isinstance(said, Remark) else Remark(said)
    return said, (_shrunk(run, wrong) if first and not said.mistakes else None) or _shown(run, wrong)


# ------------------------------------------------------------------------ a known mistake


def _named(run: Run, known: list[Suspect], wrong: list[str]) -> list[str]:
    """Say which mistake it is, in which cases if not in all, and what was raised."""
    explained = known[0].explained
    ran = any(not run.observed[key].error for key in explained)
    lead = "your result equals what you get when" if ran else "your function fails just as it does when"
    others = [key for key in wrong if key in run.observed and not run.observed[key].error and key not in explained]
    lead = f"In {_cases(run, explained)} {lead}" if others else lead[0].upper() + lead[1:]
    names = ", or when ".join(dict.fromkeys(suspect.mistake.name for suspect in known))
    messages = " ".join(dict.fromkeys(suspect.mistake.message for suspect in known))
    more = f"Something else is wrong in {_cases(run, others)}." if others else ""
    return [f"{lead} {names}. {messages}", more, _raised(run, wrong)]


def _cases(run: Run, keys: Iterable[str]) -> str:
    return ", ".join(f"“{run.cases[key].name}”" for key in keys)


def _raised(run: Run, wrong: list[str]) -> str:
    for key in wrong:
        if key in run.observed and run.observed[key].error:
            return raised(run.observed[key], run.cases[key], run.exercise.name)
    return ""


# --------------------------------------------------------- a mistake nobody has described


def _located(run: Run, keys: list[str], wrong: list[str], first: bool) -> str:
    """Say where the mistake begins, what all wrong cases share, and what is wrong in the first of them."""
    key = wrong[0]
    case = run.cases[key]
    before = keys[: keys.index(key)]
    passed = f"Right for {_cases(run, before)}; wrong from “{case.name}” on. " if before else ""
    if key not in run.observed:
        return f"{passed}The run ended before “{case.name}”."
    if run.exercise.verify and not run.observed[key].error:
        return run.exercise.verify(case, run.observed[key])
    if constant := _constant(run, keys):
        return constant
    shared = condition(run, _defaults(run)) if first else ""
    said = difference(run.expected[key], run.observed[key], case, run.exercise.outputs, run.exercise.name)
    return f"{passed}{said} {shared}".strip()


def _constant(run: Run, keys: list[str]) -> str:
    """Say so if one result is right and all others of the part repeat it: a number that was written down."""
    right = [key for key in keys if key in run.fine]
    others = [run.observed.get(key) for key in keys if key not in run.fine]
    repeated = len(right) == 1 and all(o and run.same(right[0], run.observed[right[0]], o) for o in others)
    return f"It works for {_cases(run, right)} alone: every other input gets the same result." if repeated else ""


# ------------------------------------------------------------------------ one small case


def _shown(run: Run, wrong: list[str]) -> Example | None:
    """Work out the shown case of a part, if it is among the wrong ones, or else one whose inputs are numbers."""
    for key in sorted(wrong, key=lambda key: not run.cases[key].shown):
        case, want, seen = run.cases[key], run.expected[key], run.observed.get(key, Observation())
        if not case.shown and (case.drive or any(isinstance(value, np.ndarray) for value in case.args.values())):
            continue
        return _example(run, case, want, seen, f"A small case, {case.name}:")
    return None


def _example(run: Run, case: Case, want: Observation, seen: Observation, lead: str, more: str = "") -> Example:
    fits = [a.shape for a in want.arrays] == [a.shape for a in seen.arrays]
    index = _first_wrong(want, seen, case) if fits else (0,) * (1 + want.arrays[0].ndim)
    one = Example(case, want.arrays, seen.arrays or None, index if fits else None, _work(run, case, index), lead, more)
    outputs = run.exercise.outputs
    if not (fits and index and len(outputs) == len(want.arrays) > 1):
        return one
    at, *place = index
    drawn = replace(one, expected=(want.arrays[at],), yours=(seen.arrays[at],), label=outputs[at])
    return replace(drawn, wrong=(0, *place))


def _work(run: Run, case: Case, index: tuple[int, ...] | None) -> str:
    """Write the right number out, in the exercise's own words or, where these do not fit, as a sum."""
    said = ""
    if index and run.exercise.work:  # made for the shown cases, so that it may stumble over others
        with suppress(ArithmeticError, LookupError, TypeError, ValueError):
            said = run.exercise.work(case, index[1:])
    return said or (sum_of_terms(run.exercise.reference, case, index) if index else "")


def _first_wrong(want: Observation, seen: Observation, case: Case) -> tuple[int, ...] | None:
    for i, (a, b) in enumerate(zip(want.arrays, seen.arrays, strict=True)):
        off = np.argwhere(~close(a, b, case))
        if len(off):
            return (i, *(int(j) for j in off[0]))
    return None


class Asked:
    """The exercise's reference and an answer that may be called again, on one case after the other.

    Args:
        run: the observed answer.
        start: the key of the case that fails.
    """

    def __init__(self, run: Run, start: str) -> None:
        self.run, self.defaults, case = run, _defaults(run), run.cases[start]
        self.kind = failure(run.expected[start], run.observed[start], case)

    def expected(self, case: Case) -> Observation:
        """Return what is right; nothing if the reference does not take these inputs."""
        return probing.run(self.run.exercise.reference, fresh(case))

    def answered(self, case: Case) -> Observation:
        """Return what the answer gives, which may not call what is forbidden."""
        assert self.run.answer is not None
        with guarded(probing.forbidden_of(self.run.exercise.name)):
            return probing.run(self.run.answer, fresh(case))

    def failure(self, case: Case) -> str | None:
        """Name the kind of failure, "" if the answer is right; None if the inputs make no sense."""
        want = self.expected(case)
        fine = want.arrays and all(array.size and np.isfinite(array).all() for array in want.arrays)
        return failure(want, self.answered(case), case) if fine else None

    def fails(self, case: Case) -> bool:
        """Tell whether the answer fails as it does in the case at the start."""
        return self.failure(case) == self.kind

    def fails_in_whole_numbers(self, case: Case) -> bool:
        """Tell whether it does so where what is right are whole numbers."""
        return self.fails(case) and all(np.allclose(a, np.rint(a)) for a in self.expected(case).arrays)

    def nearby(self, case: Case) -> str:
        """Say which settings the failure needs: those without which the answer is right."""
        given = [name for name in (*case.args, *case.options) if name in self.defaults]
        needed = [name for name in given if any(map(self._right, left_out(case, name)))]
        values = [f"without `{n}`" if self.defaults[n] is None else f"with `{n}={self.defaults[n]}`" for n in needed]
        right = f"The same call is right {', and also '.join(values)}." if values else ""
        return " ".join(filter(None, [right, *(self._kept(*item) for item in case.args.items())]))

    def _kept(self, name: str, value: Any) -> str:
        """Say of an array what its numbers do not show."""
        if not isinstance(value, np.ndarray):
            return ""
        if not value.flags.c_contiguous:
            return f"Here `{name}` is a view of a larger array."
        others = {str(np.asarray(case.args.get(name, 0)).dtype) for case in self.run.cases.values()}
        kept = {"float32": "is of float32"}.get(str(value.dtype), "holds integers" if value.dtype.kind in "iu" else "")
        return f"Here `{name}` {kept}." if kept and "float64" in others else ""

    def _right(self, case: Case) -> bool:
        return self.failure(case) == ""


def _shrinkable(run: Run, key: str) -> bool:
    """Tell whether the answer may be called again on smaller inputs than those of a case."""
    case, seen = run.cases[key], run.observed.get(key, Observation(error=INTERRUPTED))
    failed = seen.error != INTERRUPTED and not seen.untried and failure(run.expected[key], seen, case) != "changed"
    plain = not run.exercise.verify and not case.drive and any(True for _ in siblings(case, _defaults(run)))
    return run.answer is not None and failed and plain


def _shrunk(run: Run, wrong: list[str]) -> Example | None:
    """Look for the smallest failing case by calling the answer again; None if that cannot be done or finds none."""
    start = next((key for key in wrong if _shrinkable(run, key)), None)
    if start is None:
        return None
    asked = Asked(run, start)
    try:
        ways = (asked.fails_in_whole_numbers, asked.fails)
        tried = (smallest(run.cases[start], fails, asked.defaults, SECONDS) for fails in ways)
        found = next((case for case in tried if case), None)
        if found is None:
            return None
        want, seen, more = asked.expected(found), asked.answered(found), asked.nearby(found)
    except KeyboardInterrupt:  # the stop button: the card is shown without it
        return None
    return _example(run, found, want, seen, "The smallest case found that fails:", more)


def _defaults(run: Run) -> dict[str, Any]:
    """Return the defaults of those arguments that some case of the exercise leaves out."""
    parameters = inspect.signature(run.exercise.reference).parameters.values()
    always = set.intersection(*(set(case.args) | set(case.options) for case in run.cases.values()))
    return {p.name: p.default for p in parameters if p.default is not p.empty and p.name not in always}
