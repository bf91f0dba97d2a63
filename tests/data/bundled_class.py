"""The bundled class: who hands in what for the topic convolution, and what it should score.

The table is written by hand; nothing in it is computed by the grader. As a script it writes the class:

    python tests/data/bundled_class.py OUTPUT_DIR

which makes OUTPUT_DIR/<learner>/convolution/<notebook>.ipynb from the released notebooks, the same bytes each
time. An answer is "right" (the solution's), "other" (right, in another style), "untouched" (as released), or
the name of a file in answers/<exercise>/.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import jupytext

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RELEASE = ROOT / "build" / "release"  # as `cnncourse release` made it; exercises/ may hold somebody's work
TOPIC = "convolution"

POINTS = {
    "cross_correlate2d": {"cross_correlate2d": {"values": 3, "any array": 1}},
    "output_size": {
        "output_size": {"stride 1": 1, "stride": 1, "dilation": 1, "pairs": 1},
        "same_padding": {"stride 1": 1, "stride and dilation": 1},
    },
    "conv2d": {
        "conv2d": {
            "one image": 2,
            "channels": 2,
            "stride and padding": 2,
            "dilation": 1,
            "groups": 2,
            "any array": 1,
        },
    },
    "im2col": {
        "im2col": {"one image": 2, "channels": 1, "stride and padding": 2, "dilation": 1, "any array": 1},
    },
    "conv2d_backward": {
        "conv2d_backward": {"dbias": 1, "dweight": 3, "dx": 3, "stride and padding": 2, "inputs kept": 1},
    },
    "predict_conv2d": {"predict_conv2d": {"one channel": 1, "stride and dilation": 1, "a layer": 1}},
    "claims": {
        "weight_sets": {"one channel": 1, "several channels": 1},
        "squash_gap": {"all different": 2, "equal or opposite": 1},
        "dense_matrix": {"one row or column": 2, "larger kernels": 2},
    },
    "conv2d_test": {"conv2d_test": {"a few": 1, "more": 1, "many": 1, "all": 1}},
}


@dataclass(frozen=True)
class Answer:
    """A file in answers/: the parts that it gets right, and the mistake that the check should name."""

    passes: tuple[str, ...] = ()
    mistake: str = ""


ANSWERS = {
    "cross_correlate2d/flips": Answer(mistake="the kernel is flipped along both axes"),
    "cross_correlate2d/drops_last": Answer(mistake="the last window is left out"),
    "cross_correlate2d/truncates": Answer(
        passes=("values",), mistake="the result is stored in the integer type of the input"
    ),
    "cross_correlate2d/warns": Answer(passes=("values", "any array")),
    "output_size/rounds_up": Answer(passes=("stride 1",), mistake="the division is rounded up"),
    "same_padding/extra_first": Answer(mistake="the extra cell goes to the beginning"),
    "same_padding/leaves_python": Answer(),
    "conv2d/kernel_flipped": Answer(mistake="the kernel is flipped along both axes"),
    "conv2d/strides_swapped": Answer(
        passes=("one image", "channels", "any array"), mistake="the two strides are swapped"
    ),
    "conv2d/padding_one_side": Answer(
        passes=("one image", "channels", "any array"), mistake="all the padding lies at the top and left"
    ),
    "conv2d/bias_per_tap": Answer(passes=("one image",), mistake="the bias is added once for each product"),
    "conv2d/groups_interleaved": Answer(
        passes=("one image", "channels", "stride and padding", "dilation", "any array"),
        mistake="the channels are dealt out to the groups in turn",
    ),
    "conv2d/half_done": Answer(
        passes=("one image", "channels", "stride and padding", "any array"), mistake="the dilation is ignored"
    ),
    "conv2d/syntax_error": Answer(),
    "conv2d/forges_score": Answer(),
    "im2col/window_first": Answer(passes=("one image",), mistake="the channel varies fastest within a column"),
    "im2col/windows_in_rows": Answer(mistake="the patches lie in the rows"),
    "im2col/never_ends_with_stride": Answer(passes=("one image", "channels")),
    "conv2d_backward/half_done": Answer(passes=("dbias", "dweight")),
    "conv2d_backward/overlaps_overwritten": Answer(
        passes=("dbias", "dweight"), mistake="a window's share of dx is assigned, not added"
    ),
    "conv2d_backward/dweight_without_padding": Answer(
        passes=("dbias", "dweight", "dx", "inputs kept"),
        mistake="dweight is computed from the input without its padding",
    ),
    "conv2d_backward/averaged_over_batch": Answer(
        passes=("dx",), mistake="dweight and dbias are averaged over the batch"
    ),
    "conv2d_backward/turns_weight_in_place": Answer(passes=("dbias", "dweight", "dx", "stride and padding")),
    "predict_conv2d/bias_per_channel": Answer(
        passes=("one channel", "stride and dilation"), mistake="the bias is added once for each channel"
    ),
    "weight_sets/channels_forgotten": Answer(passes=("one channel",), mistake="the channels are forgotten"),
    "dense_matrix/moved_by_one": Answer(mistake="each row is the one before, moved by one"),
    "conv2d_test/plain": Answer(passes=("a few",)),
}

OTHER_STYLES = {
    "cross_correlate2d": "lists",
    "output_size": "range_length",
    "same_padding": "search",
    "conv2d": "split_groups",
    "im2col": "sliding_window_view",
    "conv2d_backward": "full_correlation",
    "predict_conv2d": "worked_out",
    "weight_sets": "counted_in_loops",
    "squash_gap": "windows_einsum",
    "dense_matrix": "kronecker",
    "conv2d_test": "sines",
}


# ------------------------------------------------------------ what else happens to a notebook


def cell_called(notebook: dict, cell_id: str) -> dict:
    """Return the cell with this id."""
    return next(cell for cell in notebook["cells"] if cell["id"] == cell_id)


def delete_checks(notebook: dict) -> None:
    """Tidy up: the learner takes the check cells out before handing in."""
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith("check-")]


def duplicate_answer(notebook: dict) -> None:
    """Copy the answer cell, as Jupyter's copy and paste does in some versions: id and metadata too."""
    place = next(i for i, cell in enumerate(notebook["cells"]) if cell["id"].startswith("answer-"))
    notebook["cells"].insert(place + 1, json.loads(json.dumps(notebook["cells"][place])))


def strip_metadata(notebook: dict) -> None:
    """Pass through an editor that keeps neither metadata nor ids."""
    notebook["metadata"], notebook["nbformat_minor"] = {}, 4
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]


def end_with_zero(notebook: dict) -> None:
    """Leave a last expression in the check cell, which nbgrader alone would read as a score."""
    cell = next(cell for cell in notebook["cells"] if cell["id"].startswith("check-"))
    cell["source"] += ["\n0.0"]


def as_text(notebook: dict) -> bytes:
    """Hand in a text file that is called .ipynb."""
    return b"My laptop broke on Sunday. The answers are on paper.\n"


@dataclass(frozen=True)
class HandIn:
    """One notebook: the answer to each exercise in it, and what else happened to it."""

    answers: dict[str, str] = field(default_factory=dict)
    edit: Callable[[dict], bytes | None] | None = None
    status: str = "graded"
    file: str = "{stem}.ipynb"


def all_of(answer: str) -> dict[str, HandIn]:
    """Hand in all notebooks with the same kind of answer."""
    return {stem: HandIn(dict.fromkeys(exercises, answer)) for stem, exercises in POINTS.items()}


def one(exercise: str, answer: str, **changes: object) -> dict[str, HandIn]:
    """Hand in a notebook that holds one exercise of the same name."""
    return {exercise: HandIn({exercise: answer}, **changes)}


CLASS: dict[str, dict[str, HandIn]] = {
    "amara": all_of("right"),
    "bjorn": all_of("other"),
    "chen": {"output_size": HandIn({"output_size": "right"})}
    | one("conv2d", "half_done")
    | one("conv2d_backward", "half_done"),
    "diego": one("cross_correlate2d", "untouched") | one("conv2d", "untouched"),
    "eszter": one("cross_correlate2d", "flips") | one("conv2d", "kernel_flipped"),
    "fatima": one("conv2d", "strides_swapped") | one("cross_correlate2d", "right"),
    "giulia": one("conv2d", "padding_one_side") | one("predict_conv2d", "bias_per_channel"),
    "hana": {
        "output_size": HandIn(dict.fromkeys(POINTS["output_size"], "right"), status="repaired", file="{stem} (1).ipynb")
    },
    "haruto": one("conv2d", "bias_per_tap") | one("conv2d_test", "plain"),
    "ingrid": one("conv2d", "groups_interleaved") | one("im2col", "window_first"),
    "jamal": one("conv2d_backward", "dweight_without_padding")
    | {"claims": HandIn({"weight_sets": "channels_forgotten", "squash_gap": "right", "dense_matrix": "moved_by_one"})},
    "kofi": one("conv2d_backward", "overlaps_overwritten") | one("cross_correlate2d", "flips"),
    "leila": {"output_size": HandIn({"output_size": "rounds_up", "same_padding": "extra_first"})},
    "mateusz": {"output_size": HandIn(dict.fromkeys(POINTS["output_size"], "right"))}
    | one("conv2d", "strides_swapped")
    | one("conv2d_backward", "averaged_over_batch"),
    "nadia": one("conv2d_backward", "turns_weight_in_place"),
    "olena": one("cross_correlate2d", "truncates"),
    "priya": one("cross_correlate2d", "drops_last") | one("im2col", "windows_in_rows"),
    "quyen": one("conv2d", "syntax_error") | one("cross_correlate2d", "right"),
    "ravi": one("im2col", "never_ends_with_stride"),
    "sofia": one("cross_correlate2d", "right", edit=delete_checks, status="repaired"),
    "tariq": one("cross_correlate2d", "right", edit=duplicate_answer, status="repaired"),
    "uma": one("cross_correlate2d", "right", edit=strip_metadata, status="repaired"),
    "viktor": one("cross_correlate2d", "warns"),
    "wanjiru": one("cross_correlate2d", "right", edit=end_with_zero, status="repaired"),
    "ximena": {"output_size": HandIn({"output_size": "right", "same_padding": "leaves_python"})},
    "yusuf": one("conv2d", "forges_score"),
    "zeynep": {"conv2d": HandIn(edit=as_text, status="unreadable")},
    "zuri": {},
}


def expected_parts(learner: str) -> dict[tuple[str, str], float]:
    """Return what each part should earn the learner, by (exercise, part)."""
    earned = {}
    for stem, exercises in POINTS.items():
        answers = CLASS[learner][stem].answers if stem in CLASS[learner] else {}
        for exercise, parts in exercises.items():
            passes = passing(exercise, answers.get(exercise, "untouched"))
            earned |= {(exercise, part): points * (part in passes) for part, points in parts.items()}
    return earned


def passing(exercise: str, answer: str) -> tuple[str, ...]:
    """Return the parts of an exercise that an answer gets right."""
    if answer in ("right", "other"):
        return tuple(next(parts[exercise] for parts in POINTS.values() if exercise in parts))
    return () if answer == "untouched" else ANSWERS[f"{exercise}/{answer}"].passes


# ------------------------------------------------------------------------------- writing


def write_class(output: Path) -> None:
    """Write what every learner hands in."""
    solutions = {
        cell.metadata["answer"]: without_marks(cell.source)
        for stem in POINTS
        for cell in jupytext.read(ROOT / "solutions" / TOPIC / f"{stem}.py", fmt="py:percent").cells
        if "answer" in cell.metadata
    }
    for learner, handed_in in CLASS.items():
        folder = output / learner / TOPIC
        folder.mkdir(parents=True, exist_ok=True)
        for stem, one_notebook in handed_in.items():
            file = folder / one_notebook.file.format(stem=stem)
            file.write_bytes(notebook_bytes(stem, one_notebook, solutions))


def notebook_bytes(stem: str, handed_in: HandIn, solutions: dict[str, str]) -> bytes:
    """Put the answers into the released notebook, and do to it what else was done."""
    notebook = json.loads((RELEASE / TOPIC / f"{stem}.ipynb").read_text("utf-8"))
    for exercise, answer in handed_in.answers.items():
        if answer != "untouched":
            source = answer_source(exercise, answer, solutions)
            cell_called(notebook, f"answer-{exercise}")["source"] = source.splitlines(keepends=True)
    replaced = handed_in.edit(notebook) if handed_in.edit else None
    return replaced or (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def answer_source(exercise: str, answer: str, solutions: dict[str, str]) -> str:
    """Return the source of an answer without the line break at its end."""
    if answer == "right":
        return solutions[exercise]
    path = HERE / "answers" / exercise / f"{answer}.py"
    if answer == "other":
        path = HERE / "right_answers" / TOPIC / exercise / f"{OTHER_STYLES[exercise]}.py"
    return path.read_text("utf-8").rstrip()


def without_marks(source: str) -> str:
    """Take out the lines that tell nbgrader where a solution begins and ends."""
    return "\n".join(line for line in source.splitlines() if not line.strip().startswith("### "))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tests/data/bundled_class.py OUTPUT_DIR")
    write_class(Path(sys.argv[1]))
