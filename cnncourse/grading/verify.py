"""Judge what the kernels observed, and write score and card into the check cells.

This runs in the trusted process. Of a check cell's outputs it takes the one set of observations and nothing
else: what a learner's code prints, returns or raises there cannot become a score.
"""

from __future__ import annotations

import re

import numpy as np
from nbformat import NotebookNode
from nbformat.v4 import new_output

from cnncourse import cards, exercises, policy
from cnncourse.checking import Verdict, judge, unanswered
from cnncourse.probing import MIME, cases_of, decode, forbidden_of
from cnncourse.running import DEAD, TIMEOUT, error_names


def verdict_on(name: str, check: NotebookNode, answer: NotebookNode | None, seed: int) -> Verdict:
    """Return the verdict on one exercise from its executed check cell.

    Args:
        name: the exercise, as the release has it.
        check: the executed check cell.
        answer: the executed answer cell, to say why nothing was observed.
        seed: the seed with which the observations were made.
    """
    exercise = exercises.find(name)
    sent = [out.data[MIME] for out in check.outputs if MIME in (out.get("data") or {})]
    if len(sent) > 1:
        return unanswered(exercise, "The check cell showed more than one set of observations; none was used.")
    if not sent:
        return unanswered(exercise, why_nothing(check, answer))
    try:
        cases = dict(cases_of(name, seed))
        observed = {key: seen for key, seen in decode(sent[0]).items() if key in cases}
    except ValueError as error:
        return unanswered(exercise, f"The observations of the check cell cannot be read: {error}.")
    if not observed:
        return unanswered(exercise, why_nothing(check, answer))
    if refused := policy.sentence(name, policy.violations(answer.source if answer else "", forbidden_of(name))):
        return unanswered(exercise, refused)
    with np.errstate(all="ignore"):  # what a learner sends may be infinite
        return judge(exercise, observed, seed)


def why_nothing(check: NotebookNode, answer: NotebookNode | None) -> str:
    """Say why a check cell observed nothing: what went wrong in the answer cell, else in the check cell."""
    for cell, called in ((answer, "The answer cell"), (check, "The check cell")):
        if cell is not None and error_names(cell):
            return f"{called} {how_it_ended(cell)}."
    return "When the check cell ran, the function was not defined."


def how_it_ended(cell: NotebookNode) -> str:
    """Complete the sentence "the cell ..." with the error in its outputs."""
    names = error_names(cell)
    error = [out for out in cell.outputs if out.output_type == "error"][-1]
    if TIMEOUT in names:
        return f"was {error.evalue}" if error.evalue else "did not come to an end in time"
    if DEAD in names:
        return error.evalue[:300] or "took the kernel down: the process crashed or left"
    text = re.sub(r"\(\S+, line (\d+)\)", r"(line \1)", error.evalue)[:300]
    return f"stopped with {error.ename}: {text}{_line(cell, text)}"


def _line(cell: NotebookNode, text: str) -> str:
    """Quote the line of a cell that a SyntaxError names."""
    number = re.search(r"\(line (\d+)\)$", text)
    lines = cell.source.splitlines()
    return f": `{lines[int(number[1]) - 1].strip()}`" if number and 0 < int(number[1]) <= len(lines) else ""


def write_score(check: NotebookNode, verdict: Verdict) -> None:
    """Replace all outputs of a check cell by the card and the score, as nbgrader reads it.

    nbgrader takes a bare float in the text of an execute_result for the score, and for nothing else.
    """
    earned = min(max(float(verdict.earned), 0.0), float(verdict.points))
    data = {"text/html": cards.html(verdict), "text/plain": repr(earned)}
    check.execution_count = check.execution_count or 1
    check.outputs = [new_output("execute_result", data=data, execution_count=check.execution_count)]
