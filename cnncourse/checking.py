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
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cnncourse import policy, probing
from cnncourse.diagnosis import diagnosed
from cnncourse.evidence import Run
from cnncourse.probing import Observation
from cnncourse.verdicts import Example, PartVerdict, Remark, Verdict

if TYPE_CHECKING:
    from cnncourse.exercises import Exercise

__all__ = ["PRACTICE_SEED", "Example", "PartVerdict", "Remark", "Verdict", "check", "hint", "judge", "unanswered"]

PRACTICE_SEED = 0
NBGRADER_VARIABLE = "NBGRADER_EXECUTION"  # set by nbgrader while it autogrades or validates a notebook
HINTS_GIVEN: Counter[str] = Counter()


# ------------------------------------------------------------------ in a notebook


def check(name: str, answer: Callable[..., Any] | None = None) -> float | None:
    """Show one card: which parts of an exercise are right, and what the first mistake is.

    The last expression of a check cell is what nbgrader's own autograder and validator read as partial credit. So under
    these, and nowhere else, the points are returned.

    Args:
        name: the exercise, which is also the name of the function to write; the function itself will do.
        answer: the function, if the notebook calls it otherwise.

    Returns:
        None; the earned points where nbgrader runs the notebook. It raises nothing and writes nothing to stderr,
        whatever the answer does.
    """
    name = _name(name)
    answer = answer if answer is not None else getattr(sys.modules["__main__"], name, None)
    sink, earned = Sink(), None
    with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
        if probing.SEED_VARIABLE in os.environ:
            data = _observed_for_grading(name, answer)
        else:
            data, earned = _card(name, answer, sink)
    _show(data)
    return earned if NBGRADER_VARIABLE in os.environ else None


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


def _card(name: str, answer: Any, sink: Sink) -> tuple[dict[str, Any], float]:
    """Return what to show, and the points."""
    from cnncourse import cards
    from cnncourse.exercises import find

    try:
        exercise = find(name)
    except ValueError as error:
        return {"text/plain": _sentence(error)}, 0.0
    reason = _missing(name, answer)
    if reason:
        verdict = unanswered(exercise, reason)
    else:
        verdict = judge(exercise, probing.observe(name, answer, PRACTICE_SEED), PRACTICE_SEED, answer)
    if sink.written:
        printed = "What your function printed while it was checked is not shown here: call it yourself to see it."
        verdict = replace(verdict, note=f"{verdict.note} {printed}".strip())
    return {"text/html": cards.html(verdict), "text/plain": cards.text(verdict)}, verdict.earned


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


def judge(
    exercise: Exercise, observed: dict[str, Observation], seed: int, answer: Callable[..., Any] | None = None
) -> Verdict:
    """Compare what was observed with the reference, part by part.

    Args:
        exercise: the exercise that was observed.
        observed: "part/case" to observation, as `probing.observe` returns it; missing cases were not run.
        seed: the seed of that observation.
        answer: the answer itself, where it may be called again: a smaller failing case is then looked for.

    Returns:
        The verdict; a part earns its points if all its cases are right.
    """
    run = Run(exercise, observed, seed, answer)
    parts: list[PartVerdict] = []
    for name, part in exercise.parts.items():
        first = all(one.state in ("right", "untried") for one in parts)  # a card works out one mistake
        parts.append(_judge_part(run, name, part.points, first))
    verdict = Verdict(exercise.name, tuple(parts), exercise.afterword)
    return replace(verdict, note=run.rounding() if verdict.passed else "")


def unanswered(exercise: Exercise, reason: str) -> Verdict:
    """Return the verdict on an answer that never ran, for the reason given."""
    parts = tuple(PartVerdict(name, part.points, "unseen", reason) for name, part in exercise.parts.items())
    return Verdict(exercise.name, parts)


def _judge_part(run: Run, name: str, points: float, first: bool) -> PartVerdict:
    keys = run.of_part(name)
    if all(run.right(key) for key in keys):
        return PartVerdict(name, points, "right")
    seen = [run.observed[key] for key in keys if key in run.observed]
    if not seen:
        return PartVerdict(name, points, "unseen", "This part was not reached.")
    if all(observation.untried for observation in seen):
        return PartVerdict(name, points, "untried", "Not attempted yet.")
    headline, example = diagnosed(run, keys, first)
    return PartVerdict(name, points, "wrong", str(headline), headline.mistakes, example)
