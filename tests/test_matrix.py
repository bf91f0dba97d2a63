"""The tables of the book about exercises: which mistakes are noticed, what the notebooks hold."""

from dataclasses import replace
from pathlib import Path

import pytest

from cnncourse import matrix
from cnncourse.exercises import find
from cnncourse.mistakes import Mistake
from cnncourse.overview import overview

RELEASED = Path(__file__).parents[1] / "exercises"


def test_the_kill_matrix_says_which_parts_notice_a_mistake(monkeypatch):
    monkeypatch.setattr(matrix, "of_topic", lambda topic: [find("cross_correlate2d")])
    kills = matrix.kill_matrix("convolution").kills
    (kill,) = [kill for kill in kills if kill.mistake == "the rows of the kernel are reversed"]
    assert kill.parts == ("values", "any array")
    assert kill.named


def test_the_kill_matrix_shows_a_mistake_that_nothing_notices(monkeypatch):
    exercise = find("im2col")
    right = Mistake("nothing is wrong", exercise.reference, "It is right.")
    monkeypatch.setattr(matrix, "of_topic", lambda topic: [replace(exercise, mistakes=(right,))])
    table = matrix.kill_matrix("convolution")
    assert table.cells() == [("im2col", "nothing is wrong", "It is right.", "nothing")]
    assert table.notes() == "1 mistakes; 0 are noticed, 0 are named by their own name alone."


def test_the_overview_lists_the_notebooks_with_what_is_written_in_them():
    rows = {row[0]: row for row in overview(RELEASED / "convolution").cells()}
    assert rows["im2col.ipynb"] == ("im2col.ipynb", "A convolution as a matrix product", "im2col", "30", "medium")


def test_the_overview_of_a_folder_that_is_not_there_says_what_to_give():
    with pytest.raises(FileNotFoundError, match="there is no folder nowhere; give exercises/<topic>"):
        overview("nowhere")
