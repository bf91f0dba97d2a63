"""The exercises, one module a topic: each is one object from which checks, cards and grades derive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from cnncourse.mistakes import Mistake
from cnncourse.probing import Case, Observation, Part, parts_of, topics

__all__ = ["Exercise", "find", "of_topic", "topics"]


@dataclass(frozen=True)
class Exercise:
    """One function that a learner writes, with everything that is needed to check it.

    Args:
        name: the function's name, and the exercise's.
        topic: the stem of its chapter.
        reference: gives the expected values.
        mistakes: the known wrong answers, each different from all others.
        hints: from a nudge to nearly the answer.
        minutes: how long a learner takes, about.
        difficulty: "easy", "medium" or "hard".
        afterword: one sentence worth knowing, shown when all parts are right.
        outputs: what a returned tuple holds, in order.
        work: writes out how one number of a shown case comes about: (case, index) to one line, or "".
        verify: judges a result where many are right: (case, observation) to what is wrong with it, or "";
            a :class:`cnncourse.verdicts.Remark` if it is a known mistake.
    """

    name: str
    topic: str
    reference: Callable[..., Any]
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]
    minutes: int
    difficulty: str
    afterword: str = ""
    outputs: tuple[str, ...] = ()
    work: Callable[[Case, tuple[int, ...]], str] | None = None
    verify: Callable[[Case, Observation], str] | None = None

    @property
    def parts(self) -> dict[str, Part]:
        """The steps of the exercise, in order, with their points and probes."""
        return parts_of(self.name)

    @property
    def points(self) -> float:
        """The points of all parts together."""
        return float(sum(part.points for part in self.parts.values()))


def of_topic(topic: str) -> list[Exercise]:
    """Return the exercises of one topic in the order in which they are met."""
    return list(import_module(f"cnncourse.exercises.{topic}").EXERCISES)


def find(name: str) -> Exercise:
    """Return the exercise called `name`.

    Raises:
        ValueError: there is none; the message names the nearest.
    """
    for topic in topics():  # by the probes, which import neither references nor torch
        if name in import_module(f"cnncourse.probes.{topic}").PARTS:
            return next(exercise for exercise in of_topic(topic) if exercise.name == name)
    known = [exercise for topic in topics() for exercise in import_module(f"cnncourse.probes.{topic}").PARTS]
    near = get_close_matches(str(name), known, 3, 0.4) or sorted(known)
    raise ValueError(f"there is no exercise called {name!r}; the nearest are {', '.join(near)}")
