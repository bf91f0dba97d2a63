"""Fair times: contenders take turns in one process, on one thread, and each is timed by the CPU it used."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from statistics import median
from time import thread_time

ROUNDS = 9
SHORTEST = 2e-3  # seconds; a shorter call is repeated within one measurement


def interleaved(contenders: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median seconds of one call of each contender, measured turn by turn."""
    repeats = {name: _repeats(call) for name, call in contenders.items()}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            times[name].append(_seconds(call, repeats[name]) / repeats[name])
    return {name: median(values) for name, values in times.items()}


def geometric_mean(values: Iterable[float]) -> float:
    """Return the mean of ratios: half as fast and twice as fast cancel out."""
    logs = [math.log(value) for value in values]
    return math.exp(sum(logs) / len(logs))


def _repeats(call: Callable[[], object]) -> int:
    call()
    return max(1, math.ceil(SHORTEST / max(_seconds(call, 1), 1e-7)))


def _seconds(call: Callable[[], object], repeats: int) -> float:
    start = thread_time()
    for _ in range(repeats):
        call()
    return thread_time() - start
