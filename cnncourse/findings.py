"""What `cnncourse doctor` finds: one line a finding, whatever happens to the check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from time import monotonic

GOOD, LOOK, BAD = "good", "look", "bad"
PATIENCE = 150.0  # seconds for one check
SLOW = 3.0  # seconds of a check from which they are told


@dataclass(frozen=True)
class Finding:
    """One line of the diagnosis.

    Args:
        state: "good", "look" (something does not work, or not well) or "bad" (the course cannot be used).
        about: what was looked at.
        found: what was found.
        do: what to do about it, a command if there is one.
    """

    state: str
    about: str
    found: str
    do: str = ""

    @property
    def line(self) -> str:
        """The finding on one line."""
        return f"{self.state:5} {self.about:10}  {self.found}" + (f" -> {self.do}" if self.do else "")


@dataclass(frozen=True)
class Where:
    """What to look at: the folders of the course, and the address of a gradebook that lies elsewhere."""

    grading: Path = Path("build/grading")
    exercises: Path = Path("exercises")
    solutions: Path = Path("solutions")
    database: str | None = None


def guarded(about: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """Return what a check finds, and a finding in its place if it fails or does not end."""
    found: list[Finding] = []
    thread = Thread(target=_run, args=(about, check, found), daemon=True)
    started = monotonic()
    thread.start()
    thread.join(PATIENCE)
    took = monotonic() - started
    if thread.is_alive():
        return [*found, Finding(LOOK, about, f"did not come to an end within {PATIENCE:.0f} s; is the machine busy?")]
    if found and took > SLOW:
        found[-1] = replace(found[-1], found=f"{found[-1].found} ({took:.0f} s)")
    return found


def _run(about: str, check: Callable[[], Iterator[Finding]], found: list[Finding]) -> None:
    try:
        for finding in check():
            found.append(finding)
    except ModuleNotFoundError as error:
        found.append(Finding(LOOK, about, f"not checked: the package {error.name} is missing"))
    except BaseException as error:
        words = str(error).strip().splitlines() or [""]
        found.append(Finding(LOOK, about, f"could not be checked: {type(error).__name__}: {words[0][:200]}"))
