"""Which parts of an exercise notice which known mistake: the tests of the tests, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnncourse.checking import PRACTICE_SEED, judge
from cnncourse.exercises import Exercise, of_topic
from cnncourse.probing import observe
from cnncourse.tables import Table


@dataclass(frozen=True)
class Kill:
    """One known mistake, played through its exercise.

    Args:
        exercise: which exercise.
        mistake: what is done wrong.
        message: the rule that is missed.
        parts: the parts that are wrong.
        named: whether the verdict names this mistake and no other.
    """

    exercise: str
    mistake: str
    message: str
    parts: tuple[str, ...]
    named: bool


@dataclass(frozen=True)
class KillMatrix(Table):
    """The mistakes of a topic, one a row."""

    kills: tuple[Kill, ...]

    def headings(self) -> Sequence[str]:
        """Return what stands above the columns."""
        return "exercise", "what is done wrong", "what was missed", "noticed by"

    def cells(self) -> Sequence[Sequence[str]]:
        """Return the rows as text; the name of an exercise stands in its first row."""
        before = ["", *(kill.exercise for kill in self.kills)]
        names = ["" if kill.exercise == last else kill.exercise for kill, last in zip(self.kills, before, strict=False)]
        return [
            (name, kill.mistake, kill.message, ", ".join(kill.parts) or "nothing")
            for name, kill in zip(names, self.kills, strict=True)
        ]

    def notes(self) -> str:
        """Count them."""
        noticed, named = sum(bool(kill.parts) for kill in self.kills), sum(kill.named for kill in self.kills)
        return f"{len(self.kills)} mistakes; {noticed} are noticed, {named} are named by their own name alone."


def kill_matrix(topic: str) -> KillMatrix:
    """Play every known mistake of a topic through the check of its exercise.

    Args:
        topic: the stem of a chapter with exercises, such as "convolution".

    Returns:
        A table of what each mistake is and which parts of its exercise notice it.
    """
    return KillMatrix(tuple(kill for exercise in of_topic(topic) for kill in _kills(exercise)))


def _kills(exercise: Exercise) -> list[Kill]:
    kills = []
    for mistake in exercise.mistakes:
        verdict = judge(exercise, observe(exercise.name, mistake.answer, PRACTICE_SEED, trusted=True), PRACTICE_SEED)
        wrong = [part for part in verdict.parts if not part.passed]
        named = {name for part in wrong for name in part.mistakes} == {mistake.name}
        kills.append(Kill(exercise.name, mistake.name, mistake.message, tuple(part.name for part in wrong), named))
    return kills
