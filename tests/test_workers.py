"""The processes that do the jobs: what they give back, and what is lost when one of them dies."""

import os
import signal
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import pytest
from distributed import LocalCluster
from test_grading import RIGHT, WRONG, answered, hand_in

from cnncourse.grading import run
from cnncourse.grading.intake import IntakeError
from cnncourse.grading.job import Done, Job, Setup
from cnncourse.grading.workers import Workers

SETUP = Setup(seed=7)
NOTHING = Done()


def number(setup, job):
    """Tell which process did it."""
    return Done(failures={"process": str(os.getpid())})


def deadly(setup, job):
    """Kill the process, for the learner called so."""
    if job.learner == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return Done()


def deadly_once(setup, job):
    """Kill the process, the first time."""
    flag = Path(str(setup.hidden[0]))
    if job.learner == "unlucky" and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Done()


def failing(setup, job):
    """Fail for one learner."""
    if job.learner == "wrong":
        raise ValueError("the grader's own fault")
    return Done()


def sleeping(setup, job):
    """Take for ever, and leave a trace."""
    Path(setup.hidden[0], str(os.getpid())).touch()
    time.sleep(1000)


def jobs(*learners):
    return [Job(learner, {"conv2d": None}) for learner in learners]


def outcomes(work, *learners, setup=SETUP, count=2, scheduler=None):
    with Workers(setup, count, scheduler, work) as workers:
        return {job.learner: done for job, done in workers.done(jobs(*learners))}


NAMES = [f"learner {i}" for i in range(12)]


def test_every_job_is_done_in_another_process():
    done = outcomes(number, *NAMES)
    assert sorted(done) == sorted(NAMES)
    assert str(os.getpid()) not in {one.failures["process"] for one in done.values()}


def test_an_error_of_the_grader_costs_one_learner():
    done = outcomes(failing, "wrong", *NAMES)
    assert done.pop("wrong").failures == {"conv2d": "ValueError: the grader's own fault"}
    assert all(one == NOTHING for one in done.values())
    assert len(done) == len(NAMES)


def test_a_job_that_kills_its_process_is_found_and_the_others_are_done():
    done = outcomes(deadly, *NAMES[:3], "deadly", *NAMES[3:])
    assert "was killed, twice" in done.pop("deadly").failures["conv2d"]
    assert sorted(done) == sorted(NAMES)
    assert all(one == NOTHING for one in done.values())


def test_a_job_whose_process_was_killed_once_is_done_again(tmp_path):
    done = outcomes(deadly_once, *NAMES[:3], "unlucky", setup=Setup(seed=7, hidden=(tmp_path / "flag",)))
    assert all(one == NOTHING for one in done.values())
    assert "unlucky" in done


def gone(process):
    """Wait until a process has ended; one that is dead and not yet buried has."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def begun(folder, count):
    """Wait until so many processes are at work; return their numbers."""
    for _ in range(400):
        if len(found := [path.name for path in folder.iterdir() if path.name.isdigit()]) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"only {found} began")


def test_leaving_stops_what_is_being_done(tmp_path):
    with Workers(Setup(seed=7, hidden=(tmp_path,)), 2, work=sleeping) as workers:
        for job in jobs("a", "b", "c"):
            workers._submit(job)
        processes = begun(tmp_path, 2)
    assert all(gone(process) for process in processes)


def test_leaving_spares_other_processes():
    other = get_context("forkserver").Process(target=time.sleep, args=(60,))
    other.start()
    outcomes(number, "a")
    assert other.is_alive()
    other.kill()
    other.join()


def test_workers_end_when_the_grader_is_killed(tmp_path):
    source = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_workers as t\n"
        f"from pathlib import Path\n"
        f"if __name__ == '__main__':\n"
        f"    t.outcomes(t.sleeping, 'a', 'b', setup=t.Setup(seed=7, hidden=(Path({str(tmp_path)!r}),)))\n"
    )
    (tmp_path / "grader.py").write_text(source)
    grader = subprocess.Popen([sys.executable, str(tmp_path / "grader.py")])
    processes = begun(tmp_path, 2)
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    assert all(gone(process) for process in processes)


# ------------------------------------------------------------------------------ on a cluster


@pytest.fixture(scope="module")
def cluster():
    """Return a Dask cluster of two processes of one thread each."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        cluster.get_client().run(lambda: sys.path.insert(0, str(Path(__file__).parent)))
        yield cluster


def test_a_cluster_does_the_same(cluster):
    done = outcomes(number, *NAMES, scheduler=cluster.scheduler_address)
    assert sorted(done) == sorted(NAMES)
    workers = {str(worker.pid) for worker in cluster.workers.values()}
    assert {one.failures["process"] for one in done.values()} <= workers


def test_a_cluster_loses_nothing_when_one_of_its_workers_is_killed(cluster, tmp_path):
    setup = Setup(seed=7, hidden=(tmp_path / "flag",))
    done = outcomes(deadly_once, *NAMES[:5], "unlucky", *NAMES[5:], setup=setup, scheduler=cluster.scheduler_address)
    assert sorted(done) == sorted([*NAMES, "unlucky"])
    assert all(one == NOTHING for one in done.values())
    assert (tmp_path / "flag").exists()


class KillsAWorker(run.Silent):
    """Kills a worker of the cluster as soon as the first learner is graded."""

    def __init__(self, cluster):
        self.cluster, self.killed = cluster, 0

    def graded(self, learner):
        if not self.killed:
            self.killed = next(iter(self.cluster.workers.values())).pid
            os.kill(self.killed, signal.SIGKILL)


def test_a_class_graded_on_a_cluster_that_loses_a_worker_is_as_one_graded_here(
    cluster,
    tmp_path,
    exercises,
    sandbox,
    monkeypatch,
):
    monkeypatch.setattr(run, "BATCH", 1)
    for number in range(9):
        hand_in(tmp_path / "submitted", f"learner {number}", answered(RIGHT if number % 3 else WRONG))
    common = {"exercises": exercises, "seed": 1, "seconds": 5, "sandbox": sandbox}
    here = run.grade(run.Settings(tmp_path / "submitted", tmp_path / "here", **common))
    killer = KillsAWorker(cluster)
    common["scheduler"] = cluster.scheduler_address
    there = run.grade(run.Settings(tmp_path / "submitted", tmp_path / "there", **common), killer)
    assert killer.killed
    assert there.standings == here.standings
    assert [result | {"fingerprint": ""} for result in there.results] == [
        result | {"fingerprint": ""} for result in here.results
    ]


def test_an_address_where_no_scheduler_answers_is_refused_with_a_sentence():
    with pytest.raises(IntakeError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        Workers(SETUP, 1, "tcp://127.0.0.1:1")


def test_a_cluster_that_goes_away_is_told_in_a_sentence(tmp_path):
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        cluster.get_client().run(lambda: sys.path.insert(0, str(Path(__file__).parent)))
        setup = Setup(seed=7, hidden=(tmp_path,))
        with Workers(setup, 1, cluster.scheduler_address, sleeping) as workers:

            def goes_away():
                yield from jobs("a")
                begun(tmp_path, 1)
                cluster.close()

            with pytest.raises(IntakeError, match="the Dask cluster has gone"):
                list(workers.done(goes_away()))
