"""The tests of the tests: every known wrong answer fails and is named, every right one passes."""

import html
import inspect
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from answers import load, right_answers

from cnncourse import cards
from cnncourse.checking import judge
from cnncourse.exercises import Exercise, Mistake, find, of_topic, topics
from cnncourse.probing import observe

EXERCISES = [exercise for topic in topics() for exercise in of_topic(topic)]
RIGHT = [path for topic in topics() for path in right_answers(topic)]
ROOT = Path(__file__).parents[1]
WRONG = sorted((ROOT / "tests/data/wrong_answers").glob("*/*/*.py"))
SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.py"))
SEEDS = (0, 1, 20260101)

by_name = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)


def verdict(exercise, answer, seed):
    return judge(exercise, observe(exercise.name, answer, seed), seed)


def complaints(exercise: Exercise, mistake: Mistake, answer, seed: int) -> str:
    """Say what the gate has against a mistake; nothing if it fails and is named by its own name alone."""
    judged = verdict(exercise, answer, seed)
    named = {name for part in judged.parts for name in part.mistakes}
    if judged.passed:
        return f"{mistake.name!r} passes with seed {seed}"
    return "" if named == {mistake.name} else f"{mistake.name!r} is called {sorted(named)} with seed {seed}"


@by_name
def test_every_mistake_fails_and_is_named_by_its_own_name_alone(exercise):
    forms = [(mistake, answer) for mistake in exercise.mistakes for answer in mistake.answers]
    found = [complaints(exercise, *form, seed) for form in forms for seed in SEEDS]
    assert [text for text in found if text] == []


@pytest.mark.parametrize("path", WRONG, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_wrong_answer_as_learners_write_it_is_named(path):
    expected = path.read_text("utf-8").splitlines()[0].removeprefix("# expected: ")
    judged = verdict(find(path.parent.name), load(path), 1)
    assert not judged.passed
    assert {name for part in judged.parts for name in part.mistakes} == set(expected.split("; "))


def test_the_gate_complains_about_a_mistake_that_is_right():
    exercise = find("output_size")
    fine = Mistake("nothing is wrong", exercise.reference, "")
    assert "passes" in complaints(replace(exercise, mistakes=(fine,)), fine, fine.answer, 0)


def test_the_gate_complains_about_two_mistakes_that_look_alike():
    exercise = find("output_size")
    twin = replace(exercise.mistakes[0], name="a twin")
    assert "a twin" in complaints(replace(exercise, mistakes=(*exercise.mistakes, twin)), twin, twin.answer, 0)


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_right_answer_passes_with_every_seed(path):
    if "import torch" in path.read_text(encoding="utf-8"):
        pytest.importorskip("torch", reason="needs torch: pip install 'cnncourse[torch]'")
    exercise, answer = find(path.parent.name), load(path)
    for seed in range(20):
        judged = verdict(exercise, answer, seed)
        assert judged.passed, [part.headline for part in judged.parts if not part.passed]


@by_name
def test_right_answers_come_in_at_least_four_styles(exercise):
    assert len([path for path in RIGHT if path.parent.name == exercise.name]) >= 4


@by_name
def test_no_case_hides_another_of_the_same_name(exercise):
    for part in exercise.parts.values():
        names = [case.name for case in part.cases(np.random.default_rng(0))]
        assert len(set(names)) == len(names)


@by_name
def test_the_reference_earns_all_points(exercise):
    judged = judge(exercise, observe(exercise.name, exercise.reference, 5, trusted=True), 5)
    assert (judged.earned, judged.passed) == (exercise.points, True)


def words_in(card: str) -> set[str]:
    """Return the words of a card; where it folds other parts and where a picture marks a wrong cell aside."""
    plain = re.sub("<[^>]+>", " ", card.replace("<summary>Other parts</summary>", "").replace(">wrong: <", "><"))
    return set(re.findall(r"[A-Za-z]{2,}", plain))


@by_name
def test_no_card_shows_the_reference_or_a_traceback_and_each_has_words(exercise):
    module = inspect.getsource(inspect.getmodule(exercise.reference))
    secret = {line.strip() for line in module.splitlines() if len(line.strip()) > 40 and "(" in line}
    for mistake in exercise.mistakes[:4]:
        observed = observe(exercise.name, mistake.answer, 0)
        unnamed = judge(replace(exercise, mistakes=()), observed, 0, mistake.answer)  # with a smallest case, made here
        for judged in (judge(exercise, observed, 0), unnamed):
            words, drawn = cards.text(judged), html.unescape(cards.html(judged))
            assert words_in(drawn) <= words_in(words)
            for card in (words, drawn):
                assert "Traceback" not in card
                assert "AssertionError" not in card
                assert "cnncourse/" not in card
                assert not {line for line in secret if line in card}


@by_name
def test_the_unsolved_answer_earns_nothing_and_is_called_untried(exercise):
    def unsolved(*args, **kwargs):
        raise NotImplementedError

    judged = verdict(exercise, unsolved, 5)
    assert (judged.earned, judged.untried) == (0.0, True)


def test_an_answer_of_constants_fails_although_it_knows_the_shown_cases():
    exercise = find("output_size")
    shown = {(8, 3): 3, (6, 3): 4}

    def remembered(size, kernel_size, stride=1, padding=0, dilation=1):
        return shown.get((size, kernel_size), 4)

    assert verdict(exercise, remembered, 5).earned == 0.0


def minutes_of(solution: Path) -> int:
    return sum(find(name).minutes for name in re.findall(r'^check\("(\w+)"\)', solution.read_text("utf-8"), re.M))


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.stem)
def test_a_notebook_states_the_minutes_that_its_exercises_declare(solution):
    assert re.search(r"^# \*\*(\d+) minutes", solution.read_text("utf-8"), re.M)[1] == str(minutes_of(solution))


@pytest.mark.parametrize(
    "solution",
    [path for path in SOLUTIONS if (ROOT / "book" / f"{path.parent.name}.md").exists()],
    ids=lambda p: p.stem,
)
def test_a_chapter_states_the_minutes_of_its_notebooks(solution):
    chapter, row = ROOT / "book" / f"{solution.parent.name}.md", rf"^\| `{solution.stem}\.ipynb` \| (\d+) \|"
    assert re.search(row, chapter.read_text("utf-8"), re.M)[1] == str(minutes_of(solution))


def test_finding_an_exercise_by_a_misspelt_name_suggests_the_right_one():
    with pytest.raises(ValueError, match=r"no exercise called 'conv2'; the nearest are conv2d"):
        find("conv2")
