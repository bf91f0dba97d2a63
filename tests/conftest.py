"""What the tests leave out on a machine without a CUDA device is said once, not a line a test."""

import pytest

LEFT_OUT = pytest.StashKey[int]()


def has_cuda() -> bool:
    try:
        import torch
    except ModuleNotFoundError:
        return False
    return torch.cuda.is_available()


def pytest_collection_modifyitems(config, items):
    gpu = [item for item in items if item.get_closest_marker("gpu")]
    if not gpu or has_cuda():
        return
    config.stash[LEFT_OUT] = len(gpu)
    config.hook.pytest_deselected(items=gpu)
    items[:] = [item for item in items if item not in set(gpu)]


def pytest_terminal_summary(terminalreporter, config):
    if count := config.stash.get(LEFT_OUT, 0):
        reason = "they need a CUDA device and a torch that is built for it (see pytorch.org)"
        terminalreporter.write_line(f"SKIPPED [{count}] tests marked gpu: {reason}")
