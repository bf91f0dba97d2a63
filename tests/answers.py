"""Answers that lie in files, as a learner would write them."""

from pathlib import Path
from typing import Any

RIGHT = Path(__file__).parent / "data" / "right_answers"


def load(path: Path) -> Any:
    """Run a file and return the function named like its folder."""
    namespace: dict[str, Any] = {"__name__": path.stem}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), namespace)
    return namespace[path.parent.name]


def right_answers(topic: str) -> list[Path]:
    """List the right answers of a topic, one file a style."""
    return sorted((RIGHT / topic).glob("*/*.py"))
