"""Which packages the course needs, as pyproject.toml says, and which of them are not as they should be."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

HOME = Path(__file__).parents[1]
EXTRAS = {  # what each group of packages is for
    "torch": "the networks, and the topics that train them",
    "data": "the pictures and digits of some chapters",
    "book": "building the book",
    "grade": "making exercises, checking notebooks and grading",
    "cluster": "grading on a Dask cluster",
    "postgresql": "a gradebook in PostgreSQL",
    "dev": "changing the course and running its tests",
}


def project() -> dict[str, Any]:
    """Return what the course says of itself: in pyproject.toml, or in what was installed of it."""
    with suppress(OSError):
        found: dict[str, Any] = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
        return found
    about = metadata.metadata("cnncourse")
    every = [Requirement(text) for text in metadata.requires("cnncourse") or []]
    base = [one for one in every if _holds(one, "")]
    groups = {extra: [one for one in every if _holds(one, extra) and one not in base] for extra in EXTRAS}
    plain = {extra: [f"{one.name}{one.specifier}" for one in those] for extra, those in {"": base, **groups}.items()}
    own = {"version": about["Version"], "requires-python": about["Requires-Python"]}
    return own | {"dependencies": plain.pop(""), "optional-dependencies": plain}


def _holds(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def lack(text: str) -> str:
    """Say what is wrong with a package that is required, "" if nothing is."""
    requirement = Requirement(text)
    if requirement.marker and not requirement.marker.evaluate():
        return ""
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return f"{requirement.name} is missing"
    if requirement.specifier.contains(version, prereleases=True):
        return ""
    return f"{requirement.name} is {version}, needed is {requirement.specifier}"
