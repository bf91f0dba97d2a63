"""What is said about an answer: parts that are right, parts that are wrong, and one small case worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnncourse.probing import Case


class Remark(str):
    """A sentence on what is wrong, and the names of the known mistakes that it speaks of.

    Args:
        sentence: for the learner; "" if nothing is wrong.
        mistakes: their names, for the class report.
    """

    mistakes: tuple[str, ...]

    def __new__(cls, sentence: str, *mistakes: str) -> Remark:  # noqa: D102 - said above
        remark = super().__new__(cls, sentence)
        remark.mistakes = mistakes
        return remark


@dataclass(frozen=True)
class Example:
    """One wrong case, worked out.

    Args:
        case: the call, with its inputs.
        expected: the right result, as arrays.
        yours: the result of the answer, or None if there is none of the right shape.
        wrong: the index of the first wrong value, (array, *index), or None.
        work: the sum or formula behind the expected value at that index, or "".
        lead: the words before it.
        more: what is right nearby, in words, or "".
        label: the name of the result, where the answer returns several.
    """

    case: Case
    expected: tuple[np.ndarray, ...]
    yours: tuple[np.ndarray, ...] | None
    wrong: tuple[int, ...] | None
    work: str
    lead: str
    more: str = ""
    label: str = ""


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
