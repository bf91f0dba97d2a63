"""The known wrong answers, one module a topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer.

    Args:
        name: a clause that completes "your result equals what you get when ...".
        answer: does what a learner does who makes this mistake.
        message: the rule that was missed, in one or two sentences.
        forms: the same mistake in other code, where it shows in another way: as an error, as other numbers.
    """

    name: str
    answer: Callable[..., Any]
    message: str
    forms: tuple[Callable[..., Any], ...] = ()

    @property
    def answers(self) -> tuple[Callable[..., Any], ...]:
        """All forms of the mistake."""
        return (self.answer, *self.forms)


def declared(signature: Callable[[Any], Callable[..., Any]], rows: Iterable[tuple[Any, ...]]) -> tuple[Mistake, ...]:
    """Make mistakes of (name, rule, message, *forms); `signature` gives a rule the arguments of its exercise."""
    return tuple(
        Mistake(name, signature(rule), message, tuple(map(signature, forms))) for name, rule, message, *forms in rows
    )
