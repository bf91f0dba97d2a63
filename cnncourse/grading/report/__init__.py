"""Static pages about a graded class: a dashboard, one feedback page a learner, and tables for other programs.

Everything is derived from the folder of the grading. What comes from learners (names, code, outputs) is escaped or
sanitised, the cards too. No page runs a script or asks the network. One learner is in memory at a time.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from cnncourse.grading import sanitise
from cnncourse.grading.report import exports, scores
from cnncourse.grading.report.dashboard import Book, Clusters, class_summary
from cnncourse.grading.report.feedback import Notebooks
from cnncourse.grading.report.results import LearnerResult, read
from cnncourse.grading.report.scores import Score
from cnncourse.grading.statuses import worst

TOLD = {  # what a status means to the learner; a flag is for the instructor alone
    "repaired": "Your notebook was repaired before it was graded; the notes say how.",
    "late": "Handed in after the deadline.",
    "unreadable": "What was handed in could not be read. Hand it in again.",
    "failed": "Grading this went wrong. Your instructor will see to it.",
    "missing": "Nothing was handed in.",
}


def write(
    grading_dir: str | Path,
    book: str | Path | None = None,
    roster: Any = None,
    clusters: Clusters | None = None,
    gradebook: str | None = None,
) -> Path:
    """Write the class report of a graded folder and return the path of ``report/index.html``.

    Reads ``results/*.json``, the gradebook and ``autograded/``; writes ``report/index.html``,
    ``feedback/<learner>.html``, ``grades.csv`` and, where ids are known, ``canvas.csv`` and ``moodle.csv`` into the
    same folder. The same input gives the same bytes. A result file that cannot be read is named on the class page
    and left out of the counts; a feedback page without a result is removed.

    Args:
        grading_dir: the folder that ``cnncourse grade`` wrote.
        book: where the book is, an address or the folder of its pages; by default the one built beside the grading.
        roster: the columns of each learner by id, or an object with such ``people``.
        clusters: answers that are alike, as (exercise, learners, share); by default they are looked for.
        gradebook: the address of the gradebook; by default that of ``gradebook.db`` in the folder.

    Returns:
        The path of the class page.

    Raises:
        FileNotFoundError: if ``grading_dir`` has no folder ``results``.
        OSError: if a file cannot be read or written, or there is a gradebook that cannot be read.
    """
    grading_dir = Path(grading_dir)
    index = grading_dir / "report" / "index.html"
    report = _Report(grading_dir, Book(book, index.resolve()))
    learners = report.write_feedback(gradebook)
    people = getattr(roster, "people", roster) or {}
    topic = learners[0].topic if learners else ""
    notes = exports.write(grading_dir, topic, learners, report.scores, people) if learners else []
    found, caveat = report.similar(topic) if clusters is None else (clusters, "")
    values = class_summary(learners, found) | {"problems": report.problems, "exports": notes, "caveat": caveat}
    index.parent.mkdir(parents=True, exist_ok=True)
    _render(index, "class.html", **values, book=report.book, scores=report.scores)
    return index


class _Report:
    """The pages in the making.

    Args:
        folder: the folder of the grading.
        book: where the book is.
    """

    def __init__(self, folder: Path, book: Book):
        self.folder, self.book = folder, book
        self.problems: list[str] = []
        self.scores: Mapping[str, Score] = {}
        self.notebooks = Notebooks(folder)
        self._answers: dict[str, dict[str, str]] = {}

    def write_feedback(self, gradebook: str | None) -> list[LearnerResult]:
        """Write every feedback page, remove those of learners who are gone, and return what is counted."""
        feedback, address = self.folder / "feedback", gradebook or scores.address_of(self.folder)
        learners: list[LearnerResult] = []
        for learner in read(self.folder / "results", self.problems):
            if not learners:
                feedback.mkdir(parents=True, exist_ok=True)
                self.scores = scores.read(address, learner.topic) if address else {}
            self._write_page(feedback / learner.page, learner)
            answers = [item for book in learner.notebooks for item in book.answers.items()]
            self._answers[learner.learner] = {name: sys.intern(source) for name, source in answers}
            learners.append(learner.counted())
        for stale in {path.name for path in feedback.glob("*.html")} - {learner.page for learner in learners}:
            (feedback / stale).unlink()
        return sorted(learners, key=lambda one: (one.learner.casefold(), one.learner))

    def _write_page(self, path: Path, learner: LearnerResult) -> None:
        score = self.scores.get(learner.learner) or Score(raw=learner.earned, penalty=learner.penalty)
        status = learner.status
        if status == "flagged":  # that is for the instructor alone
            books = [book.status for book in learner.notebooks]
            status = worst(books, flagged=False, late=learner.late or learner.late_seconds > 0)
        values = {"learner": learner, "score": score, "own": self.notebooks.own(learner)}
        _render(path, "feedback.html", **values, status=status, told=TOLD, book=self.book)

    def similar(self, topic: str) -> tuple[Clusters, str]:
        """Look for answers that are alike, and say which were not compared."""
        from cnncourse.grading import similarity

        found = similarity.compare(self._answers, self.notebooks.stubs(topic))
        return found.clusters, found.caveat


# ------------------------------------------------------------------------------ templates


def late(seconds: float) -> str:
    """Say how late: "3 days 2 h", "1 h 5 min", "12 s"."""
    whole = int(seconds)
    sizes = ((whole // 86400, "day"), (whole // 3600 % 24, "h"), (whole // 60 % 60, "min"), (whole % 60, "s"))
    first = next((place for place, (count, _) in enumerate(sizes) if count), 3)
    said = [(count, unit) for count, unit in sizes[first : first + 2] if count] or [(0, "s")]
    return " ".join(f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''}" for count, unit in said)


def moment(text: str) -> str:
    """Show a time of ISO form as people write it; another text as it is."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{when:%d %B %Y, %H:%M} {when:%Z}".strip()


def prose(text: str) -> Markup:
    """Return a sentence of the grader as markup: escaped, and what stands between backticks is code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def card(html: str) -> Markup:
    """Return a card as markup: the grader rendered it, and it is sanitised like all else."""
    return Markup(sanitise.html(html))


def _render(path: Path, template: str, **values: Any) -> None:
    html = _template(template).render(**values)
    path.write_text(html, encoding="utf-8", errors="replace")


@functools.cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    percent = {"percent": lambda share: f"{100 * share:.0f} %", "href": quote, "signed": lambda r: f"{r:+.2f}"}
    environment.filters |= percent | {
        "points": exports.points,
        "late": late,
        "moment": moment,
        "card": card,
        "prose": prose,
    }
    return environment.get_template(name)
