"""Which status of a learner counts, where several hold."""

from __future__ import annotations

from collections.abc import Iterable

WORST_LAST = ("graded", "repaired", "late", "flagged", "unreadable", "failed")


def worst(statuses: Iterable[str], flagged: bool, late: bool) -> str:
    """Return the status of a learner: the worst of the notebooks; missing ones count only if all are."""
    there = [status for status in statuses if status != "missing"]
    if not there:
        return "missing"
    return max([*there, *["flagged"] * flagged, *["late"] * late], key=WORST_LAST.index)
