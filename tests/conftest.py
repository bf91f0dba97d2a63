"""What several files of tests share. What they leave out on a machine is said once, not a line a test."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

LEFT_OUT = pytest.StashKey[list[str]]()


def has_cuda() -> bool:
    if not find_spec("torch"):
        return False
    import torch

    return torch.cuda.is_available()


# mark: whether what it needs is there, and what to do if not
NEEDS = {
    "gpu": (has_cuda, "they need a CUDA device and a torch that is built for it (see pytorch.org)"),
    "torchvision": (lambda: find_spec("torchvision"), "they need torchvision: pip install torchvision"),
}


def pytest_collection_modifyitems(config, items):
    config.stash[LEFT_OUT] = []
    for mark, (is_there, reason) in NEEDS.items():
        marked = [item for item in items if item.get_closest_marker(mark)]
        if marked and not is_there():
            config.hook.pytest_deselected(items=marked)
            items[:] = [item for item in items if not item.get_closest_marker(mark)]
            config.stash[LEFT_OUT].append(f"SKIPPED [{len(marked)}] tests marked {mark}: {reason}")


def pytest_sessionfinish(session):
    """Let a worker tell the process that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", [])


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash.get(LEFT_OUT, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def exercises(tmp_path_factory):
    """Return a release of two notebooks as one topic, so that each learner costs little time."""
    folder = tmp_path_factory.mktemp("exercises")
    (folder / "convolution").mkdir()
    for path in ("convolution/cross_correlate2d.ipynb", "filters/kernels.ipynb"):
        shutil.copy(Path(__file__).parents[1] / "exercises" / path, folder / "convolution")
    return folder


@pytest.fixture(scope="session")
def sandbox():
    """Tell whether this machine has the sandbox; without it, grading holds just the same."""
    from cnncourse.grading.sandbox import SandboxError, self_test

    try:
        self_test()
    except SandboxError:
        return False
    return True


@pytest.fixture
def grading(tmp_path):
    """Put results into a folder and write the report."""
    from graded import write_results

    from cnncourse.grading import report

    def write(*results):
        write_results(tmp_path, *results)
        return report.write(tmp_path)

    return write
