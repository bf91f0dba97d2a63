"""Judge numbers that a learner predicts: name the slip behind a wrong one, and keep the right one back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cnncourse.mistakes import Mistake
from cnncourse.probing import Case, Observation
from cnncourse.verdicts import Remark

NEAR = 1e-6


def predicts(
    questions: Sequence[str],
    reference: Callable[[], Sequence[float]],
    slips: Sequence[Mistake],
    advice: str,
) -> Callable[[Case, Observation], str]:
    """Return what judges one prediction: the function of its case and of the number to a sentence, "" if it is right.

    Args:
        questions: the names of the cases, in the order of the numbers.
        reference: returns the right numbers.
        slips: known wrong predictions, each right but for some numbers.
        advice: how to find the right number, for one that no slip gives.
    """

    def judge(case: Case, seen: Observation) -> str:
        index, right = questions.index(case.name), reference()
        if seen.form == "None":
            return f"There is no number yet for “{case.name}”."
        if len(seen.arrays) != 1 or seen.arrays[0].shape != ():
            return f"Return {len(questions)} numbers, one for each question."
        number = float(seen.arrays[0])
        if abs(number - right[index]) < NEAR:
            return ""
        near = [(spread, slip) for slip in slips if (spread := _spread(slip, index, number, right))]
        behind = [slip for spread, slip in near if spread == min(near, key=lambda one: one[0])[0]]
        if len(behind) != 1:
            return f"Your number for “{case.name}” is not right. {advice}"
        slip = behind[0]
        return Remark(f"Your number for “{case.name}” is what you get when {slip.name}. {slip.message}", slip.name)

    return judge


def _spread(slip: Mistake, index: int, number: float, right: Sequence[float]) -> int:
    """Return how many numbers a slip spoils where it gives this wrong one; 0 if it does not give it."""
    wrong = [[value != fine for value, fine in zip(answer(), right, strict=True)] for answer in slip.answers]
    gives = [abs(answer()[index] - number) < NEAR for answer in slip.answers]
    return min((sum(row) for row, given in zip(wrong, gives, strict=True) if given and row[index]), default=0)
