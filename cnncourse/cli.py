"""The command `cnncourse`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from cnncourse import __version__

if TYPE_CHECKING:
    from cnncourse.grading.run import Outcome

GOOD, BAD, USAGE, STOPPED = 0, 1, 2, 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 good, 1 not all is right, 2 it could not be done."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ModuleNotFoundError as error:
        return fail(f"the module {error.name!r} is missing; in the course's folder, run: pip install '.[grade]'")
    except KeyboardInterrupt:
        return fail("stopped", STOPPED)
    except BrokenPipeError:
        sys.stderr.close()
        return BAD
    except OSError as error:
        return fail(f"{error.filename or 'the system'}: {error.strerror or error}")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="cnncourse", description="The CNN course: exercises, checks and grades.")
    top.add_argument("--version", action="version", version=f"cnncourse {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    command = commands.add_parser("release", help="make the exercises from the solutions")
    command.add_argument("topics", nargs="*", metavar="TOPIC", help="which topics (all)")
    folder(command, "--solutions", "solutions", "is read")
    folder(command, "--exercises", "exercises", "gets the notebooks")
    folder(command, "--build", "build", "keeps what lies between the two")
    command.set_defaults(run=release)

    command = commands.add_parser("check", help="run one of your notebooks and say what is right")
    command.add_argument("notebook", type=Path, metavar="NOTEBOOK")
    command.add_argument("--timeout", type=seconds, default=20.0, metavar="S", help="seconds for one cell (20)")
    command.set_defaults(run=check)

    command = commands.add_parser("progress", help="say which exercises are done, topic by topic")
    folder(command, "exercises", "exercises", "holds <topic>/*.ipynb", nargs="?")
    command.set_defaults(run=progress)

    command = commands.add_parser("grade", help="grade what a class has handed in")
    command.add_argument("submitted", type=Path, metavar="DIR", help="holds <learner>/<topic>/*.ipynb")
    folder(command, "--output", "build/grading", "takes gradebook, results and pages")
    folder(command, "--exercises", "exercises", "holds the released notebooks")
    command.add_argument("--topic", help="which topic, if several are released")
    command.add_argument("--seed", type=whole, metavar="N", help="the secret seed (that of the last run, or a new one)")
    command.add_argument("--timeout", type=seconds, default=20.0, metavar="S", help="seconds for one cell (20)")
    command.add_argument("--jobs", type=positive, metavar="N", help="notebooks run at the same time (one a core)")
    command.add_argument("--regrade", action="store_true", help="grade again what has not changed")
    unsafe = "let learners' code do whatever you may do: only for a class that you trust"
    command.add_argument("--no-sandbox", dest="sandbox", action="store_false", help=unsafe)
    command.set_defaults(run=grade)

    command = commands.add_parser("report", help="write the pages about a graded class")
    folder(command, "grading", "build/grading", "was written by `cnncourse grade`", nargs="?")
    command.set_defaults(run=report)

    command = commands.add_parser("networks", help="list the networks, what they cost and where they come from")
    command.add_argument("pattern", nargs="?", default="*", metavar="PATTERN", help="such as 'resnet*' (all)")
    command.set_defaults(run=networks)
    return top


def folder(command: argparse.ArgumentParser, name: str, default: str, what: str, **more: Any) -> None:
    """Add an argument that names a folder."""
    command.add_argument(name, type=Path, default=Path(default), metavar="DIR", help=f"{what} ({default})", **more)


def seconds(text: str) -> float:
    """Read a number of seconds."""
    if not 0 < (value := float(text)) < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds above 0")
    return value


def whole(text: str) -> int:
    """Read a number of at least 0."""
    if (value := int(text)) < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return value


def positive(text: str) -> int:
    """Read a number of at least 1."""
    if (value := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return value


def fail(sentence: str, code: int = USAGE) -> int:
    """Say what went wrong."""
    print(f"cnncourse: {printable(sentence)}", file=sys.stderr)
    return code


def printable(text: str) -> str:
    """Return `text` without control characters: file names and code of others reach the terminal."""
    return "".join(ch if ch.isprintable() or ch == "\n" else "�" for ch in text)


def release(options: argparse.Namespace) -> int:
    """Make the exercises from the solutions."""
    from cnncourse import notebooks

    try:
        made = notebooks.release(options.topics, options.solutions, options.exercises, options.build)
    except notebooks.AuthorError as error:
        return fail(str(error))
    for item in made:
        print(f"{item.state:9} {item.path}  ({', '.join(item.exercises)})")
    if any(item.state == "kept" for item in made):
        print(f"Kept notebooks hold somebody's work; the new ones are in {options.build / 'release'}.")
    return GOOD


def check(options: argparse.Namespace) -> int:
    """Run one notebook and print what is right and what is not."""
    from cnncourse import cards, practice

    with Bar("running the cells", delay=2) as bar:
        try:
            verdicts = practice.check_notebook(options.notebook, options.timeout, bar.tell)
        except practice.PracticeError as error:
            return fail(str(error))
    for verdict in verdicts:
        print(printable(cards.text(verdict)), end="\n\n")
    right = sum(verdict.passed for verdict in verdicts)
    print(f"{right} of {len(verdicts)} exercises are right.")
    return GOOD if right == len(verdicts) else BAD


def progress(options: argparse.Namespace) -> int:
    """Print what is done."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from cnncourse.standing import standings

    with Bar("running what has changed", delay=2) as bar:
        found = standings(options.exercises, bar.tell)
    if not found:
        return fail(f"{options.exercises} holds no notebooks in folders called by their topics")
    table = Table(box=box.SIMPLE)
    for heading in ("topic", "notebook", "done", "points", "still to do"):
        table.add_column(heading, justify="left" if heading in ("topic", "notebook", "still to do") else "right")
    for topic, standing in ((topic, one) for topic, those in found.items() for one in those):
        open_ones = [name for name in standing.exercises if name not in standing.solved]
        left = f"{', '.join(open_ones)} ({standing.minutes} min)" if open_ones else standing.trouble
        done, points = f"{len(standing.solved)}/{len(standing.exercises)}", f"{standing.earned:g}/{standing.points:g}"
        table.add_row(topic, standing.notebook, done, points, printable(left))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    return GOOD


def grade(options: argparse.Namespace) -> int:
    """Grade a class and write its report."""
    from cnncourse.grading import run

    started = monotonic()
    chosen = ("submitted", "output", "exercises", "topic", "seed", "jobs", "regrade", "sandbox")
    settings = run.Settings(**{name: getattr(options, name) for name in chosen}, seconds=options.timeout)
    with Bar("grading") as bar:
        if not options.sandbox:
            bar.problem("Learners' code runs without a sandbox and may do whatever you may.")
        try:
            outcome = run.grade(settings, bar)
        except run.IntakeError as error:
            return fail(str(error))
        except run.GradingError as error:
            return fail(str(error), BAD)
        except KeyboardInterrupt:
            return fail("stopped; what is finished is kept, and the same command goes on from there", STOPPED)
    summarise(outcome, monotonic() - started)
    report(argparse.Namespace(grading=outcome.output))
    return BAD if any(result["status"] == "failed" for result in outcome.results) else GOOD


def summarise(outcome: Outcome, took: float) -> None:
    """Print how many learners have which status, how long it took, and where the results are."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    statuses = Counter(result["status"] for result in outcome.results)
    table = Table(box=box.SIMPLE)
    table.add_column("status")
    table.add_column("learners", justify="right")
    table.add_column("mean points", justify="right")
    for status in sorted(statuses):
        those = [result for result in outcome.results if result["status"] == status]
        mean = sum(result["earned"] for result in those) / len(those)
        table.add_row(status, str(len(those)), f"{mean:.1f} of {those[0]['points']:g}")
    Console().print(table)
    print(f"{len(outcome.graded)} graded, {len(outcome.results) - len(outcome.graded)} unchanged, {took:.1f} s.")
    print(f"Results: {outcome.output / 'results'}   Gradebook: {outcome.output / 'gradebook.db'}")


def report(options: argparse.Namespace) -> int:
    """Write the pages about a graded class."""
    from cnncourse.grading import report as pages

    try:
        print(f"Report: {pages.write(options.grading)}")
    except FileNotFoundError as error:
        return fail(str(error))
    return GOOD


def networks(options: argparse.Namespace) -> int:
    """Print the networks as a table."""
    try:
        from cnncourse.networks import list_networks
        from cnncourse.networks.catalogue import describe
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        return fail("the networks are torch modules, and torch is missing; in the course's folder, run: make course")
    from rich import box
    from rich.console import Console
    from rich.table import Table

    names = list_networks(options.pattern)
    if not names:
        return fail(f"no network's name matches {options.pattern!r}; without a pattern, all are listed", BAD)
    table = Table(box=box.SIMPLE)
    table.add_column("name", no_wrap=True)
    for heading in ("year", "parameters", "multiply-adds"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("published error, %")
    table.add_column("paper")
    with Bar("counting", delay=1) as bar:
        for done, name in enumerate(names):
            bar.tell(done, len(names))
            row = describe(name)
            counts = f"{row.parameters:,}", f"{row.macs:,}"
            table.add_row(name, str(row.paper.year), *counts, row.error or "–", row.paper.title)
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    return GOOD


class Bar:
    """A progress bar on the standard error stream, shown after `delay` seconds; a watcher of the grading."""

    def __init__(self, label: str, delay: float = 0.0):
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self.task: Any = self.progress.add_task(label, total=None)
        self.visible_from = monotonic() + delay

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *error: object) -> None:
        if self.progress.live.is_started:
            self.progress.stop()

    def tell(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        if monotonic() >= self.visible_from:
            self.progress.start()
        self.progress.update(self.task, completed=done, total=total)

    def begin(self, learners: int) -> None:
        """Show that so many learners are to be graded."""
        self.tell(0, learners)

    def problem(self, text: str) -> None:
        """Print a line above the bar."""
        self.progress.console.print(printable(text), markup=False, highlight=False, soft_wrap=True)

    def graded(self, learner: str) -> None:
        """Show that one learner is done."""
        self.progress.advance(self.task)


if __name__ == "__main__":
    sys.exit(main())
