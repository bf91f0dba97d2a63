"""What a learner reads: one mistake, named, with a small case; never a traceback."""

import re
import subprocess
import sys
from dataclasses import replace
from functools import reduce
from html import unescape

import numpy as np
import pytest

from cnncourse import cards
from cnncourse.checking import HINTS_GIVEN, Example, PartVerdict, Verdict, check, hint, judge, unanswered
from cnncourse.comparing import close, difference, pattern
from cnncourse.exercises import find
from cnncourse.mistakes import Mistake
from cnncourse.probing import Case, Observation, observe

RUN_CHECK = "from cnncourse.checking import check; check('blur_kernel')"


def card(name, answer, seed=0):
    return cards.text(judge(find(name), observe(name, answer, seed), seed))


def conv2d(*args, **kwargs):
    return find("conv2d").reference(*args, **kwargs)


# ------------------------------------------------------------------------- check


@pytest.mark.parametrize(
    "answer",
    [
        lambda *a, **k: None,
        lambda *a, **k: 1 / 0,
        lambda *a, **k: sys.exit(3),
        lambda *a, **k: object(),
        lambda: 0,
        "not a function",
        conv2d,
    ],
)
def test_check_returns_none_and_writes_nothing_to_stderr(answer, capsys):
    assert check("conv2d", answer) is None
    out = capsys.readouterr()
    assert out.err == ""
    assert out.out.startswith("conv2d: ")


def test_check_hides_what_the_answer_prints_and_says_so(capsys):
    def chatty(*args, **kwargs):
        print("debug" * 100)
        print("careful", file=sys.stderr)
        return conv2d(*args, **kwargs)

    check("conv2d", chatty)
    out = capsys.readouterr()
    assert "debug" not in out.out
    assert "call it yourself to see it" in out.out
    assert out.err == ""


def test_check_finds_the_answer_by_its_name_in_the_notebook(capsys, monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "conv2d", conv2d, raising=False)
    check("conv2d")
    assert capsys.readouterr().out.startswith("conv2d: all right")


def test_check_says_that_there_is_no_function_yet(capsys):
    check("conv2d_backward")
    assert "no function called conv2d_backward yet" in capsys.readouterr().out


def test_check_of_an_unknown_exercise_names_the_nearest(capsys):
    check("conv2", conv2d)
    assert "There is no exercise called 'conv2'; the nearest are conv2d" in capsys.readouterr().out


def test_check_takes_the_function_for_its_name(capsys, monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "conv2d", conv2d, raising=False)
    check(conv2d)
    assert capsys.readouterr().out.startswith("conv2d: all right")


def test_check_does_not_judge_an_older_function_after_an_error_of_syntax():
    cells = ["def blur_kernel(size): return 7", "def blur_kernel(size):\n    return 7\nreturn 8", RUN_CHECK]
    run = f"for cell in {cells}: shell.run_cell(cell, store_history=True)"
    code = f"from IPython import InteractiveShell\nshell = InteractiveShell.instance()\n{run}"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "The cell that defines blur_kernel did not run: 'return' outside function, line 3. Mend that first." in out


def test_check_publishes_observations_and_no_verdict_while_a_class_is_graded(capsys, monkeypatch):
    monkeypatch.setenv("CNNCOURSE_GRADING_SEED", "7")
    check("conv2d", conv2d)
    assert capsys.readouterr().out.strip() == "conv2d was observed."


def test_hint_goes_on_to_the_next_hint_and_stays_at_the_last(capsys):
    HINTS_GIVEN.clear()
    for _ in range(4):
        hint("same_padding")
    lines = capsys.readouterr().out.splitlines()
    assert [line[:11] for line in lines] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3"]


# --------------------------------------------------------------------- the verdict


def test_a_part_counts_although_a_later_one_is_not_written_yet():
    def no_groups(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        if groups > 1:
            raise NotImplementedError
        return conv2d(x, weight, bias, stride, padding, dilation)

    verdict = judge(find("conv2d"), observe("conv2d", no_groups, 0), 0)
    assert [part.state for part in verdict.parts] == ["right", "right", "right", "right", "untried", "right"]
    assert verdict.earned == 8.0


def test_a_mistake_is_named_although_other_parts_are_unfinished():
    def flipped_and_unfinished(x, weight, bias=None, **options):
        if options:
            raise TypeError("later")
        return conv2d(x, weight[:, :, ::-1, ::-1], bias)

    verdict = judge(find("conv2d"), observe("conv2d", flipped_and_unfinished, 0), 0)
    assert verdict.parts[0].mistakes == ("the kernel is flipped along both axes",)
    assert "TypeError: later" in verdict.parts[2].headline


def test_an_unknown_mistake_is_located_after_what_is_right():
    def wrong_for_wide_strides(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        y = conv2d(x, weight, bias, stride, padding, dilation, groups)
        return y + 0.5 if stride == (2, 3) and padding == 0 else y

    text = card("conv2d", wrong_for_wide_strides)
    assert "wrong from “stride (2, 3), cells left over” on" in text
    assert "every value is off by +0.5" in text


def test_a_mistake_that_would_spoil_what_is_right_is_not_named():
    def nearly_flipped(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        flipped = weight[:, :, ::-1, ::-1] if weight.shape[2:] == (2, 2) and groups == 1 else weight
        return conv2d(x, flipped, bias, stride, padding, dilation, groups)

    first = judge(find("conv2d"), observe("conv2d", nearly_flipped, 0), 0).parts[0]
    assert (first.state, first.mistakes) == ("wrong", ())


def test_of_two_mistakes_in_a_part_the_one_is_named_where_it_stands_alone():
    def no_padding_no_stride(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        return conv2d(x, weight, bias, 1, 0, dilation, groups)

    text = card("conv2d", no_padding_no_stride)
    assert "In “stride 2”, “stride (2, 3), cells left over” your result equals what you get when the stride is" in text
    assert "Something else is wrong in “stride (1, 2), padding (1, 0)”, “padding 1”, “padding (1, 2)”" in text


def test_of_two_mistakes_the_one_is_named_that_explains_the_errors_too():
    def no_pairs(size, kernel_size, stride=1, padding=0, dilation=1):
        return size // stride - dilation * (kernel_size - 1) + 2 * padding

    def no_pairs_known_otherwise(size, kernel_size, stride=1, padding=0, dilation=1):
        return 0 if isinstance(size, tuple) else no_pairs(size, kernel_size, stride, padding, dilation)

    known = (Mistake("A", no_pairs, ""), Mistake("B", no_pairs_known_otherwise, ""))
    for mistakes in (known, known[::-1]):
        exercise = replace(find("output_size"), mistakes=mistakes)
        named = {name for p in judge(exercise, observe("output_size", no_pairs, 0), 0).parts for name in p.mistakes}
        assert named == {"A"}


def test_one_telling_number_is_enough_to_name_a_slip_beside_another_one():
    exercise = find("separable_cost_ratio")
    slips = {
        "square kernels": "the kernel's side stands for its area",
        "pairs": "the number of filters is left out",
    }
    observed = {}
    for part, name in slips.items():
        (mistake,) = [mistake for mistake in exercise.mistakes if mistake.name == name]
        seen = observe(exercise.name, mistake.answer, 0, trusted=True)
        observed |= {key: one for key, one in seen.items() if key.startswith(f"{part}/")}
    parts = judge(exercise, observed, 0).parts
    assert {part.name: part.mistakes for part in parts} == {part: (name,) for part, name in slips.items()}


def test_the_wrong_cases_are_described_by_what_no_right_case_has():
    def wrong_for_wide_padding(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        y = conv2d(x, weight, bias, stride, padding, dilation, groups)
        return y * 1.5 if np.broadcast_to(padding, 2)[1] else y

    sentence = "Every case is wrong in which the horizontal `padding` is not 0; all others are right."
    assert sentence in card("conv2d", wrong_for_wide_padding)


def test_nothing_is_said_of_the_wrong_cases_where_a_right_one_is_like_them():
    def wrong_twice(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        y = conv2d(x, weight, bias, stride, padding, dilation, groups)
        return y * 1.5 if x.shape in ((2, 2, 7, 9), (1, 1, 7, 9)) else y

    assert "Every case is wrong in which" not in card("conv2d", wrong_twice)


def test_a_slip_in_a_prediction_reaches_the_report():
    right = find("predict_pooled_sizes").reference()
    observed = observe("predict_pooled_sizes", lambda: right | {"a": 4, "b": 9}, 0)
    first = judge(find("predict_pooled_sizes"), observed, 0).to_dict()["parts"][0]
    assert first["mistakes"] == ("a window that does not fit is counted",)


def test_an_error_is_reported_with_the_call_that_raised_it():
    def raising(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        raise RuntimeError("no")

    call = "`conv2d(x (1, 1, 4, 6), weight (1, 1, 2, 3), stride=(1, 2), padding=(1, 0))` raised RuntimeError: no"
    assert call in card("conv2d", raising)


def test_an_answer_that_never_ran_earns_nothing_and_says_why():
    verdict = unanswered(find("conv2d"), "The cell was never run.")
    assert verdict.earned == 0.0
    assert "The cell was never run." in cards.text(verdict)


def test_missing_cases_earn_nothing():
    observed = observe("output_size", find("output_size").reference, 0)
    kept = {key: value for key, value in observed.items() if key.startswith("stride 1/")}
    verdict = judge(find("output_size"), kept, 0)
    assert [part.earned for part in verdict.parts] == [1.0, 0.0, 0.0, 0.0]


def test_observations_of_another_seed_earn_nothing_but_the_fixed_cases():
    observed = observe("conv2d", conv2d, 1)
    assert judge(find("conv2d"), observed, 2).earned == 0.0


def test_rounding_is_accepted_and_explained():
    def another_order(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        y = conv2d(x[..., ::-1], weight[..., ::-1], bias, stride, padding, dilation, groups)[..., ::-1]
        exact = conv2d(x, weight, bias, stride, padding, dilation, groups)
        return y if y.shape == exact.shape and np.allclose(y, exact) else exact * (1 + 3e-16)

    assert "which is rounding: accepted" in card("conv2d", another_order)


def test_float32_for_float64_is_not_taken_for_rounding():
    verdict = judge(
        find("cross_correlate2d"),
        observe("cross_correlate2d", lambda i, k: find("cross_correlate2d").reference(i, k).astype("f4"), 0),
        0,
    )
    assert "as float32 does" in verdict.parts[0].headline


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("conv2d", lambda *a, **k: conv2d(*a, **k) * 2),
        ("cross_correlate2d", lambda image, kernel: image[: 1 - len(kernel), : 1 - kernel.shape[1]]),
        ("output_size", lambda *a, **k: 0),
        ("receptive_field", lambda layers: 0),
    ],
)
def test_the_small_case_is_worked_out_to_the_expected_number(name, wrong):
    example = next(p.example for p in judge(find(name), observe(name, wrong, 0), 0).parts if p.example)
    printed = {"×": "*", "−": "-", "/": "//", "⌊": "", "⌋": "", "bias ": ""}
    work = reduce(lambda text, sign: text.replace(sign, printed[sign]), printed, example.work)
    array, *index = example.wrong
    assert eval(work) == example.expected[array][tuple(index)]


# --------------------------------------------------------------------- descriptions


GRID = np.arange(1.0, 49.0).reshape(2, 2, 3, 4) ** 2


def changed(change):
    got = GRID.copy()
    change(got)
    return got


@pytest.mark.parametrize(
    ("got", "sentence"),
    [
        (GRID * 0, "every value is 0; at index (0, 0, 0, 0)"),
        (GRID * 0.25, "every value is 0.25 times what it should be"),
        (GRID + 3, "every value is off by +3"),
        (GRID + np.array([1.0, 5.0])[:, None, None], "each map is off by a constant of its own"),
        (GRID[:, :, ::-1], "the result is upside down"),
        (GRID[..., ::-1], "the result is mirrored left to right"),
        (GRID[:, :, ::-1, ::-1], "the result is turned by 180 degrees"),
        (changed(lambda y: y.__setitem__(1, 0)), "it is wrong only in image 1"),
        (changed(lambda y: y.__setitem__((slice(None), 0), y[:, 0] ** 2)), "it is wrong only in map 0"),
        (changed(lambda y: y.__setitem__((..., 0, slice(None)), -y[..., 0, :] ** 2)), "wrong only in the first row;"),
        (changed(lambda y: y.__setitem__((1, slice(None), 2), y[1, :, 2] + 5)), "only in the last row of image 1"),
        (changed(lambda y: y.__setitem__((1, 0), 3 * y[1, 0])), "each wrong value is 3 times what it should be"),
        (changed(lambda y: y.__setitem__((..., [1, 2, 3]), -y[..., 1:] ** 2)), "it is wrong in every column but 0;"),
        (changed(lambda y: y.__setitem__((0, 0, 0, 0), np.nan)), "some values are not finite"),
        (changed(lambda y: y.__iadd__(np.sin(y))), "48 of 48 values are wrong; at index (0, 0, 0, 0) it holds 1.84"),
    ],
)  # fmt: skip
def test_pattern_says_what_wrong_values_have_in_common(got, sentence):
    assert sentence in pattern(GRID, got, close(GRID, got, Case("case", {})))


def test_pattern_tells_the_border_from_the_interior():
    got = -(GRID**2)
    got[..., 1:-1, 1:-1] = GRID[..., 1:-1, 1:-1]
    assert "the interior is right, only the border" in pattern(GRID, got, close(GRID, got, Case("case", {})))


def test_difference_calls_the_axes_of_a_gradient_by_their_names():
    want = np.arange(1.0, 37.0).reshape(2, 3, 2, 3)
    got = want.copy()
    got[1] *= -1.5
    sentence = difference(Observation((want,)), Observation((got,)), Case("case", {}, select=1), ("dx", "dweight"))
    assert sentence.startswith("dweight: it is wrong only in filter 1, where each wrong value is -1.5 times")


def test_difference_calls_the_last_axis_of_a_picture_its_colours():
    picture = np.arange(1.0, 37.0).reshape(3, 4, 3)
    got = picture.copy()
    got[..., 2] = 0
    sentence = difference(Observation((picture,)), Observation((got,)), Case("case", {"image": picture}))
    assert sentence.startswith("The result: it is wrong only in colour 2")


def test_difference_names_the_gradient_that_is_none():
    sentence = difference(
        Observation((np.ones(2),)), Observation(form="None"), Case("case", {}, select=1), ("dx", "dw")
    )
    assert sentence.startswith("Your function returns None for dw:")


def test_pattern_recognises_fractions_that_were_cut_off():
    want, got = GRID / 3, np.trunc(GRID / 3)
    assert "the fractions are cut off" in pattern(want, got, close(want, got, Case("case", {})))


@pytest.mark.parametrize(
    ("got", "sentence"),
    [
        (Observation((np.zeros((4, 3)),)), "shape (4, 3) where (3, 4) is expected. The sizes are right but"),
        (Observation((np.zeros((1, 3, 4)),)), "Only axes of size 1 are missing or too many."),
        (Observation((np.zeros((3, 5)),)), "That is +1 along axis 1."),
        (Observation((np.zeros((2, 3, 4)),)), "It has 3 axes instead of 2."),
        (Observation((np.zeros(12),)), "It has 1 axis instead of 2."),
        (Observation((np.float64(3),)), "is a single number where 12 are expected, of shape (3, 4)"),
        (Observation(form="None"), "is there a `return` at its end?"),
        (Observation(form="str"), "something of type str"),
        (Observation((np.zeros(1), np.zeros(1))), "returns 2 arrays where 1 array is expected"),
        (Observation((np.ones((3, 4)),), changed=("x",)), "wrote into x, which the caller still needs"),
    ],
)  # fmt: skip
def test_difference_says_in_words_what_is_wrong_with_a_result(got, sentence):
    assert sentence in difference(Observation((np.ones((3, 4)),)), got, Case("case", {}))


# --------------------------------------------------------------------------- cards


def test_a_card_shows_the_first_mistake_and_folds_what_it_says_of_later_parts():
    def no_stride_and_groups(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        return conv2d(x, weight, bias, 1, padding, dilation)

    shown, folded = cards.html(judge(find("conv2d"), observe("conv2d", no_stride_and_groups, 0), 0)).split("<details")
    assert "<em>stride and padding" in shown
    assert "<em>groups" in folded


def test_a_card_draws_a_colour_picture_colour_by_colour():
    def green_as_red(image, kernel):
        y = np.array(find("apply_filter").reference(image, kernel), dtype=float)
        y[..., 1:2] = y[..., :1] if image.ndim == 3 else y[..., 1:2]
        return y

    exercise = replace(find("apply_filter"), mistakes=())
    judged = judge(exercise, observe("apply_filter", green_as_red, 0), 0, green_as_red)
    for name in ("image, red", "expected, green", "yours, blue"):
        assert f"{name} =" in cards.text(judged)
        assert f"<code>{name}</code><table" in cards.html(judged)


def test_a_card_draws_a_matrix_of_2_rows_and_12_columns():
    wide = np.arange(24.0).reshape(2, 12)
    example = Example(Case("wide", {"x": wide}), (wide,), (wide + 1,), (0, 0, 0), "", "A small case, wide:")
    judged = Verdict("wide", (PartVerdict("all", 1, "wrong", "It is wrong.", (), example),))
    assert cards.html(judged).count("<table") == 3


def test_a_card_colours_the_two_kernels_of_a_separable_convolution_as_kernels():
    one = np.ones((1, 1, 1, 1))
    arguments = {"x": one, "depthwise_weight": one, "pointwise_weight": one}
    example = Example(Case("one", arguments), (one,), (one + 1,), (0, 0, 0, 0, 0), "", "A small case, one:")
    judged = Verdict("one", (PartVerdict("all", 1, "wrong", "It is wrong.", (), example),))
    assert cards.html(judged).count(f"background:{cards.COLOURS['kernel']}1f") == 2


def test_a_card_names_the_one_of_several_results_that_is_wrong():
    def no_dweight(dy, x, weight, stride=1, padding=0):
        dx, dweight, dbias = find("conv2d_backward").reference(dy, x, weight, stride, padding)
        return dx, 2 * dweight if stride != 1 else dweight, dbias

    exercise = replace(find("conv2d_backward"), mistakes=())
    text = cards.text(judge(exercise, observe("conv2d_backward", no_dweight, 0), 0, no_dweight))
    assert "  expected dweight =" in text
    assert "expected dx" not in text


def test_a_card_says_once_what_holds_for_all_parts():
    assert "\nall parts: The cell was never run." in cards.text(unanswered(find("conv2d"), "The cell was never run."))


def test_a_card_has_no_script_and_escapes_what_came_from_the_learner():
    def nasty(*args, **kwargs):
        raise ValueError("<script>alert(1)</script><img src=x onerror=alert(1)>")

    shown = cards.html(judge(find("conv2d"), observe("conv2d", nasty, 0), 0))
    assert "&lt;script&gt;" in shown
    assert not re.search(r"<(script|img)", shown)


@pytest.mark.parametrize("name", ["conv2d", "im2col", "output_size", "conv2d_backward", "emboss_kernel"])
def test_a_card_says_in_text_what_it_says_in_html(name):
    exercise = find(name)
    verdict = judge(exercise, observe(name, exercise.mistakes[0].answer, 0), 0)
    words = unescape(re.sub("<[^>]+>", "", cards.html(verdict)))
    for sentence in (exercise.mistakes[0].name, exercise.mistakes[0].message):
        assert sentence.replace("`", "") in words
        assert sentence in cards.text(verdict)


@pytest.mark.parametrize("mistake", find("conv2d").mistakes, ids=lambda mistake: mistake.name)
def test_no_card_shows_code_of_the_reference_or_a_traceback(mistake):
    text = card("conv2d", mistake.answer)
    assert not re.search(r"Traceback|File \"|AssertionError|site-packages", text)
