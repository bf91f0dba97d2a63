"""The exercises on the arithmetic of layers."""

from __future__ import annotations

from functools import partial
from typing import Any

from cnncourse import exercises, shapes
from cnncourse.mistakes import Mistake
from cnncourse.mistakes import arithmetic as mistakes
from cnncourse.predictions import predicts
from cnncourse.probes.arithmetic import STACKS
from cnncourse.probing import Case
from cnncourse.separation import separates
from cnncourse.shapes import conv2d_output_shape, output_size

Exercise = partial(exercises.Exercise, topic="arithmetic")


def conv_output_shape(shape: Any, weight_shape: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1) -> Any:
    """Return (N, C_out, OH, OW) of a convolution without groups."""
    return conv2d_output_shape(shape, weight_shape, stride, padding, dilation)


def predict_fields() -> tuple[int, ...]:
    """Return the receptive fields of the stacks."""
    return tuple(shapes.receptive_field(layers) for layers in STACKS.values())


not_yet = predicts(
    tuple(STACKS),
    predict_fields,
    mistakes.PREDICT_FIELDS_MISTAKES,
    "Draw the layers, and follow one cell back to the input.",
)


def stack_cost(channels: int, kernel_sizes: list[int]) -> tuple[int, int]:
    """Return the weights of a stack, and its receptive field."""
    weights = sum(shapes.parameter_count(channels, channels, k, bias=False) for k in kernel_sizes)
    return weights, shapes.receptive_field([(k, 1, 1) for k in kernel_sizes])


def shrinking_sizes(size: int, kernel_size: int) -> list[int]:
    """Return the sizes after each layer, for as long as the kernel fits."""
    return list(range(size - kernel_size + 1, 0, 1 - kernel_size))


def unread_cells(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Return how many cells of the input lie behind the last window."""
    last = (output_size(size, kernel_size, stride, padding) - 1) * stride + kernel_size - padding
    return max(size - last, 0)


def conv_output_shape_test() -> tuple[Any, ...]:
    """Return shapes and settings that are all different."""
    return (2, 3, 24, 19), (4, 3, 5, 2), (4, 3), 3, (3, 4)


def as_plain(answer: Any) -> Any:
    """Hand over plain ints and tuples: what a learner returned has become arrays."""
    return lambda *given: answer(*(tuple(value.tolist()) if hasattr(value, "tolist") else value for value in given))


UNDER_TEST = tuple(Mistake(m.name, as_plain(m.answer), m.message) for m in mistakes.CONV_OUTPUT_SHAPE_MISTAKES)


def shape_formula(case: Case, index: tuple[int, ...]) -> str:
    """Write out the formula behind the height or the width."""
    if not index or index[0] < 2:
        return ""
    given = {"stride": 1, "padding": 0, "dilation": 1, **case.options}
    s, p, d = (shapes.pair(given[key], minimum=0)[index[0] - 2] for key in ("stride", "padding", "dilation"))
    n, k = case.args["shape"][index[0]], case.args["weight_shape"][index[0]]
    return f"⌊({n} + 2×{p} − {d}×({k} − 1) − 1) / {s}⌋ + 1"


def field_sum(case: Case, index: tuple[int, ...]) -> str:
    """Write out the receptive field, a layer a term."""
    jump, terms = 1, ["1"]
    for k, s, d in case.args["layers"]:
        terms.append(f"({k} − 1)×{d}×{jump}")
        jump *= s
    return " + ".join(terms)


EXERCISES = (
    Exercise(
        name="parameter_count",
        reference=shapes.parameter_count,
        mistakes=mistakes.PARAMETER_COUNT_MISTAKES,
        hints=(
            "Count the weights of one filter first: it has a kernel for each input channel that it sees.",
            "With groups, a filter sees c_in / groups channels.",
            "Then times c_out filters, plus one bias for each filter.",
        ),
        minutes=7,
        difficulty="easy",
        afterword="The image's size does not occur: the same weights serve at every position.",
    ),
    Exercise(
        name="mac_count",
        reference=shapes.mac_count,
        mistakes=mistakes.MAC_COUNT_MISTAKES,
        hints=(
            "How many products make up one output value?",
            "How many output values are there in all maps together?",
            "The groups shrink the number of channels in one sum.",
        ),
        minutes=8,
        difficulty="easy",
        afterword='What papers call "FLOPs" are mostly multiply-adds: one of each counted as one.',
    ),
    Exercise(
        name="receptive_field",
        reference=shapes.receptive_field,
        mistakes=mistakes.RECEPTIVE_FIELD_MISTAKES,
        hints=(
            "Draw three layers of width 3 and follow one output cell back to the input.",
            "Each layer adds (kernel_size - 1) steps. How many input cells is one step?",
            "Keep a variable for the step: it starts at 1 and is multiplied by each layer's stride, after that layer.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="Depth adds to the receptive field; a stride multiplies what every later layer adds.",
        work=field_sum,
    ),
    Exercise(
        name="predict_fields",
        reference=predict_fields,
        verify=not_yet,
        mistakes=mistakes.PREDICT_FIELDS_MISTAKES,
        hints=(
            "Draw the cells of each layer as a row of dots. A dot of layer 3 has lines to three dots of layer 2.",
            "The three dots of layer 2 have lines to five dots of layer 1: the middle ones are shared.",
            "A layer adds 2 steps. A step is as long as the strides before it multiplied, times the layer's dilation.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="The input gradient of such a stack has exactly this many entries that are not 0.",
    ),
    Exercise(
        name="conv_output_shape",
        reference=conv_output_shape,
        mistakes=mistakes.CONV_OUTPUT_SHAPE_MISTAKES,
        hints=(
            "Two of the four sizes take no arithmetic. Which ones, and where do they stand?",
            "The image's channels and the weight's second size are equal; the result holds neither.",
            "Make a pair of every setting first: (value, value) for an int.",
            "OH = (H + 2 * padding - dilation * (KH - 1) - 1) // stride + 1, with the vertical settings.",
        ),
        minutes=20,
        difficulty="medium",
        afterword="torch.nn.Conv2d follows the same formula; shapes.summary prints the shapes of a whole network.",
        work=shape_formula,
    ),
    Exercise(
        name="stack_cost",
        reference=stack_cost,
        outputs=("weights", "field"),
        mistakes=mistakes.STACK_COST_MISTAKES,
        hints=(
            "How many K x K kernels has one layer with C channels in and C out?",
            "A layer has C * C * K * K weights; the layers' weights add up.",
            "The field begins with 1, and each layer adds K - 1.",
        ),
        minutes=15,
        difficulty="easy",
        afterword="The saving has a price that is not counted here: between the small layers lie maps to be kept.",
    ),
    Exercise(
        name="shrinking_sizes",
        reference=shrinking_sizes,
        mistakes=mistakes.SHRINKING_SIZES_MISTAKES,
        hints=(
            "At how many positions does a kernel of 3 fit into 9 cells?",
            "Each layer makes the size smaller by kernel_size - 1.",
            "while size >= kernel_size: compute the new size, append it.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="Padding of (K - 1) / 2 on each side ends the shrinking, for odd K: so deep networks pad.",
    ),
    Exercise(
        name="unread_cells",
        reference=unread_cells,
        mistakes=mistakes.UNREAD_CELLS_MISTAKES,
        hints=(
            "Where does the last window start, and where does it end?",
            "(size + 2 * padding - kernel_size) % stride cells of the padded input lie behind the last window.",
            "The last `padding` cells of the padded input are zeros, not input: they go unread first.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="torch reports none of this: it rounds down, and the last rows and columns have no influence at all.",
    ),
    Exercise(
        name="conv_output_shape_test",
        reference=conv_output_shape_test,
        mistakes=mistakes.CONV_OUTPUT_SHAPE_TEST_MISTAKES,
        verify=separates(
            ("shape", "weight_shape", "stride", "padding", "dilation"),
            as_plain(conv_output_shape),
            UNDER_TEST,
            lambda case: int(case.args["least"][0]),
        ),
        hints=(
            "Take a mistake, such as an ignored padding. For which inputs would nobody see it?",
            "Let all numbers differ that somebody might confuse: N, C, C_out, H, W, KH, KW, and both entries of pairs.",
            "Cells must be left over in both directions, or nobody sees how the division is rounded.",
            "A function that handles no ints is caught by an int among the three settings.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="Square images and stride 1 hide many mistakes; numbers that all differ hide hardly any.",
    ),
)
