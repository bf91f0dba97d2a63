"""Check an answer: run its exercise's cases, compare, and name the mistake.

``check`` and ``hint`` are what notebooks import. While a class is graded, ``check`` only observes: it sends what
came out to the grader and holds nothing to compare it with. ``judge`` compares, in the grader's own process.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncourse import policy, probing
from cnncourse.diagnosis import close, difference, raised
from cnncourse.probing import Case, Observation

if TYPE_CHECKING:
    from cnncourse.exercises import Exercise, Mistake

PRACTICE_SEED = 0
HINTS_GIVEN: Counter[str] = Counter()
ENOUGH = 3  # numbers must agree before a mistake is named that does not explain everything
MOST_NAMES = 3  # of mistakes that explain a part equally well; more would not help


@dataclass(frozen=True)
class Example:
    """One wrong case, worked out.

    Args:
        case: the call, with its inputs.
        expected: the right result, as arrays.
        yours: the result of the answer, or None if there is none of the right shape.
        wrong: the index of the first wrong value, (array, *index), or None.
        work: the sum or formula behind the expected value at that index, or "".
    """

    case: Case
    expected: tuple[np.ndarray, ...]
    yours: tuple[np.ndarray, ...] | None
    wrong: tuple[int, ...] | None
    work: str


@dataclass(frozen=True)
class PartVerdict:
    """What is to be said about one part.

    Args:
        state: "right", "wrong", "untried" (not written yet) or "unseen" (the run ended before).
        headline: what is wrong, in words for the learner; "" when right.
        mistakes: the names of the known mistakes that give the same result.
    """

    name: str
    points: float
    state: str
    headline: str = ""
    mistakes: tuple[str, ...] = ()
    example: Example | None = None

    @property
    def passed(self) -> bool:
        """Whether every case is right."""
        return self.state == "right"

    @property
    def earned(self) -> float:
        """The points of the part, or 0."""
        return float(self.points) if self.passed else 0.0


@dataclass(frozen=True)
class Verdict:
    """What is to be said about one answer."""

    exercise: str
    parts: tuple[PartVerdict, ...]
    afterword: str = ""
    note: str = ""

    @property
    def points(self) -> float:
        """The points to be had."""
        return float(sum(part.points for part in self.parts))

    @property
    def earned(self) -> float:
        """The points of the parts that are right."""
        return float(sum(part.earned for part in self.parts))

    @property
    def passed(self) -> bool:
        """Whether every part is right."""
        return all(part.passed for part in self.parts)

    @property
    def untried(self) -> bool:
        """Whether there is nothing to judge yet."""
        return all(part.state == "untried" for part in self.parts)

    def to_dict(self) -> dict[str, Any]:
        """Return what a report needs, as plain JSON."""
        keys = ("name", "points", "earned", "passed", "state", "headline", "mistakes")
        parts = [{key: getattr(part, key) for key in keys} for part in self.parts]
        return {"exercise": self.exercise, "points": self.points, "earned": self.earned, "parts": parts}


# ------------------------------------------------------------------ in a notebook


def check(name: str, answer: Callable[..., Any] | None = None) -> None:
    """Show one card: which parts of an exercise are right, and what the first mistake is.

    Args:
        name: the exercise, which is also the name of the function to write; the function itself will do.
        answer: the function, if the notebook calls it otherwise.

    Returns:
        None. It raises nothing and writes nothing to stderr, whatever the answer does.
    """
    name = _name(name)
    answer = answer if answer is not None else getattr(sys.modules["__main__"], name, None)
    sink = Sink()
    with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
        if probing.SEED_VARIABLE in os.environ:
            data = _observed_for_grading(name, answer)
        else:
            data = _card(name, answer, sink)
    _show(data)


def hint(name: str) -> None:
    """Print the next hint of an exercise, from a nudge to nearly the answer.

    Args:
        name: the exercise, as for :func:`check`.

    Returns:
        None. After the last hint, that one is printed again.
    """
    from cnncourse.exercises import find

    name = _name(name)
    try:
        hints = find(name).hints
    except ValueError as error:
        print(_sentence(error))
        return
    HINTS_GIVEN[name] += 1
    given = min(HINTS_GIVEN[name], len(hints))
    print(f"Hint {given} of {len(hints)}: {hints[given - 1]}")


class Sink(io.TextIOBase):
    """Swallow what an answer prints while it is called many times over."""

    written = 0

    def write(self, text: str) -> int:
        """Count, and forget."""
        self.written += len(text)
        return len(text)


def _observed_for_grading(name: str, answer: Any) -> dict[str, Any]:
    seed = int(os.environ[probing.SEED_VARIABLE])
    observed = probing.observe(name, answer, seed) if callable(answer) else {}
    return {probing.MIME: probing.encode(observed), "text/plain": f"{name} was observed."}


def _card(name: str, answer: Any, sink: Sink) -> dict[str, Any]:
    from cnncourse import cards
    from cnncourse.exercises import find

    try:
        exercise = find(name)
    except ValueError as error:
        return {"text/plain": _sentence(error)}
    reason = _missing(name, answer)
    if reason:
        verdict = unanswered(exercise, reason)
    else:
        verdict = judge(exercise, probing.observe(name, answer, PRACTICE_SEED), PRACTICE_SEED)
    if sink.written:
        printed = "What your function printed while it was checked is not shown here: call it yourself to see it."
        verdict = Verdict(verdict.exercise, verdict.parts, verdict.afterword, f"{verdict.note} {printed}".strip())
    return {"text/html": cards.html(verdict), "text/plain": cards.text(verdict)}


def _missing(name: str, answer: Any) -> str:
    """Say why there is nothing to check, or "". After an error of syntax an older function is still around."""
    shell = _notebook()
    ran = shell.user_ns.get("In", []) if shell else []
    defining = [cell for cell in ran if re.search(rf"(def|class) {name}\b|{name} *=", cell)]
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(defining[-1] if defining else "", name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        return f"The cell that defines {name} did not run: {error.msg}, line {error.lineno}. Mend that first."
    if not callable(answer):
        return f"There is no function called {name} yet. Run the cell that defines it; if it fails, mend it first."
    return policy.sentence(name, policy.violations(defining[-1] if defining else "", probing.forbidden_of(name)))


def _name(given: Any) -> str:
    return str(getattr(given, "__name__", given))


def _sentence(error: ValueError) -> str:
    return f"{str(error)[0].upper()}{str(error)[1:]}."


def _notebook() -> Any:
    interactive = sys.modules.get("IPython")
    return interactive.get_ipython() if interactive is not None else None


def _show(data: dict[str, Any]) -> None:
    if _notebook() is not None:
        from IPython.display import display

        display(data, raw=True)
    else:
        print(data["text/plain"])


# ------------------------------------------------------------------------ verdict


def judge(exercise: Exercise, observed: dict[str, Observation], seed: int) -> Verdict:
    """Compare what was observed with the reference, part by part.

    Args:
        exercise: the exercise that was observed.
        observed: "part/case" to observation, as `probing.observe` returns it; missing cases were not run.
        seed: the seed of that observation.

    Returns:
        The verdict; a part earns its points if all its cases are right.
    """
    run = Run(exercise, observed, seed)
    parts = tuple(_judge_part(run, name, part.points) for name, part in exercise.parts.items())
    verdict = Verdict(exercise.name, parts, exercise.afterword)
    return Verdict(exercise.name, parts, exercise.afterword, run.rounding() if verdict.passed else "")


def unanswered(exercise: Exercise, reason: str) -> Verdict:
    """Return the verdict on an answer that never ran, for the reason given."""
    parts = tuple(PartVerdict(name, part.points, "unseen", reason) for name, part in exercise.parts.items())
    return Verdict(exercise.name, parts)


@lru_cache(maxsize=1024)
def _expected(name: str, seed: int, answer: Callable[..., Any]) -> dict[str, Observation]:
    return probing.observe(name, answer, seed, trusted=True)


@dataclass(frozen=True)
class Suspect:
    """A known mistake that explains wrong cases of a part.

    Args:
        rank: whether it explains everything that was observed; the whole part; whether it leaves right what is
            right in other parts; how many numbers it explains. The highest is named.
        mistake: the mistake.
        explained: the wrong cases of the part that it explains.
    """

    rank: tuple[bool, bool, bool, int]
    mistake: Mistake
    explained: tuple[str, ...]


class Run:
    """One observed answer beside the reference's observations and those of the known mistakes."""

    def __init__(self, exercise: Exercise, observed: dict[str, Observation], seed: int) -> None:
        self.exercise, self.observed, self.seed = exercise, observed, seed
        self.cases = dict(probing.cases_of(exercise.name, seed))
        self.expected = _expected(exercise.name, seed, exercise.reference)
        self.fine = {key for key in self.cases if self.right(key)}
        self._agreed: dict[tuple[str, Callable[..., Any]], bool | None] = {}

    def of_part(self, part: str) -> list[str]:
        """Return the keys of a part's cases."""
        return [key for key in self.cases if key.startswith(f"{part}/")]

    def right(self, key: str) -> bool:
        """Tell whether a case came out as the reference has it, or as the exercise's own judge accepts it."""
        if key in self.observed and self.exercise.verify and not self.observed[key].error:
            return not self.exercise.verify(self.cases[key], self.observed[key])
        return key in self.observed and self.same(key, self.expected[key], self.observed[key])

    def same(self, key: str, a: Observation, b: Observation) -> bool:
        """Tell whether an observation is equal to another, `a`, but for rounding in the precision of that one."""
        if (len(a.arrays), a.changed) != (len(b.arrays), b.changed) or a.error or b.error or not a.arrays:
            return False
        return all(close(x, y, self.cases[key]).all() for x, y in zip(a.arrays, b.arrays, strict=True))

    def agrees(self, key: str, answer: Callable[..., Any]) -> bool | None:
        """Tell whether a mistake gives what was observed in a case; None if that cannot be told."""
        if (key, answer) not in self._agreed:
            seen = _expected(self.exercise.name, self.seed, answer)[key]
            self._agreed[key, answer] = self._compared(key, seen)
        return self._agreed[key, answer]

    def _compared(self, key: str, seen: Observation) -> bool | None:
        if key not in self.observed or (self.observed[key].error and not (seen.error and self._raised(key))):
            return None
        got = self.observed[key]
        return _words(got.error) == _words(seen.error) if got.error else self.same(key, seen, got)

    def _raised(self, key: str) -> bool:
        """Tell whether a case raised an error of the learner's own."""
        got = self.observed.get(key)
        return got is not None and bool(got.error) and not got.untried and got.error != probing.INTERRUPTED

    def suspect(self, mistake: Mistake, answer: Callable[..., Any], keys: list[str]) -> Suspect | None:
        """Return how well a mistake explains a part, or None: it does not, or a case that is right refutes it."""
        explained = tuple(key for key in keys if key not in self.fine and self.agrees(key, answer))
        if not explained or any(self.agrees(key, answer) is False for key in keys if key in self.fine):
            return None
        unlike = {key for key in self.cases if self.agrees(key, answer) is False}
        if any(self.observed[key].error for key in explained):  # then it must account for every error
            unlike |= {key for key in self.cases if self._raised(key) and not self.agrees(key, answer)}
        numbers = sum(self._weight(key) for key in explained)
        if numbers < (1 if not unlike else ENOUGH):
            return None
        whole = unlike.isdisjoint(keys)
        return Suspect((not unlike, whole, unlike.isdisjoint(self.fine), 0 if whole else numbers), mistake, explained)

    def _weight(self, key: str) -> int:
        """Count the numbers that a case gives as evidence, zeros aside; an error is enough."""
        got = self.observed[key]
        return ENOUGH if got.error else sum(int(np.count_nonzero(array)) or 1 for array in got.arrays)

    def rounding(self) -> str:
        """Say how far a right answer is from the reference, where that is not zero."""
        worst = 0.0
        if self.exercise.verify:
            return ""
        for key, expected in self.expected.items():
            for want, got in zip(expected.arrays, self.observed[key].arrays, strict=True):
                worst = max(worst, float(np.max(np.abs(want - got.astype(float)), initial=0.0)))
        return f"Differs from the reference by at most {worst:.0e}, which is rounding: accepted." if worst else ""


def _judge_part(run: Run, name: str, points: float) -> PartVerdict:
    keys = run.of_part(name)
    wrong = [key for key in keys if not run.right(key)]
    if not wrong:
        return PartVerdict(name, points, "right")
    seen = [run.observed[key] for key in keys if key in run.observed]
    if not seen:
        return PartVerdict(name, points, "unseen", "This part was not reached.")
    if all(observation.untried for observation in seen):
        return PartVerdict(name, points, "untried", "Not attempted yet.")
    known = _known(run, keys)
    headline = " ".join(filter(None, _named(run, known, wrong))) if known else _located(run, keys, wrong)
    names = tuple(dict.fromkeys(suspect.mistake.name for suspect in known))
    return PartVerdict(name, points, "wrong", headline, names, _example(run, wrong))


# ---------------------------------------------------------------------- diagnosis


def _known(run: Run, keys: list[str]) -> list[Suspect]:
    """Return the known mistakes behind a wrong part: those that explain most, unless they are too many to help."""
    forms = [(mistake, answer) for mistake in run.exercise.mistakes for answer in mistake.answers]
    suspects = [s for s in (run.suspect(mistake, answer, keys) for mistake, answer in forms) if s]
    best = max((suspect.rank for suspect in suspects), default=(False, False, False, 0))
    known = [suspect for suspect in suspects if suspect.rank == best]
    return known if best[0] or len({suspect.mistake.name for suspect in known}) <= MOST_NAMES else []


def _words(error: str) -> list[str]:
    """Return the words of an error in order, so that `a * b` fails as `b * a` does; the learner's line is left out."""
    return sorted(error.split(", at `")[0].split())


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


def _located(run: Run, keys: list[str], wrong: list[str]) -> str:
    """Say where a mistake begins that nobody has described yet."""
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
    return passed + difference(run.expected[key], run.observed[key], case, run.exercise.outputs, run.exercise.name)


def _constant(run: Run, keys: list[str]) -> str:
    """Say so if one result is right and all others of the part repeat it: a number that was written down."""
    right = [key for key in keys if key in run.fine]
    others = [run.observed.get(key) for key in keys if key not in run.fine]
    repeated = len(right) == 1 and all(o and run.same(right[0], run.observed[right[0]], o) for o in others)
    return f"It works for {_cases(run, right)} alone: every other input gets the same result." if repeated else ""


def _example(run: Run, wrong: list[str]) -> Example | None:
    """Work out the shown case of a part, if it is among the wrong ones, or else one whose inputs are numbers."""
    for key in sorted(wrong, key=lambda key: not run.cases[key].shown):
        case, want, seen = run.cases[key], run.expected[key], run.observed.get(key, Observation())
        if not case.shown and (case.drive or any(isinstance(value, np.ndarray) for value in case.args.values())):
            continue
        fits = [a.shape for a in want.arrays] == [a.shape for a in seen.arrays]
        index = _first_wrong(want, seen, case) if fits else (0,) * (1 + want.arrays[0].ndim)
        work = run.exercise.work(case, index[1:]) if run.exercise.work and index else ""
        return Example(case, want.arrays, seen.arrays or None, index if fits else None, work)
    return None


def _first_wrong(want: Observation, seen: Observation, case: Case) -> tuple[int, ...] | None:
    for i, (a, b) in enumerate(zip(want.arrays, seen.arrays, strict=True)):
        off = np.argwhere(~close(a, b, case))
        if len(off):
            return (i, *(int(j) for j in off[0]))
    return None
