"""A gradebook in PostgreSQL: the same as in a file."""

import glob
import os
import shutil
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from test_grading import RIGHT, TOPIC, WRONG, answered, hand_in

from cnncourse.grading import gradebook, intake, run

HOMES = [*sorted(glob.glob("/usr/lib/postgresql/*/bin")), "/usr/bin", "/usr/local/bin"]
HOME = next((home for home in HOMES if Path(home, "initdb").exists()), None)
NOBODY = 65534


def program(name, *arguments):
    """Run one of PostgreSQL's programs, which refuse to be run by root."""
    down = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.getuid() == 0 else []
    subprocess.run([*down, f"{HOME}/{name}", *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Start a server of our own and return the address of an empty database in it."""
    if not HOME:
        pytest.skip("PostgreSQL's programs are not installed (apt install postgresql)")
    folder = Path("/tmp", f"cnncourse-postgres-{os.getpid()}")  # short: a socket's path has at most 107 characters
    folder.mkdir()
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    try:
        program("initdb", "-D", f"{folder}/data", "-U", "grader", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        program("pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options, "-w", "start")
        try:
            yield f"postgresql+psycopg2://grader@127.0.0.1:{port}/postgres"
        finally:
            program("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def scores(address):
    with closing(gradebook.Book(address, TOPIC)) as book:
        return book.rows()


def test_a_gradebook_in_postgresql_has_the_rows_of_one_in_a_file(tmp_path, exercises, sandbox, database):
    for learner, source in (("ada", RIGHT), ("ben", WRONG)):
        hand_in(tmp_path / "submitted", learner, answered(source))
    common = {"exercises": exercises, "seed": 1, "seconds": 5, "sandbox": sandbox}
    file = run.grade(run.Settings(tmp_path / "submitted", tmp_path / "file", **common))
    server = run.grade(run.Settings(tmp_path / "submitted", tmp_path / "server", database=database, **common))
    assert scores(server.database) == scores(file.database)
    assert server.database == database
    assert not (tmp_path / "server" / "gradebook.db").exists()
    again = run.grade(run.Settings(tmp_path / "submitted", tmp_path / "server", **common))
    assert (again.graded, again.database) == ([], database)
    with pytest.raises(intake.IntakeError, match="has its gradebook elsewhere"):
        run.grade(run.Settings(tmp_path / "submitted", tmp_path / "server", database="sqlite://", **common))
