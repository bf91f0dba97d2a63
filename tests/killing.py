"""Kill graders at random moments, and see that the same command goes on to the same end.

As a script it does so many times over:

    python tests/killing.py --kills 50 --seed 1
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import gradebooks
import hostile

ROOT = Path(__file__).parents[1]
TOPIC, STEM = "convolution", hostile.SLIDE
MARK = "CNNCOURSE_KILLING"  # in the environment of the grader and all its processes
GRADE = """
import sys
from cnncourse import cli
from cnncourse.grading import run
run.BATCH = 3
sys.exit(cli.main())
"""
TAKES_TIME = "import time; time.sleep(0.3)"
ANSWERS = {
    "ada": hostile.RIGHT,
    "ben": hostile.WRONG,
    "cid": hostile.answering("os._exit(0)"),
    "dee": hostile.RIGHT,
    "eve": "def cross_correlate2d(image, kernel):\n    return image.sum() + kernel",
    "fay": None,
    "gus": hostile.RIGHT + "\n1 / 0",
    "hal": "def cross_correlate2d(",
    "ida": hostile.RIGHT,
    "jon": hostile.POSING + hostile.RETURNING.format("Posing(right)"),
}

# what a grader writes, in this order; it is killed soon after it has written some of it
MOMENTS = (
    *("lock", "nbgrader_config.py", "gradebook.db", "gradebook.db-journal", "run.json", "rebuilt/*/*/*"),
    *("autograded/*/*/*", "results/*.json", "report/*", "feedback/*", "grades.csv"),
)


def write_class(folder: Path) -> None:
    """Write ten learners, and the release of one notebook."""
    (folder / "exercises" / TOPIC).mkdir(parents=True)
    shutil.copy(ROOT / "exercises" / TOPIC / f"{STEM}.ipynb", folder / "exercises" / TOPIC)
    released = (ROOT / "exercises" / TOPIC / f"{STEM}.ipynb").read_text("utf-8")
    for learner, answer in ANSWERS.items():
        path = folder / "submitted" / learner / TOPIC / f"{STEM}.ipynb"
        path.parent.mkdir(parents=True)
        notebook = json.loads(released)
        next(cell for cell in notebook["cells"] if cell["id"].startswith("answer-"))["source"] = answer or ""
        code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
        notebook["cells"].append(code | {"source": TAKES_TIME, "id": "takes-time"})
        path.write_text(json.dumps(notebook) if answer else "no notebook")
        (path.parent / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC\n")


class Graders:
    """Starts graders of one class, and knows their processes.

    Args:
        folder: holds the class, and takes all gradings.
        sandbox: whether this machine has the sandbox.
    """

    def __init__(self, folder: Path, sandbox: bool = True):
        self.folder, self.sandbox = folder, sandbox
        write_class(folder)
        self.packages = folder / "site-packages"  # in the command line of every sandbox, as a mark
        self.packages.mkdir()

    def start(self, output: Path, *more: str) -> subprocess.Popen:
        """Start a grader in a process group of its own."""
        places = ["--output", str(output), "--exercises", str(self.folder / "exercises"), "--seed", "7", "--jobs", "2"]
        words = [str(self.folder / "submitted"), *places, "--timeout", "5", *more]
        unprotected = [] if self.sandbox else ["--no-sandbox"]
        return subprocess.Popen(
            [sys.executable, "-c", GRADE, "grade", *words, *unprotected],
            env=os.environ
            | {MARK: str(self.folder), "PYTHONPATH": f"{self.packages}:{ROOT}", "TMPDIR": self._scratch()},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def _scratch(self) -> str:
        (self.folder / "scratch").mkdir(exist_ok=True)
        return str(self.folder / "scratch")

    def finish(self, output: Path) -> None:
        """Grade to the end."""
        grader = self.start(output)
        said, complained = grader.communicate(timeout=280)
        if grader.returncode:
            raise AssertionError(f"exit code {grader.returncode}: {said}\n{complained}")

    def processes(self) -> list[str]:
        """Return the command lines of all processes that belong to graders started here."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                marks = (place / "environ").read_bytes() + (place / "cmdline").read_bytes()
                if str(self.folder).encode() in marks:
                    found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:300])
            except OSError:
                continue
        return found

    def left_running(self, seconds: float = 20) -> list[str]:
        """Return the processes that are left; those that are just ending get some time."""
        until = time.monotonic() + seconds
        while (found := self.processes()) and time.monotonic() < until:
            time.sleep(0.05)
        return found


def await_moment(grader: subprocess.Popen, output: Path, moment: str, since: float) -> bool:
    """Wait until the grader has written something of this kind; return whether it still runs."""
    while grader.poll() is None:
        for path in output.glob(moment):
            try:
                if path.stat().st_mtime >= since:
                    return True
            except OSError:
                continue
        time.sleep(0.002)
    return False


def kill_once(graders: Graders, output: Path, dice: random.Random) -> str:
    """Start a grader and kill it, or its whole group, at a random moment; return when, "" if it was done before."""
    moment = dice.choice(["", *MOMENTS])
    whole_group, later = dice.random() < 0.5, dice.choice([0, 0.01, 0.05, 0.3]) * dice.random()
    since = time.time()
    grader = graders.start(output)
    time.sleep(dice.uniform(0, 4) if not moment else 0)
    caught = await_moment(grader, output, moment, since) if moment else grader.poll() is None
    time.sleep(later)
    if whole_group and grader.poll() is None:
        os.killpg(grader.pid, signal.SIGKILL)
    grader.kill()
    grader.communicate(timeout=60)
    if left := graders.left_running():
        raise AssertionError(f"killed after {moment!r}, and these are left: {left}")
    return (moment or "any moment") if caught and grader.returncode == -signal.SIGKILL else ""


def state(output: Path) -> dict[str, object]:
    """Return all that a grading came to: the gradebook, the results, and every file by its name."""
    found: dict[str, object] = {"gradebook": gradebooks.dump(f"sqlite:///{output / 'gradebook.db'}")}
    for path in sorted(path for path in output.rglob("*") if path.is_file()):
        name = path.relative_to(output).as_posix()
        found[name] = ""
        if path.parent.name == "results":
            result = json.loads(path.read_text("utf-8"))
            found[name] = {key: result[key] for key in result if key != "fingerprint"}  # of the program's version too
        elif path.suffix in (".ipynb", ".csv"):
            found[name] = path.read_text("utf-8")
    return found


def differences(one: dict, other: dict) -> list[str]:
    """Return a line for everything in which two gradings differ."""
    lines = gradebooks.differences(one["gradebook"], other["gradebook"])
    lines += [f"{name} is there only once" for name in sorted(one.keys() ^ other.keys())]
    both = sorted(one.keys() & other.keys() - {"gradebook"})
    return lines + [f"{name} differs" for name in both if one[name] != other[name]]


def without_score(found: dict) -> list[str]:
    """Return the rows of the gradebook that have no score."""
    return [name for name, row in found["gradebook"]["grade"].items() if row["auto_score"] is None]


def play(graders: Graders, expected: dict, kills: int, seed: int, tell=print) -> Counter:
    """Kill so many times, over several gradings; each must come to what is expected in the end.

    Raises:
        AssertionError: one does not, or processes are left.
    """
    dice, when, number = random.Random(seed), Counter(), 0
    while when.total() < kills:
        number += 1
        output = graders.folder / f"grading-{seed}-{number}"
        for _ in range(min(dice.randint(2, 8), kills - when.total())):
            if not (moment := kill_once(graders, output, dice)):
                break
            when[moment] += 1
        graders.finish(output)
        found = state(output)
        if wrong := differences(expected, found) + without_score(found) + graders.left_running():
            raise AssertionError("\n".join([f"{output}: after {dict(when)}", *wrong]))
        tell(f"grading {number}: {when.total()} kills so far, equal to the uninterrupted one")
        shutil.rmtree(output)
    return when


def main() -> None:
    """Play as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="killing-") as folder:
        graders = Graders(Path(folder))
        graders.finish(Path(folder, "uninterrupted"))
        when = play(graders, state(Path(folder, "uninterrupted")), options.kills, options.seed)
    for moment, count in when.most_common():
        print(f"{count:4} killed after {moment}")


if __name__ == "__main__":
    main()
