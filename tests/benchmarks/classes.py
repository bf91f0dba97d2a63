"""Make up a class: what many learners hand in for one topic, for benchmarks.

As a script it writes the class as nbgrader collects it, OUTPUT/<learner>/<topic>/*.ipynb with a timestamp.txt:

    python tests/benchmarks/classes.py OUTPUT --topic convolution --learners 100

Answers are those of solutions/ and tests/data, right ones in several styles and wrong ones; each bears its learner's
name, so that no two hand in the same bytes. The same number is the same learner, whatever the size of the class.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jupytext

sys.path.insert(0, str(Path(__file__).parents[1] / "data"))
import bundled_class as bundled

DUE = datetime(2026, 3, 2, 12, tzinfo=UTC)

# how often each kind of learner comes, and how its answers are chosen: (right, wrong, untouched)
KINDS = {
    "right": (45, (1.0, 0.0, 0.0)),
    "mixed": (30, (0.6, 0.25, 0.15)),
    "half": (10, (0.8, 0.2, 0.0)),  # hands in half of the notebooks
    "untouched": (5, (0.0, 0.0, 1.0)),
    "late": (6, (0.8, 0.2, 0.0)),
    "broken": (4, (0.6, 0.25, 0.15)),
}


def half_a_file(notebook: dict) -> bytes:
    """Break off while the file is copied."""
    return json.dumps(notebook).encode()[:900]


def empty_the_checks(notebook: dict) -> None:
    """Take out what stands in the check cells."""
    for cell in notebook["cells"]:
        if cell["id"].startswith("check-"):
            cell["source"] = []


BREAKS = (bundled.delete_checks, bundled.strip_metadata, bundled.as_text, half_a_file, empty_the_checks)


@dataclass
class Answers:
    """What can be answered to the exercises of one topic: sources by exercise."""

    right: dict[str, list[str]] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)


def read_answers(topic: str) -> Answers:
    """Collect the answers to the exercises of a topic."""
    answers = Answers()
    for path in sorted((bundled.ROOT / "solutions" / topic).glob("*.py")):
        for cell in jupytext.read(path, fmt="py:percent").cells:
            if "answer" in cell.metadata:
                answers.right[cell.metadata["answer"]] = [bundled.without_marks(cell.source)]
    for kind, known in (("right", answers.right), ("wrong", answers.wrong)):
        for path in sorted((bundled.HERE / f"{kind}_answers" / topic).glob("*/*.py")):
            lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# expected:")]
            known.setdefault(path.parent.name, []).append("\n".join(lines))
    return answers


@dataclass
class Learner:
    """One learner of a made-up class, who does the same each time.

    Args:
        number: which learner.
        sound: whether nobody may hand in what is broken.
    """

    number: int
    sound: bool = False

    def __post_init__(self) -> None:
        self.random = random.Random(self.number)
        self.name = f"learner-{self.number:05d}"
        weights = [weight for weight, _ in KINDS.values()]
        self.kind = self.random.choices(list(KINDS), weights)[0]
        if self.sound and self.kind == "broken":
            self.kind = "mixed"

    def answer(self, exercise: str, answers: Answers) -> str:
        """Return the source of an answer, "" for none."""
        _, weights = KINDS[self.kind]
        sources = self.random.choices((answers.right, answers.wrong, {}), weights)[0].get(exercise)
        return f"# {self.name}\n{self.random.choice(sources)}" if sources else ""

    def notebook(self, released: bytes, answers: Answers) -> bytes:
        """Return what is handed in of a released notebook."""
        notebook = json.loads(released)
        for cell in notebook["cells"]:
            kind, _, exercise = cell["id"].partition("-")
            if kind == "answer" and (source := self.answer(exercise, answers)):
                cell["source"] = source.splitlines(keepends=True)
        replaced = self.random.choice(BREAKS)(notebook) if self.kind == "broken" else None
        return replaced or json.dumps(notebook, indent=1, ensure_ascii=False).encode()

    def stems(self, stems: list[str]) -> list[str]:
        """Return which notebooks are handed in."""
        return self.random.sample(stems, (len(stems) + 1) // 2) if self.kind == "half" else stems

    def handed_in_at(self) -> str:
        """Return the time as nbgrader writes it."""
        hours = self.random.uniform(1, 48) * (1 if self.kind == "late" else -1)
        return f"{DUE + timedelta(hours=hours):%Y-%m-%d %H:%M:%S.%f} UTC\n"


def write_class(
    output: Path, topic: str, numbers: Iterable[int], release: Path = bundled.RELEASE, sound: bool = False
) -> list[str]:
    """Write what these learners hand in for the notebooks in release/<topic>; return their names."""
    released = {path.stem: path.read_bytes() for path in sorted((release / topic).glob("*.ipynb"))}
    if not released:
        sys.exit(f"{release / topic} holds no notebook; run `cnncourse release` first")
    answers, names = read_answers(topic), []
    for number in numbers:
        learner = Learner(number, sound)
        folder = output / learner.name / topic
        folder.mkdir(parents=True, exist_ok=True)
        for stem in learner.stems(list(released)):
            (folder / f"{stem}.ipynb").write_bytes(learner.notebook(released[stem], answers))
        (folder / "timestamp.txt").write_text(learner.handed_in_at(), "utf-8")
        names.append(learner.name)
    return names


def main() -> None:
    """Write a class."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--topic", default="convolution")
    parser.add_argument("--learners", type=int, default=100)
    parser.add_argument("--release", type=Path, default=bundled.RELEASE)
    options = parser.parse_args()
    write_class(options.output, options.topic, range(1, options.learners + 1), options.release)


if __name__ == "__main__":
    main()
