"""The known wrong answers, one module a topic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer.

    Args:
        name: a clause that completes "your result equals what you get when ...".
        answer: does what a learner does who makes this mistake.
        message: the rule that was missed, in one or two sentences.
    """

    name: str
    answer: Callable[..., Any]
    message: str
