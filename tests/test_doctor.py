"""The doctor says of each thing whether it is good, and what to do if not; it changes nothing and never fails."""

import shutil
import sqlite3
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from cnncourse import doctor, findings, requirements
from cnncourse.findings import BAD, GOOD, LOOK, Finding, Where, guarded
from cnncourse.grading import sandbox
from cnncourse.grading.gradebook import scripts_on_path

ROOT = Path(__file__).parents[1]
TOPIC = "filters"
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's queries set off some


def all_of(check, where=None):
    return list(check(where or Where()))


def only(check, where=None):
    [finding] = check(where or Where())
    return finding


# ------------------------------------------------------------------------------ as a whole


def test_every_line_of_the_diagnosis_is_one_line_with_a_state(course):
    told = []
    found = doctor.diagnose(course, told.append)
    assert told == found
    assert {one.about for one in found} >= {"Python", "packages", "machine", "disk", "exercises", "gradebook"}
    assert all(one.state in (GOOD, LOOK, BAD) and "\n" not in one.line for one in found)
    assert not [one for one in found if "checked" in one.found]
    assert not course.grading.exists()


def test_a_folder_without_anything_raises_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(doctor.CHECKS, "sandbox")  # it looks at no folder
    found = doctor.diagnose()
    assert [one.state for one in found if one.about == "exercises"] == [BAD]
    assert not [one for one in found if "could not be checked" in one.found]


def test_a_check_that_fails_becomes_a_line():
    def broken(where=None):
        yield Finding(GOOD, "first", "there")
        raise OSError("the disk\nis gone")

    assert guarded("disk", broken) == [
        Finding(GOOD, "first", "there"),
        Finding(LOOK, "disk", "could not be checked: OSError: the disk"),
    ]


def test_a_check_for_which_a_package_is_missing_names_it():
    def check():
        import nowhere_to_be_found

        yield nowhere_to_be_found

    assert guarded("book", check) == [Finding(LOOK, "book", "not checked: the package nowhere_to_be_found is missing")]


def test_a_check_that_hangs_becomes_a_line(monkeypatch):
    monkeypatch.setattr(findings, "PATIENCE", 0.1)

    def hangs():
        time.sleep(3)
        yield Finding(GOOD, "late", "too late")

    [found] = guarded("network", hangs)
    assert (found.state, found.about) == (LOOK, "network")
    assert "did not come to an end" in found.found


def test_the_last_line_counts_and_says_whether_the_course_can_be_used():
    assert doctor.summary([Finding(GOOD, "a", "b"), Finding(LOOK, "a", "b")]) == "Ready to grade: 1 good, 1 to look at."
    assert doctor.summary([Finding(BAD, "a", "b")]).startswith("Not ready: 1 bad")


def test_a_line_ends_with_what_to_do():
    assert Finding(BAD, "disk", "is full", "make room").line == "bad   disk        is full -> make room"


# ------------------------------------------------------------------------------ Python and packages


def project(monkeypatch, **changes):
    asked = {"version": "1", "requires-python": ">=3.11", "dependencies": [], "optional-dependencies": {}} | changes
    monkeypatch.setattr(doctor, "project", lambda: asked)


def test_this_python_is_good():
    assert only(doctor.python).state == GOOD


def test_a_python_that_is_too_old_is_bad_and_told_what_is_needed(monkeypatch):
    project(monkeypatch, **{"requires-python": ">=3.99"})
    found = only(doctor.python)
    assert found.state == BAD
    assert found.found.endswith("needed is >=3.99")
    assert found.do.startswith("make PYTHON=")


@pytest.mark.parametrize(("group", "state"), [("grade", BAD), ("torch", LOOK), ("book", LOOK), ("dev", GOOD)])
def test_a_missing_package_is_told_with_what_it_is_for_and_how_to_install_it(monkeypatch, group, state):
    project(monkeypatch, **{"optional-dependencies": {group: ["nowhere-to-be-found>=1", "numpy"]}})
    found = all_of(doctor.packages)[0]
    assert found.state == state
    assert found.found == f"nowhere-to-be-found is missing; for {requirements.EXTRAS[group]}"
    assert found.do.endswith(f"-m pip install -c constraints.txt -e '.[{group}]'")


def test_a_package_of_the_wrong_version_is_bad(monkeypatch):
    project(monkeypatch, dependencies=["numpy>=99"])
    found = all_of(doctor.packages)[0]
    assert found.state == BAD
    assert "needed is >=99; for everything" in found.found


def test_a_package_for_another_system_is_not_missed(monkeypatch):
    project(monkeypatch, dependencies=["nowhere-to-be-found; sys_platform == 'plan9'"])
    assert [one.state for one in doctor.packages(Where())] == [GOOD]


def test_an_installed_course_says_what_it_needs_as_its_sources_do(monkeypatch, tmp_path):
    here = requirements.project()
    monkeypatch.setattr(requirements, "HOME", tmp_path)
    installed = requirements.project()
    assert set(installed["requires-python"].split(",")) == set(here["requires-python"].split(","))
    names = {name.split(">")[0] for name in here["dependencies"]}
    assert {name.split(">")[0].split("<")[0] for name in installed["dependencies"]} == names
    assert "nbgrader" in " ".join(installed["optional-dependencies"]["grade"])
    assert "nbgrader" not in " ".join(installed["optional-dependencies"]["torch"])


# ------------------------------------------------------------------------------ the machine


def test_little_memory_is_told_with_the_number_of_jobs_that_fit(monkeypatch):
    monkeypatch.setattr(doctor.os, "cpu_count", lambda: 8)
    monkeypatch.setattr(doctor.os, "sched_getaffinity", lambda process: set(range(8)))
    monkeypatch.setattr(doctor, "_memory", lambda: int(3.5e9))
    found = all_of(doctor.machine)[0]
    assert (found.state, found.do) == (LOOK, "cnncourse grade --jobs 3 ...")
    assert "3.5 GB of memory free; `cnncourse grade` starts 8 jobs" in found.found


def test_enough_memory_is_good(monkeypatch):
    monkeypatch.setattr(doctor.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(doctor.os, "sched_getaffinity", lambda process: set(range(4)))
    monkeypatch.setattr(doctor, "_memory", lambda: int(16e9))
    assert all_of(doctor.machine)[0].state == GOOD


@pytest.mark.parametrize(("free", "state"), [(5e9, GOOD), (1e9, LOOK), (1e8, BAD)])
def test_the_disk_is_judged_by_what_is_free(monkeypatch, tmp_path, free, state):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(0, 0, int(free)))
    assert all_of(doctor.machine, Where(tmp_path / "not" / "there"))[-1].state == state


# ------------------------------------------------------------------------------ the sandbox


def test_a_missing_bubblewrap_is_bad_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    found = only(doctor.sandbox)
    assert found.state == BAD
    assert found.do.startswith("apt install bubblewrap")


def test_another_system_is_bad_and_told_where_to_grade(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    found = only(doctor.sandbox)
    assert found.state == BAD
    assert "virtual machine" in found.do


def test_a_sandbox_that_does_not_work_is_bad_with_the_reason(monkeypatch):
    def broken():
        raise sandbox.SandboxError("the sandbox does not work here: no namespaces; enable them")

    monkeypatch.setattr(sandbox, "self_test", broken)
    monkeypatch.setattr(doctor.shutil, "which", lambda name: "/bin/true")
    assert all_of(doctor.sandbox)[-1] == Finding(
        BAD, "sandbox", "the sandbox does not work here: no namespaces; enable them"
    )


def test_a_kernel_that_forbids_namespaces_to_users_is_told_with_the_setting(monkeypatch):
    setting = "enable user namespaces: sysctl -w kernel.unprivileged_userns_clone=1"
    monkeypatch.setattr(sandbox, "switched_off", lambda: setting)
    found = doctor._kernel()
    assert (found.state, found.do) == (LOOK, "sysctl -w kernel.unprivileged_userns_clone=1")


# ------------------------------------------------------------------------------ the exercises


@pytest.fixture
def course(tmp_path):
    """Return a course with one topic, as it is in the repository."""
    for folder in ("exercises", "solutions"):
        shutil.copytree(ROOT / folder / TOPIC, tmp_path / folder / TOPIC)
    return Where(tmp_path / "grading", tmp_path / "exercises", tmp_path / "solutions")


def change(path, **changes):
    notebook = nbformat.read(path, as_version=4)
    for name, value in changes.items():
        next(cell for cell in notebook.cells if cell.id.startswith(name)).source = value
    nbformat.write(notebook, path)


def state_of(folder):
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.rglob("*")) if path.is_file()}


def test_exercises_that_were_just_released_are_in_step_and_nothing_is_written(course):
    before = state_of(course.exercises.parent)
    found = only(doctor.exercises, course)
    assert found.state == GOOD
    assert found.found.endswith("notebooks of 1 topics, in step with their solutions")
    assert state_of(course.exercises.parent) == before


def test_a_source_that_was_changed_since_is_told_with_the_command(course):
    source = course.solutions / TOPIC / "kernels.py"
    source.write_text(source.read_text("utf-8").replace("# # ", "# # New: ", 1), "utf-8")
    found = only(doctor.exercises, course)
    assert (found.state, found.do) == (LOOK, "cnncourse release")
    assert found.found == "not in step with their solutions: filters/kernels.ipynb"


def test_an_answer_that_was_changed_since_does_not_show(course):
    source = course.solutions / TOPIC / "kernels.py"
    text = source.read_text("utf-8")
    source.write_text(text.replace("### END SOLUTION", "    pass\n    ### END SOLUTION", 1), "utf-8")
    assert source.read_text("utf-8") != text
    assert only(doctor.exercises, course).state == GOOD


def test_a_notebook_without_source_and_a_source_without_notebook_are_told(course):
    (course.solutions / TOPIC / "kernels.py").unlink()
    (course.exercises / TOPIC / "watercolour.ipynb").unlink()
    found = only(doctor.exercises, course)
    assert found.state == LOOK
    assert set(found.found.partition(": ")[2].split(", ")) == {"filters/kernels.ipynb", "filters/watercolour.ipynb"}


def test_a_notebook_that_somebody_has_worked_on_is_told_apart(course):
    change(course.exercises / TOPIC / "kernels.ipynb", answer="def blur_kernel(size):\n    return 1")
    found = only(doctor.exercises, course)
    assert found.state == LOOK
    assert found.found == "kept by `release`, as they hold somebody's work: filters/kernels.ipynb"


def test_no_exercises_are_bad(course):
    shutil.rmtree(course.exercises)
    assert only(doctor.exercises, course).state == BAD


def test_exercises_without_solutions_are_told(course):
    shutil.rmtree(course.solutions)
    assert only(doctor.exercises, course).state == LOOK


# ------------------------------------------------------------------------------ the gradebook


@pytest.fixture(scope="module")
def one_score(tmp_path_factory):
    """Return a gradebook that holds one score."""
    path = tmp_path_factory.mktemp("grading") / "gradebook.db"
    with scripts_on_path(), Gradebook(f"sqlite:///{path}") as book:
        book.add_assignment("filters")
        book.add_notebook("kernels", "filters")
        book.add_grade_cell("check-blur_kernel", "kernels", "filters", max_score=2, cell_type="code")
        book.add_student("ada")
        book.add_submission("filters", "ada")
        book.find_grade("check-blur_kernel", "kernels", "filters", "ada").auto_score = 1
        book.db.commit()
    return path


@pytest.fixture
def graded(one_score, tmp_path):
    """Return a grading folder with a copy of that gradebook."""
    shutil.copy(one_score, tmp_path)
    return Where(tmp_path)


def change_book(where, statement):
    with sqlite3.connect(where.grading / "gradebook.db") as connection:
        connection.execute(statement)
    connection.close()


def test_a_gradebook_with_all_scores_is_good_and_stays_as_it_is(graded):
    before = state_of(graded.grading)
    assert only(doctor.gradebook, graded).line.startswith("good  gradebook   1 scores, none empty")
    assert state_of(graded.grading) == before


def test_an_empty_score_is_told(graded):
    change_book(graded, "UPDATE grade SET auto_score = NULL")
    found = only(doctor.gradebook, graded)
    assert found.state == LOOK
    assert found.found == "1 of 1 scores are empty"


def test_a_score_that_a_person_gave_is_not_empty(graded):
    change_book(graded, "UPDATE grade SET auto_score = NULL, manual_score = 2")
    assert only(doctor.gradebook, graded).state == GOOD


def test_tables_of_another_nbgrader_are_bad(graded):
    change_book(graded, "UPDATE alembic_version SET version_num = 'abc'")
    found = only(doctor.gradebook, graded)
    assert found.state == BAD
    assert found.do.endswith("nbgrader db upgrade")


def test_a_file_that_is_no_gradebook_is_bad(graded):
    (graded.grading / "gradebook.db").write_text("My laptop broke.")
    found = only(doctor.gradebook, graded)
    assert found.state == BAD
    assert "cannot be read: file is not a database" in found.found


def test_a_grading_at_work_is_told(graded):
    import fcntl

    with (graded.grading / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = all_of(doctor.gradebook, graded)
    assert (found[0].state, found[0].do) == (LOOK, "wait until it has ended")
    assert [one.state for one in doctor.gradebook(graded)] == [GOOD]


def test_a_gradebook_that_the_last_grading_noted_is_looked_at(graded, tmp_path):
    elsewhere = tmp_path / "second #1"
    elsewhere.mkdir()
    (elsewhere / "run.json").write_text(f'{{"database": "sqlite:///{graded.grading / "gradebook.db"}"}}')
    assert "1 scores" in only(doctor.gradebook, Where(elsewhere)).found


def test_a_database_that_does_not_answer_is_bad_and_no_password_is_told():
    where = Where(database="postgresql+psycopg2://ada:secret@127.0.0.1:1/grades")
    found = only(doctor.gradebook, where)
    assert found.state == BAD
    assert "secret" not in found.line


def test_no_gradebook_yet_is_good_and_none_is_made(tmp_path):
    assert only(doctor.gradebook, Where(tmp_path)).state == GOOD
    assert list(tmp_path.iterdir()) == []
