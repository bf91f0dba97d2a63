"""What an answer may not call is found in its source, and stopped while it runs."""

import pytest

from cnncourse.policy import ForbiddenCall, guarded, sentence, violations

FORBIDDEN = ("scipy.signal", "numpy.convolve")


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ndef f(x): return np.convolve(x, x)",
        "from numpy import convolve as c\ndef f(x): return c(x, x)",
        "import numpy\ng = numpy.convolve",
        "import scipy.signal\ndef f(x): return scipy.signal.correlate2d(x, x)",
        "from scipy import signal",
        "import numpy as np\ndef f(x): return getattr(np, 'convolve')(x, x)",
        "import numpy as q\nlibrary = q\ndef f(x): return library.convolve(x, x)",
        "def f(x): return np.convolve(x, x)",  # the import stands in an earlier cell
    ],
)
def test_violations_finds_a_forbidden_call_by_whatever_name(source):
    assert violations(source, FORBIDDEN)


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ndef f(x): return np.pad(x, 1)",
        "def convolve(x): return x\nconvolve(3)",
        "class A:\n    convolve = 1\nA.convolve",
        "import scipy.ndimage",
        "def f(:",
    ],
)
def test_violations_leaves_everything_else_alone(source):
    assert violations(source, FORBIDDEN) == []


def test_a_violation_is_told_with_its_line():
    found = violations("import numpy as np\n\n\ny = np.convolve([1], [2])", FORBIDDEN)
    assert found == [(4, "numpy.convolve")]
    assert sentence("f", found).startswith("Line 4 uses numpy.convolve, and this exercise is about writing that")


def test_guarded_stops_a_call_and_gives_the_function_back():
    import numpy as np

    before = np.convolve
    with guarded(FORBIDDEN), pytest.raises(ForbiddenCall, match=r"numpy\.convolve is what this exercise asks"):
        np.convolve([1], [2])
    assert np.convolve is before


def test_guarded_gives_the_functions_back_after_an_error():
    import numpy as np

    before = np.convolve
    with pytest.raises(ZeroDivisionError), guarded(FORBIDDEN):
        _ = 1 / 0
    assert np.convolve is before


def test_guarded_stops_every_function_of_a_module():
    import cnncourse.numpy

    with guarded(["cnncourse.numpy"]), pytest.raises(ForbiddenCall, match=r"cnncourse\.numpy\.relu"):
        cnncourse.numpy.relu([1.0])
