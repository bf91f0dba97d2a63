"""A grading that is stopped, in whatever way, goes on to the same end; nothing is doubled, lost or left running."""

import functools
import os
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing

import killing
import nbgrader.api
import pytest

from cnncourse import cli
from cnncourse.grading import run

SCORES = {name: {"ada": 4, "dee": 4, "gus": 4, "ida": 4, "jon": 4}.get(name, 0) for name in killing.ANSWERS}  # by hand


@pytest.fixture(scope="module")
def graders(tmp_path_factory, sandbox):
    """Return what starts graders of one class."""
    return killing.Graders(tmp_path_factory.mktemp("class"), sandbox)


@pytest.fixture(scope="module")
def expected(graders):
    """Return what an uninterrupted grading comes to."""
    graders.finish(graders.folder / "uninterrupted")
    return killing.state(graders.folder / "uninterrupted")


def caught(graders, output, moment):
    """Start a grader and wait until it has written something."""
    since, grader = time.time(), graders.start(output)
    assert killing.await_moment(grader, output, moment, since), grader.communicate()
    return grader


# ------------------------------------------------------------------------------ killed


def test_an_uninterrupted_grading_gives_everybody_what_is_due(expected):
    assert {name: expected[f"results/{name}.json"]["earned"] for name in SCORES} == SCORES
    assert killing.without_score(expected) == []
    assert len(expected["gradebook"]["grade"]) == len(SCORES)


def test_a_grader_killed_again_and_again_comes_to_the_same_end(graders, expected):
    assert killing.play(graders, expected, kills=6, seed=3).total() == 6


def test_a_comparison_of_two_gradings_sees_what_differs(expected):
    name, row = next(iter(expected["gradebook"]["grade"].items()))
    tables = expected["gradebook"] | {"grade": expected["gradebook"]["grade"] | {name: row | {"auto_score": None}}}
    found = {key: expected[key] for key in expected if key != "results/ada.json"} | {
        "gradebook": tables,
        "grades.csv": "",
    }
    assert len(killing.differences(expected, found)) == 3
    assert killing.without_score(found) == [name]


def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(graders, expected):
    output = graders.folder / "interrupted"
    grader = caught(graders, output, "results/*.json")
    os.killpg(grader.pid, signal.SIGINT)  # as a terminal does
    _, said = grader.communicate(timeout=60)
    assert grader.returncode == 130
    assert said.strip().splitlines()[-1].startswith("cnncourse: stopped; what is finished is kept")
    assert "Traceback" not in said
    assert graders.left_running() == []
    kept = {path.stem: path.stat().st_mtime for path in (output / "results").iterdir()}
    assert 0 < len(kept) < len(SCORES)
    graders.finish(output)
    assert killing.differences(expected, killing.state(output)) == []
    assert {name: (output / "results" / f"{name}.json").stat().st_mtime for name in kept} == kept


@pytest.mark.parametrize(("number", "group"), [(signal.SIGTERM, False), (signal.SIGHUP, True)])
def test_a_grader_that_is_ended_or_whose_terminal_closes_leaves_no_process(graders, number, group):
    grader = caught(graders, graders.folder / f"ended-{number}-{group}", "autograded/*/*/*")
    (os.killpg if group else os.kill)(grader.pid, number)
    grader.communicate(timeout=60)
    assert grader.returncode != 0
    assert graders.left_running() == []


def test_a_second_grader_refuses_until_the_first_is_gone(graders, expected):
    output = graders.folder / "two"
    first = caught(graders, output, "run.json")
    second = graders.start(output)
    _, said = second.communicate(timeout=60)
    assert (second.returncode, first.poll()) == (2, None)
    assert said.startswith(f"cnncourse: another grading is at work in {output}; wait, or choose another --output")
    first.kill()
    first.communicate(timeout=60)
    graders.finish(output)
    assert killing.differences(expected, killing.state(output)) == []


# ------------------------------------------------------------------------------ the gradebook is in use


@pytest.fixture
def small(graders, tmp_path, sandbox, monkeypatch):
    """Return settings for two learners, each recorded alone."""
    monkeypatch.setattr(run, "BATCH", 1)
    monkeypatch.setattr(nbgrader.api, "get_alembic_version", functools.cache(nbgrader.api.get_alembic_version))
    places = (graders.folder / "submitted", tmp_path / "grading", graders.folder / "exercises")
    return run.Settings(*places, seed=7, seconds=5, jobs=1, sandbox=sandbox, learners=("ada", "ben"))


class Holding(run.Silent):
    """Holds the gradebook as soon as one learner is graded, as a program does in the middle of a transaction."""

    def __init__(self, path, seconds=None):
        self.path, self.seconds, self.held = path, seconds, None

    def graded(self, learner):
        """Begin, once."""
        if self.held is None:
            self.held = sqlite3.connect(self.path, check_same_thread=False)
            self.held.execute("begin immediate")
            if self.seconds:
                threading.Timer(self.seconds, self.release).start()

    def release(self):
        """Leave off."""
        self.held.rollback()
        self.held.close()


def test_a_gradebook_that_is_held_for_a_while_is_waited_for(small):
    outcome = run.grade(small, Holding(small.output / "gradebook.db", seconds=3))
    assert {standing.learner: standing.earned for standing in outcome.standings} == {"ada": 4, "ben": 0}


def test_a_gradebook_that_is_held_for_ever_stops_the_grading_with_a_sentence(small):
    holding = Holding(small.output / "gradebook.db")
    with pytest.raises(run.GradingError, match="database is locked"):
        run.grade(small, holding)
    assert [path.name for path in (small.output / "results").iterdir()] == ["ada.json"]
    with pytest.raises(run.GradingError, match="database is locked"):
        run.grade(small)
    holding.release()
    outcome = run.grade(small)
    assert outcome.graded == ["ben"]
    assert {standing.learner: standing.earned for standing in outcome.standings} == {"ada": 4, "ben": 0}


def test_a_gradebook_that_somebody_reads_is_written_to(small):
    run.grade(small)
    with closing(sqlite3.connect(small.output / "gradebook.db")) as reader:
        reader.execute("select * from grade").fetchone()
        small.regrade = True
        assert run.grade(small).graded == ["ada", "ben"]


# ------------------------------------------------------------------------------ the disk is full


@pytest.fixture
def disk(tmp_path):
    """Return a function that makes a disk of some size, or makes it larger."""
    place = tmp_path / "disk"
    place.mkdir()

    def sized(size, *more):
        words = ["mount", "-t", "tmpfs", "-o", ",".join([*more, f"size={size}k"]), "none", str(place)]
        made = subprocess.run(words, capture_output=True, text=True)
        if made.returncode:
            pytest.skip(f"run as root: {made.stderr.strip()}")
        return place

    yield sized
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True)


@pytest.mark.parametrize("size", [4, 380])
def test_a_full_disk_stops_the_grading_with_a_sentence_and_the_same_command_goes_on(
    graders, expected, disk, capsys, monkeypatch, size, sandbox
):
    monkeypatch.setattr(nbgrader.api, "get_alembic_version", functools.cache(nbgrader.api.get_alembic_version))
    output = disk(size) / "grading"
    folders = [
        str(graders.folder / "submitted"),
        "--output",
        str(output),
        "--exercises",
        str(graders.folder / "exercises"),
    ]
    words = ["grade", *folders, "--seed", "7", "--jobs", "2", "--timeout", "5"]
    words += [] if sandbox else ["--no-sandbox"]
    code = cli.main(words)
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert code in (1, 2)
    assert said.startswith("cnncourse: ")
    assert any(words in said for words in ("No space left on device", "disk is full", "disk I/O error"))
    disk(100_000, "remount")
    assert cli.main(words) == 0
    assert killing.differences(expected, killing.state(output)) == []
