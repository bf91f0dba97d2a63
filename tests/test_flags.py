"""Flags tell an instructor what to look at: they name what stands in the code, and leave honest work alone."""

from pathlib import Path

import jupytext
import nbformat
import pytest
from hostile import CHEATS
from test_sandbox import HOSTILE

from cnncourse.grading.flags import LONGEST, flags
from cnncourse.notebooks import check_cells

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"

# what honest work lies in tests/data and is flagged all the same: none
ANSWERS = [path for folder in ("right_answers", "wrong_answers") for path in sorted((DATA / folder).rglob("*.py"))]
NOTEBOOKS = sorted((ROOT / "exercises").glob("*/*.ipynb"))
SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.py"))

# what a syntax tree does not tell from honest work: loops, floods, and files in one's own folder
NOT_TO_BE_SEEN = {
    *("loops for ever", "5 GB at once", "fills the disk", "prints 200 MB", "prints many lines", "shows many things"),
    *("shows something now and then", "exits"),
    "reaches for the references",  # told where the notebook asks for them, see below
}


CHEATS_NOT_TO_BE_SEEN = {
    "writes a result",  # a file is opened, as in honest work
    "inputs made easy",  # an argument is changed in place, which many do by mistake
}


def code(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


# ------------------------------------------------------------------------------ honest work


def test_no_answer_that_is_right_or_wrong_is_flagged():
    assert len(ANSWERS) > 1000
    assert [(path, told) for path in ANSWERS if (told := flags([path.read_text("utf-8")], [path.parent.name]))] == []


def test_no_released_notebook_is_flagged():
    notebooks = {path: nbformat.read(path, as_version=4) for path in NOTEBOOKS}
    assert len(notebooks) > 50
    assert [(path, told) for path, one in notebooks.items() if (told := flags(code(one), check_cells(one)))] == []


def test_no_solution_is_flagged():
    notebooks = {path: jupytext.read(path, fmt="py:percent") for path in SOLUTIONS}
    asked = {path: [c.metadata["check"] for c in one.cells if "check" in c.metadata] for path, one in notebooks.items()}
    assert [(path, told) for path, one in notebooks.items() if (told := flags(code(one), asked[path]))] == []


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline\nimport numpy as np",
        "%%time\ntotal = sum(range(10))",
        "import torch\ntorch.backends.cudnn.deterministic = True\ntorch.manual_seed(0)",
        "import os\nos.environ['OMP_NUM_THREADS'] = '1'\nos.path.join('a', 'b')",
        "import sys\nsys.path.append('.')\nsys.exit()",
        "from torch import nn\nnn = Network()\nnn.training = False\nnn.eval()",
        "scores[np.arange(3), labels] -= 1",
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.__class__.__name__",
        "import re\nre.compile('a' + b)",
        "from cnncourse.numpy import relu\nfrom cnncourse.checking import check, hint\nimport cnncourse.checking",
        "ratio = a / b  # see /proc",
    ],
)
def test_what_learners_do_every_day_is_not_flagged(source):
    assert flags([source], ["conv2d"]) == []


# ------------------------------------------------------------------------------ what is told


@pytest.mark.parametrize("attempt", HOSTILE)
def test_a_hostile_cell_is_flagged_as_far_as_its_syntax_tells(attempt):
    assert bool(flags([HOSTILE[attempt][0]])) == (attempt not in NOT_TO_BE_SEEN)


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_is_flagged_as_far_as_its_syntax_tells(cheat):
    assert bool(flags(list(CHEATS[cheat]), ["cross_correlate2d"])) == (cheat not in CHEATS_NOT_TO_BE_SEEN)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import os\nos.environ['CNNCOURSE_GRADING_SEED']", "CNNCOURSE_GRADING_SEED holds the seed"),
        ("print(dict(os.environ))\nimport os", "os.environ reads the environment"),
        ("import os\nos.environ['CNN' + rest]", "os.environ is read by a made-up name"),
        ("import os\nfor item in os.environ.items(): pass", "os.environ.items reads the environment"),
        ("from cnncourse.probing import SEED_VARIABLE", "cnncourse.probing.SEED_VARIABLE belongs to what observes"),
        ("display({'application/vnd.cnncourse.observations+json': {}}, raw=True)", "is how observations are sent"),
        ("from ctypes import CDLL as library", "ctypes.CDLL reaches memory past Python"),
        ("import subprocess as s\ns.run(['ls'])", "subprocess starts processes"),
        ("!ls ..", "'ls ..' is given to a shell"),
        ("files = !ls", "'ls' is given to a shell"),
        ("%%bash\ncat /etc/passwd", "'bash' is given to a shell"),
        ("from os import *", "os.* looks into"),
        ("import inspect", "inspect looks into"),
        ("().__class__.__base__.__subclasses__()", "__base__ looks into"),
        ("try: 1 / 0\nexcept Exception as e: e.__traceback__.tb_frame.f_back", "f_back looks into"),
        ("print = __builtins__.print", "__builtins__ looks into"),
        ("__import__('o' + 's')", "__import__ looks into"),
        ("np.allclose = lambda *a: True", "numpy.allclose is replaced"),
        ("del np.allclose", "numpy.allclose is replaced"),
        ("np.__dict__['allclose'] = f", "__dict__ looks into"),
        ("vars(np)['allclose'] = f", "vars(numpy) is replaced"),
        ("import torch\nsetattr(torch.Tensor, 'sum', f)", "setattr(torch.Tensor) is replaced"),
        ("for library in (np, torch): library.isclose = f", "numpy.isclose is replaced"),
        ("import sys\nsys.stdout, kept = kept, sys.stdout", "sys.stdout is replaced"),
        ("get_ipython().ast_transformers.append(t)", "ast_transformers is where IPython"),
        ("ip = get_ipython()\nip.events.register('pre_run_cell', f)", "events is where IPython"),
        ("eval('con' + 'v')", "eval runs code that is put together"),
        ("exec(''.join(parts))", "exec runs code that is put together"),
        ("exec('import ctypes')", "ctypes reaches memory past Python"),
        ("%%time\nimport ctypes", "ctypes reaches memory past Python"),
        ("%timeit __import__('os')", "__import__ looks into"),
        ("open('/proc/self/maps')", "/proc/self/maps is a file of the system"),
        ("class Same(float):\n    def __eq__(self, other): return True", "__eq__ is defined anew"),
    ],
)
def test_what_an_instructor_should_look_at_is_told(source, told):
    found = flags([source])
    assert [sentence for sentence in found if told in sentence]
    assert all(sentence.startswith("Code cell 1, line ") and sentence.endswith(".") for sentence in found)


def test_the_courses_own_answer_is_told_only_where_it_is_asked_for():
    source = "import cnncourse.numpy as c\n\ndef conv2d(x, weight):\n    return c.conv2d(x, weight)"
    told = "Code cell 1, line 4: cnncourse.numpy.conv2d is what this notebook asks for; it is not there while"
    assert [one[: len(told)] for one in flags([source], ["conv2d"])] == [told]
    assert flags([source], ["im2col"]) == []


def test_a_name_that_another_cell_imports_is_known():
    assert flags(["import os", "x = 1\n\nos._exit(0)"]) == ["Code cell 2, line 3: os._exit ends or steers processes."]


def test_a_kind_of_thing_is_told_once_with_how_often():
    told = flags(["import os", "os.kill(1, 9)\nos.kill(2, 9)\nos.abort()"])
    assert told == ["Code cell 2, line 1: os.kill ends or steers processes (3 lines in all)."]


@pytest.mark.parametrize("broken", ["def f(:", "x = '\0'", "x = " + "(" * 500, ""])
def test_a_cell_that_is_no_python_gives_no_flag_and_hides_none(broken):
    assert flags([broken]) == []
    assert flags([broken, "import ctypes"]) == ["Code cell 2, line 1: ctypes reaches memory past Python."]


def test_lines_below_a_broken_cell_are_counted_rightly():
    assert flags(["def f(:\n\n\n", "\nimport ctypes"])[0].startswith("Code cell 2, line 2: ")


@pytest.mark.parametrize("deep", ["x = " + "-" * 20_000 + "1", "a" + ".b" * 20_000, "x = 1" + " + 1" * 20_000])
def test_a_cell_too_deep_for_python_hides_no_other(deep):
    assert flags([deep, "import ctypes"]) == ["Code cell 2, line 1: ctypes reaches memory past Python."]


def test_code_that_is_too_deep_to_follow_is_told():
    assert flags(["np" + ".b" * 970]) == ["The code is nested so deep that it could not be looked through."]


def test_more_magics_than_anybody_needs_are_told():
    assert flags(["import ctypes\n" + "%x\n" * 300]) == [
        "The code has too many magics of IPython to be looked through."
    ]


def test_code_that_is_too_long_is_told_and_not_read():
    assert flags(["x = 1\n" * (LONGEST // 6 + 1)]) == [
        "The code has more than 200,000 characters; it was not looked through."
    ]


def test_a_call_without_arguments_stops_nothing():
    assert "ctypes" in flags(["import ctypes\ngetattr()\nsetattr()\neval()\nvars()"])[0]
