"""The command `cnncourse`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from cnncourse import __version__
from cnncourse.terminal import Bar, printable

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
    command.add_argument("submitted", type=Path, metavar="WHERE", help="folder or archive with what was handed in")
    folder(command, "--output", "build/grading", "takes gradebook, results and pages")
    folder(command, "--exercises", "exercises", "holds the released notebooks")
    command.add_argument("--topic", help="which topic, if several are released")
    who = "grade only this learner; may be repeated"
    command.add_argument("--learner", dest="learners", action="append", default=[], metavar="ID", help=who)
    roster(command, "who is missing is told, and the names of an LMS become ids")
    when = "what was handed in later is late, such as 2026-11-30T18:00 (that of the last run, or never)"
    command.add_argument("--due", type=moment, metavar="TIME", help=when)
    command.add_argument("--seed", type=whole, metavar="N", help="the secret seed (that of the last run, or a new one)")
    command.add_argument("--timeout", type=seconds, default=20.0, metavar="S", help="seconds for one cell (20)")
    command.add_argument("--jobs", type=positive, metavar="N", help="learners graded at the same time (one a core)")
    command.add_argument("--scheduler", metavar="ADDRESS", help="grade on the workers of this Dask scheduler instead")
    place = "where the gradebook is, as SQLAlchemy says it (a file in --output)"
    command.add_argument("--db", dest="database", metavar="URL", help=place)
    command.add_argument("--regrade", action="store_true", help="grade again what has not changed")
    command.add_argument("--book", metavar="ADDRESS", help="where the book is, for the report's links to its passages")
    unsafe = "let learners' code do whatever you may do: only for a class that you trust"
    command.add_argument("--no-sandbox", dest="sandbox", action="store_false", help=unsafe)
    command.set_defaults(run=grade)

    command = commands.add_parser("report", help="write the pages about a graded class")
    folder(command, "grading", "build/grading", "was written by `cnncourse grade`", nargs="?")
    roster(command, "the files for Moodle and Canvas need its ids")
    command.add_argument("--book", metavar="ADDRESS", help="where the book is, for links to its passages")
    command.set_defaults(run=report)

    command = commands.add_parser("doctor", help="say whether this machine can grade, and what to do if not")
    folder(command, "--output", "build/grading", "has the gradebook")
    folder(command, "--exercises", "exercises", "holds the released notebooks")
    folder(command, "--solutions", "solutions", "is what they are made from")
    command.set_defaults(run=doctor)

    command = commands.add_parser("networks", help="list the networks, what they cost and where they come from")
    command.add_argument("pattern", nargs="?", default="*", metavar="PATTERN", help="such as 'resnet*' (all)")
    command.set_defaults(run=networks)
    return top


def folder(command: argparse.ArgumentParser, name: str, default: str, what: str, **more: Any) -> None:
    """Add an argument that names a folder."""
    command.add_argument(name, type=Path, default=Path(default), metavar="DIR", help=f"{what} ({default})", **more)


def roster(command: argparse.ArgumentParser, why: str) -> None:
    """Add the argument that names the list of the class."""
    what = f"the class as CSV, with the columns id, first_name, last_name, email: {why} (that of the last run, if any)"
    command.add_argument("--roster", type=Path, metavar="FILE", help=what)


def moment(text: str) -> datetime:
    """Read a time; without a zone, it is that of this machine."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no time; write it as 2026-11-30T18:00") from error


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
    chosen = ("submitted", "output", "exercises", "topic", "roster", "due", "seed", "jobs", "scheduler", "database")
    given = {name: getattr(options, name) for name in (*chosen, "regrade", "sandbox")}
    settings = run.Settings(**given, learners=tuple(options.learners), seconds=options.timeout)
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
    report(argparse.Namespace(grading=outcome.output, roster=options.roster, book=options.book))
    return BAD if any(standing.status == "failed" for standing in outcome.standings) else GOOD


def summarise(outcome: Outcome, took: float) -> None:
    """Print how many learners have which status, how long it took, and where the results are."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    statuses = Counter(standing.status for standing in outcome.standings)
    table = Table(box=box.SIMPLE)
    table.add_column("status")
    table.add_column("learners", justify="right")
    table.add_column("mean points", justify="right")
    for status in sorted(statuses):
        those = [standing for standing in outcome.standings if standing.status == status]
        mean = sum(standing.earned for standing in those) / len(those)
        table.add_row(status, str(len(those)), f"{mean:.1f} of {those[0].points:g}")
    Console().print(table)
    print(f"{len(outcome.graded)} graded, {len(outcome.standings) - len(outcome.graded)} unchanged, {took:.1f} s.")
    print(f"Results: {outcome.output / 'results'}   Gradebook: {outcome.output / 'gradebook.db'}")


def report(options: argparse.Namespace) -> int:
    """Write the pages about a graded class."""
    from cnncourse.grading import report as pages
    from cnncourse.grading.intake import IntakeError
    from cnncourse.grading.record import roster_of

    try:
        people = roster_of(options.grading, options.roster)
        print(f"Report: {pages.write(options.grading, options.book, people)}")
    except (OSError, IntakeError) as error:
        return fail(str(error))
    return GOOD


def doctor(options: argparse.Namespace) -> int:
    """Print what was found out about this machine and this course."""
    from cnncourse.doctor import BAD as SERIOUS
    from cnncourse.doctor import Where, diagnose, summary

    where = Where(options.output, options.exercises, options.solutions)
    findings = diagnose(where, lambda finding: print(printable(finding.line), flush=True))
    print(summary(findings))
    return BAD if any(finding.state == SERIOUS for finding in findings) else GOOD


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


if __name__ == "__main__":
    sys.exit(main())
