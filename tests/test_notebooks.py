"""From solutions to released exercises: nothing lost, nothing leaked, nothing random."""

from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from cnncourse import exercises
from cnncourse.notebooks import BEGIN, END, AuthorError, answer_cells, check_cells, release, source_notebook

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "solutions").glob("*/*.py"))
RELEASED = sorted((ROOT / "exercises").glob("*/*.ipynb"))
each_released = pytest.mark.parametrize("path", RELEASED, ids=lambda path: f"{path.parent.name}/{path.stem}")

GOOD = '''# %% [markdown]
# # A title

# %%
import numpy as np

# %% answer="blur_kernel"
def blur_kernel(size):
    """Return a box."""
    ### BEGIN SOLUTION
    return np.full((size, size), 1 / size**2)
    ### END SOLUTION

# %% check="blur_kernel"
check("blur_kernel")
'''


def files_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def release_from(text, folder, topic="filters"):
    source = folder / "solutions" / topic / "kernels.py"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(text, encoding="utf-8")
    return release(None, folder / "solutions", folder / "exercises", folder / "build")


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    release(None, ROOT / "solutions", folder / "exercises", folder / "build")
    return folder


def test_the_exercises_in_the_repository_are_the_released_solutions_byte_for_byte(regenerated):
    assert files_below(ROOT / "exercises") == files_below(regenerated / "exercises"), "run: cnncourse release"


def test_release_gives_the_same_bytes_a_second_time_and_says_so(regenerated):
    before = files_below(regenerated / "exercises")
    made = release(None, ROOT / "solutions", regenerated / "exercises", regenerated / "build")
    assert files_below(regenerated / "exercises") == before
    assert made
    assert {item.state for item in made} == {"unchanged"}


def test_each_exercise_is_in_exactly_one_notebook():
    released = [name for path in RELEASED for name in check_cells(nbformat.read(path, as_version=4))]
    declared = [exercise.name for topic in exercises.topics() for exercise in exercises.of_topic(topic)]
    assert sorted(released) == sorted(declared)


@each_released
def test_a_released_notebook_holds_no_answer(path):
    text = (ROOT / "solutions" / path.parent.name / f"{path.stem}.py").read_text(encoding="utf-8")
    secret = set()
    for part in text.split(BEGIN)[1:]:
        answer, rest = part.split(END, 1)
        given = {line.strip() for line in rest.split("# %%")[0].splitlines()}  # code with a bug, to be mended
        secret |= {line.strip() for line in answer.splitlines() if len(line.strip()) > 20} - given
    notebook = nbformat.read(path, as_version=4)
    assert secret
    for cell in answer_cells(notebook).values():
        assert not secret & {line.strip() for line in cell.source.splitlines()}
        assert "raise NotImplementedError()" in cell.source
    assert not any(mark in cell.source for cell in notebook.cells for mark in (BEGIN, END))


@each_released
def test_a_released_notebook_holds_no_output(path):
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


@each_released
def test_a_released_notebook_has_no_metadata_but_its_kernel(path):
    assert list(nbformat.read(path, as_version=4).metadata) == ["kernelspec"]


@each_released
def test_the_metadata_of_a_released_notebook_satisfies_nbgrader(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)


@each_released
def test_a_check_cell_is_locked_and_gives_the_points_of_all_parts(path):
    for name, cell in check_cells(nbformat.read(path, as_version=4)).items():
        marks = cell.metadata["nbgrader"]
        assert (marks["grade"], marks["locked"], marks["solution"]) == (True, True, False)
        assert marks["points"] == sum(part.points for part in exercises.find(name).parts.values())
        assert cell.id == f"check-{name}"


@each_released
def test_cell_ids_say_what_a_cell_is(path):
    ids = [cell.id for cell in nbformat.read(path, as_version=4).cells]
    assert len(set(ids)) == len(ids)
    assert {cell_id.split("-")[0] for cell_id in ids} <= {"text", "code", "answer", "check"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_source_notebook_keeps_its_answers(path):
    cells = answer_cells(source_notebook(path, path.parent.name)).values()
    assert all(BEGIN in cell.source and END in cell.source for cell in cells)


def test_a_released_notebook_whose_source_is_gone_is_removed(tmp_path):
    release_from(GOOD, tmp_path)
    folder = tmp_path / "exercises" / "filters"
    (folder / "kernels.ipynb").rename(folder / "gone.ipynb")
    release_from(GOOD, tmp_path)
    assert [path.name for path in folder.iterdir()] == ["kernels.ipynb"]


def answered(notebook):
    next(iter(answer_cells(notebook).values())).source = "def blur_kernel(size):\n    return 1"


def run_once(notebook):
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text="done")]


def saved(notebook):
    notebook.metadata["language_info"] = {"name": "python"}


@pytest.mark.parametrize("touch", [answered, run_once, saved])
@pytest.mark.parametrize("name", ["kernels.ipynb", "kernels-Copy1.ipynb"])
def test_release_keeps_a_notebook_that_somebody_has_worked_on(tmp_path, touch, name):
    release_from(GOOD, tmp_path)
    folder = tmp_path / "exercises" / "filters"
    notebook = nbformat.read(folder / "kernels.ipynb", as_version=4)
    touch(notebook)
    nbformat.write(notebook, folder / name)
    before = (folder / name).read_bytes()
    release_from(GOOD, tmp_path)
    assert (folder / name).read_bytes() == before


def test_release_keeps_notebooks_that_are_not_its_own(tmp_path):
    own = tmp_path / "exercises" / "filters" / "Untitled.ipynb"
    own.parent.mkdir(parents=True)
    own.write_text("{}")
    release_from(GOOD, tmp_path)
    assert own.exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('check="blur_kernel"', 'check="blur_kernal"', "nearest are blur_kernel"),
        ('# %% check="blur_kernel"\ncheck("blur_kernel")\n', "", "has no cell with check="),
        ('check("blur_kernel")', "check('emboss_kernel')", 'does not call check("blur_kernel")'),
        ("    ### BEGIN SOLUTION\n", "", "needs '### BEGIN SOLUTION'"),
        ("    ### END SOLUTION\n", "", "needs '### BEGIN SOLUTION'"),
        ("def blur_kernel(size)", "def blur(size)", "does not define blur_kernel"),
        ('answer="blur_kernel"', 'anwser="blur_kernel"', "unknown key 'anwser'"),
        ('# %% answer="blur_kernel"', "# %%", 'needs the key answer="..."'),
        ('answer="blur_kernel"', 'answer="blur_kernel" check="blur_kernel"', "not both"),
        ("# %%\nimport", '# %% check="blur_kernel"\ncheck("blur_kernel")\n# %%\nimport', "stands on 2 cells"),
    ],
)
def test_release_tells_an_author_what_is_wrong_with_a_source(tmp_path, old, new, said):
    assert old in GOOD
    with pytest.raises(AuthorError) as caught:
        release_from(GOOD.replace(old, new), tmp_path)
    assert said in str(caught.value)
    assert "kernels.py" in str(caught.value)


def test_release_refuses_an_exercise_of_another_topic(tmp_path):
    with pytest.raises(AuthorError, match="belongs to the topic 'filters'"):
        release_from(GOOD, tmp_path, topic="pooling")


def test_release_refuses_a_check_before_its_answer(tmp_path):
    check = '# %% check="blur_kernel"\ncheck("blur_kernel")\n'
    with pytest.raises(AuthorError, match="comes before"):
        release_from(check + GOOD.replace(check, ""), tmp_path)


def test_release_refuses_an_exercise_that_stands_in_two_sources(tmp_path):
    release_from(GOOD, tmp_path)
    (tmp_path / "solutions" / "filters" / "more.py").write_text(GOOD)
    with pytest.raises(AuthorError, match=r"already an exercise of kernels\.py"):
        release_from(GOOD, tmp_path)


def test_a_mistake_in_a_source_leaves_the_released_notebooks_as_they_were(tmp_path):
    release_from(GOOD, tmp_path)
    before = files_below(tmp_path / "exercises")
    with pytest.raises(AuthorError):
        release_from(GOOD.replace('check("blur_kernel")', ""), tmp_path)
    assert files_below(tmp_path / "exercises") == before


def test_release_names_the_topics_when_asked_for_another(tmp_path):
    release_from(GOOD, tmp_path)
    with pytest.raises(AuthorError, match="the topics are: filters"):
        release(["poling"], tmp_path / "solutions", tmp_path / "exercises", tmp_path / "build")
