"""A class full of hostile and broken submissions, graded in one run, with honest learners between them."""

import functools
import json
import os
import shutil
import tempfile
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import hostile
import nbgrader.api
import numpy as np
import pytest

from cnncourse.grading import execute, gradebook, job, report, run, sandbox
from cnncourse.grading.workers import Workers
from cnncourse.numpy import conv2d

ROOT = Path(__file__).parents[1]
TOPIC = "convolution"
SEED = 20260722
SECRET = "the-token-of-the-instructor"
RELEASED = {hostile.SLIDE: ROOT / "exercises/convolution", hostile.BLOCK: ROOT / "exercises/pointwise"}
ANSWER = {hostile.SLIDE: "answer-cross_correlate2d", hostile.BLOCK: "answer-MLPConv"}
POINTS = {hostile.SLIDE: 4, hostile.BLOCK: 5}

ATTEMPTS = hostile.attempts()
NUMBERED = {f"{2 * i + 1:03d} {name}": attempt for i, (name, attempt) in enumerate(ATTEMPTS.items())}
HONEST = {"000 honest": hostile.SLIDE} | {
    f"{2 * i + 2:03d} honest": attempt.stem for i, attempt in enumerate(ATTEMPTS.values())
}


def impatient(setup, work):
    """Do a job; what does not end by itself is ended sooner than usual, so that all of it takes little time."""
    execute.GRACE, sandbox.LARGEST_TREE = 1.0, 700_000_000
    return job.do(setup, work)


def extended(notebook, before, after):
    """Add a cell before the answer, and one at the end."""
    cells, code = notebook["cells"], {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    place = next(i for i, cell in enumerate(cells) if cell["id"].startswith("answer-"))
    cells.insert(place, code | {"source": before, "id": "before"})
    cells.append(code | {"source": after, "id": "after"})


def hand_in(submitted, learner, attempt, places):
    """Write what one learner hands in."""
    notebook = json.loads((RELEASED[attempt.stem] / f"{attempt.stem}.ipynb").read_text(encoding="utf-8"))
    sources = [attempt.answer, attempt.before, attempt.after]
    for place, value in places.items():
        sources = [source.replace(f"@{place}", str(value)) for source in sources]
    next(cell for cell in notebook["cells"] if cell["id"] == ANSWER[attempt.stem])["source"] = sources[0]
    if any(sources[1:]):
        extended(notebook, *sources[1:])
    folder = submitted / learner / TOPIC
    folder.mkdir(parents=True)
    if attempt.write:
        attempt.write(folder, notebook)
    else:
        (folder / f"{attempt.stem}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


class Server(BaseHTTPRequestHandler):
    """Gives a right answer to whoever asks."""

    asked = asked_by_learners = 0

    def do_GET(self):
        """Answer."""
        Server.asked += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(hostile.RIGHT.encode())

    def log_message(self, *words):
        """Keep silent."""


@pytest.fixture(scope="module")
def port():
    """Serve a right answer on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder for everything; what others may read, since the sandbox runs as somebody else."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def places(folder, port):
    """Return the places of this machine that attempts are told of; without a sandbox, all are within reach."""
    return {
        "output": folder / "grading",
        "submitted": folder / "submitted",
        "solutions": ROOT / "solutions",
        "port": port,
    }


@pytest.fixture(scope="module")
def submitted(folder, places):
    """Write the class."""
    for learner, stem in HONEST.items():
        right = hostile.RIGHT if stem == hostile.SLIDE else hostile.RIGHT_BLOCK
        hand_in(folder / "submitted", learner, hostile.Attempt(POINTS[stem], right, stem=stem), places)
    for learner, attempt in NUMBERED.items():
        hand_in(folder / "submitted", learner, attempt, places)
    return folder / "submitted"


@pytest.fixture(scope="module")
def graded(folder, submitted):
    """Grade the class in one run; return the results by learner."""
    try:
        sandbox.self_test()
    except sandbox.SandboxError as error:
        pytest.skip(str(error))
    for stem, path in RELEASED.items():
        (folder / "exercises" / TOPIC).mkdir(parents=True, exist_ok=True)
        shutil.copy(path / f"{stem}.ipynb", folder / "exercises" / TOPIC)
    settings = run.Settings(submitted, folder / "grading", folder / "exercises", seed=SEED, seconds=2, jobs=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSTRUCTORS_TOKEN", SECRET)
        patch.setattr(run, "Workers", functools.partial(Workers, work=impatient))
        patch.setattr(nbgrader.api, "get_alembic_version", functools.cache(nbgrader.api.get_alembic_version))
        patch.syspath_prepend(marked(folder))
        patch.setattr(tempfile, "tempdir", str(scratch(folder)))
        before = Server.asked
        outcome = run.grade(settings)
        Server.asked_by_learners = Server.asked - before
    return {result["learner"]: result for result in outcome.results}


def marked(folder):
    """Return a folder of packages, of no other use than to stand in the command line of the sandboxes started here."""
    (folder / "site-packages").mkdir(exist_ok=True)
    return folder / "site-packages"


def scratch(folder):
    """Return a folder that serves as the grader's /tmp."""
    (folder / "scratch").mkdir(exist_ok=True)
    return folder / "scratch"


def notebook_of(graded, learner, stem):
    return next(notebook for notebook in graded[learner]["notebooks"] if notebook["name"] == stem)


def words_about(notebook):
    headlines = [part["headline"] for exercise in notebook["exercises"] for part in exercise["parts"]]
    return " ".join([*notebook["notes"], *headlines])


# ------------------------------------------------------------------------------ what each of them is worth


@pytest.mark.parametrize("learner", NUMBERED)
def test_an_attempt_earns_what_its_answer_is_worth(graded, learner):
    attempt = NUMBERED[learner]
    notebook = notebook_of(graded, learner, attempt.stem)
    earned = sum(exercise["earned"] for exercise in notebook["exercises"])
    assert (earned, notebook["status"]) == (attempt.points, attempt.status), words_about(notebook)
    assert attempt.says in words_about(notebook)
    assert graded[learner]["earned"] == earned


@pytest.mark.parametrize("learner", HONEST)
def test_an_honest_learner_between_them_earns_everything(graded, learner):
    result, stem = graded[learner], HONEST[learner]
    assert (result["status"], result["earned"], result["notes"], result["flags"]) == ("graded", POINTS[stem], [], [])
    assert notebook_of(graded, learner, stem)["notes"] == []


def test_there_are_enough_of_them():
    assert len(ATTEMPTS) >= 60


@pytest.mark.parametrize("theft", hostile.THEFTS)
def test_a_theft_succeeds_where_nothing_is_closed(submitted, places, theft):
    if theft == "reads what was graded":
        path = places["output"] / "rebuilt/000 honest" / TOPIC
        path.mkdir(parents=True, exist_ok=True)
        shutil.copy(submitted / "000 honest" / TOPIC / f"{hostile.SLIDE}.ipynb", path)
    source, space = hostile.THEFTS[theft], {"np": np}
    for place, value in places.items():
        source = source.replace(f"@{place}", str(value))
    exec(source, space)
    image, kernel = np.arange(20.0).reshape(4, 5), np.arange(6.0).reshape(2, 3)
    right = conv2d(image[None, None], kernel[None, None])[0, 0]
    np.testing.assert_allclose(space["cross_correlate2d"](image, kernel), right)


# ------------------------------------------------------------------------------ what is left of them


def test_the_gradebook_holds_exactly_the_scores_of_the_results(graded, folder):
    with closing(gradebook.Book(gradebook.sqlite(folder / "grading"), TOPIC)) as book:
        booked = book.rows()
    expected = {
        (learner, notebook["name"], f"check-{exercise['exercise']}"): (exercise["earned"], None, False)
        for learner, result in graded.items()
        for notebook in result["notebooks"]
        for exercise in notebook["exercises"]
    }
    assert booked == expected
    assert len(graded) == len(NUMBERED) + len(HONEST)


def test_no_process_is_left(graded, folder):
    assert left_running(str(marked(folder))) == []


def left_running(mark):
    """Return the command lines of sandboxes that hold a mark; those that are just ending get some time."""
    for _ in range(100):
        found = [
            line for line in map(command_line, Path("/proc").glob("[0-9]*/cmdline")) if mark in line and "bwrap" in line
        ]
        if not found:
            return []
        time.sleep(0.1)
    return found


def command_line(path):
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def test_no_file_is_left_outside_of_the_output_folder(graded, folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        "exercises",
        "grading",
        "scratch",
        "site-packages",
        "submitted",
    ]
    assert [path for path in scratch(folder).iterdir() if not path.name.startswith("pymp-")] == []
    assert list(marked(folder).iterdir()) == []
    everywhere = ("/tmp", "/var/tmp", "/dev/shm", "/", "/run", "/home", str(ROOT))
    assert [name for place in everywhere for name in os.listdir(place) if hostile.MARK in name] == []
    assert [path for path in folder.rglob("*") if hostile.MARK in path.name] == []


def test_what_was_handed_in_is_as_it_was(graded, submitted, folder, places):
    again = folder.parent / "hostile-again"
    for learner, attempt in NUMBERED.items():
        if not attempt.write:
            hand_in(again, learner, attempt, places)
    for path in again.rglob("*.ipynb"):
        assert (submitted / path.relative_to(again)).read_bytes() == path.read_bytes()
    assert len(list(submitted.iterdir())) == len(graded)


def test_no_secret_of_the_grader_stands_in_what_came_out(graded, folder):
    texts = [path for path in (folder / "grading").rglob("*") if path.suffix in (".json", ".ipynb", ".html", ".csv")]
    assert len(texts) > len(graded)
    assert [path for path in texts if SECRET in path.read_text(encoding="utf-8")] == []


def test_no_script_of_a_learner_stands_in_a_page(graded, folder):
    report.write(folder / "grading")
    pages = [path for path in (folder / "grading").rglob("*.html") if path.is_file()]
    assert len(pages) > len(graded)
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "<script>evil" not in text
        assert "<img src=x onerror" not in text
        assert 'href="javascript:evil' not in text


def test_a_flood_does_not_reach_the_disk(graded, folder):
    sizes = [path.stat().st_size for path in (folder / "grading").rglob("*.ipynb")]
    assert len(sizes) > len(graded)
    assert max(sizes) < 22_000_000


def test_nobody_was_called(graded):
    assert Server.asked_by_learners == 0
