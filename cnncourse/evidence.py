"""Weigh what was observed of an answer: which cases are right, and which known mistakes explain the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncourse import probing
from cnncourse.comparing import close
from cnncourse.probing import Observation

if TYPE_CHECKING:
    from cnncourse.exercises import Exercise, Mistake

ENOUGH = 3  # numbers must agree before a mistake is named that does not explain everything
TELLING = 10  # a number as large as this, or with a fraction, is not met by chance: one is enough
MOST_NAMES = 3  # of mistakes that explain a part equally well; more would not help


@dataclass(frozen=True)
class Suspect:
    """A known mistake that explains wrong cases of a part.

    Args:
        rank: whether it explains all numbers that were observed; the whole part; whether it leaves right what is
            right in other parts; whether it explains all errors; how many numbers it explains. The highest is named.
        mistake: the mistake.
        explained: the wrong cases of the part that it explains.
    """

    rank: tuple[bool, bool, bool, bool, int]
    mistake: Mistake
    explained: tuple[str, ...]


@lru_cache(maxsize=1024)
def _observed(name: str, seed: int, answer: Callable[..., Any]) -> dict[str, Observation]:
    return probing.observe(name, answer, seed, trusted=True)


class Run:
    """One observed answer beside the reference's observations and those of the known mistakes."""

    def __init__(
        self,
        exercise: Exercise,
        observed: dict[str, Observation],
        seed: int,
        answer: Callable[..., Any] | None = None,
    ) -> None:
        self.exercise, self.observed, self.seed, self.answer = exercise, observed, seed, answer
        self.cases = dict(probing.cases_of(exercise.name, seed))
        self.expected = _observed(exercise.name, seed, exercise.reference)
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
            seen = _observed(self.exercise.name, self.seed, answer)[key]
            self._agreed[key, answer] = self._compared(key, seen)
        return self._agreed[key, answer]

    def _compared(self, key: str, seen: Observation) -> bool | None:
        if key not in self.observed or (self.observed[key].error and not (seen.error and self.raised(key))):
            return None
        got = self.observed[key]
        return _words(got.error) == _words(seen.error) if got.error else self.same(key, seen, got)

    def raised(self, key: str) -> bool:
        """Tell whether a case raised an error of the learner's own."""
        got = self.observed.get(key)
        return got is not None and bool(got.error) and not got.untried and got.error != probing.INTERRUPTED

    def known(self, keys: list[str]) -> list[Suspect]:
        """Return the known mistakes behind a wrong part: those that explain most, unless too many to help."""
        forms = [(mistake, answer) for mistake in self.exercise.mistakes for answer in mistake.answers]
        suspects = [s for s in (self.suspect(mistake, answer, keys) for mistake, answer in forms) if s]
        best = max((suspect.rank for suspect in suspects), default=(False, False, False, False, 0))
        known = [suspect for suspect in suspects if suspect.rank == best]
        return known if best[0] or len({suspect.mistake.name for suspect in known}) <= MOST_NAMES else []

    def suspect(self, mistake: Mistake, answer: Callable[..., Any], keys: list[str]) -> Suspect | None:
        """Return how well a mistake explains a part, or None: it does not, or a case that is right refutes it."""
        explained = tuple(key for key in keys if key not in self.fine and self.agrees(key, answer))
        if not explained or any(self.agrees(key, answer) is False for key in keys if key in self.fine):
            return None
        errors = {key for key in self.cases if self.raised(key) and not self.agrees(key, answer)}
        unlike = {key for key in self.cases if self.agrees(key, answer) is False}
        if any(self.observed[key].error for key in explained):  # then it must account for every error
            unlike |= errors
        whole = unlike.isdisjoint(keys)
        numbers = sum(self._count(key) for key in explained)
        telling = whole and any(self._telling(key) for key in explained)
        if unlike and numbers < ENOUGH and not telling:
            return None
        rank = (not unlike, whole, unlike.isdisjoint(self.fine), not errors, 0 if whole else numbers)
        return Suspect(rank, mistake, explained)

    def _count(self, key: str) -> int:
        """Count the numbers that a case gives as evidence, zeros aside; an error is enough."""
        got = self.observed[key]
        return ENOUGH if got.error else sum(int(np.count_nonzero(array)) or 1 for array in got.arrays)

    def _telling(self, key: str) -> bool:
        """Tell whether a case came out with a number that is not met by chance."""
        numbers = np.concatenate([array.ravel().astype(float) for array in self.observed[key].arrays] or [np.zeros(1)])
        return bool(np.any((np.abs(numbers) >= TELLING) | (numbers != np.rint(numbers))))

    def rounding(self) -> str:
        """Say how far a right answer is from the reference, where that is not zero."""
        worst = 0.0
        if self.exercise.verify:
            return ""
        for key, expected in self.expected.items():
            for want, got in zip(expected.arrays, self.observed[key].arrays, strict=True):
                worst = max(worst, float(np.max(np.abs(want - got.astype(float)), initial=0.0)))
        return f"Differs from the reference by at most {worst:.0e}, which is rounding: accepted." if worst else ""


def _words(error: str) -> list[str]:
    """Return the words of an error in order, so that `a * b` fails as `b * a` does; the learner's line is left out."""
    return sorted(error.split(", at `")[0].split())
