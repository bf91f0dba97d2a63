"""The exercises on inception blocks and batch normalisation.

torch is imported where a block is built, so that the exercises in NumPy do without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np

from cnncourse import exercises
from cnncourse.mistakes import Mistake
from cnncourse.mistakes import inception as mistakes
from cnncourse.mistakes.inception.inputs import ARGUMENTS, good
from cnncourse.numpy import batch_norm2d, batch_norm2d_backward
from cnncourse.predictions import predicts
from cnncourse.probes.inception import QUESTIONS
from cnncourse.probing import Case, Observation
from cnncourse.separation import separates, unseen
from cnncourse.shapes import mac_count, parameter_count

Exercise = partial(exercises.Exercise, topic="inception")
Array = np.ndarray

# ------------------------------------------------------------------------ references


def predict_block() -> tuple[int, ...]:
    """Return the numbers of GoogLeNet's block 3a, and two of batch norm."""
    channels, rows = 64 + 128 + 32 + 32, 28
    return channels, rows, parameter_count(16, 32, 5, bias=False), 2 * 256, 4 * 28 * 28


def convolutions(in_channels: int, row: Sequence[int]) -> list[tuple[int, int, int]]:
    """List (c_in, c_out, kernel_size) of the six convolutions of a block."""
    c1, c3_reduce, c3, c5_reduce, c5, pool_proj = row
    ones = [(in_channels, c_out, 1) for c_out in (c1, c3_reduce, c5_reduce, pool_proj)]
    return [*ones, (c3_reduce, c3, 3), (c5_reduce, c5, 5)]


def inception_ledger(
    in_channels: int, c1: int, c3_reduce: int, c3: int, c5_reduce: int, c5: int, pool_proj: int, size: tuple[int, int]
) -> tuple[int, int]:
    layers = convolutions(in_channels, (c1, c3_reduce, c3, c5_reduce, c5, pool_proj))
    return sum(parameter_count(*layer) for layer in layers), sum(mac_count(*layer, size) for layer in layers)


def stack_parameters(in_channels: int, rows: Sequence[Sequence[int]]) -> int:
    total = 0
    for row in rows:
        total += sum(parameter_count(*layer) for layer in convolutions(in_channels, row))
        in_channels = row[0] + row[2] + row[4] + row[5]
    return total


def reduction_saving(c_in: int, c_reduce: int, c_out: int, kernel_size: int) -> float:
    reduced = mac_count(c_in, c_reduce, 1, 1) + mac_count(c_reduce, c_out, kernel_size, 1)
    return mac_count(c_in, c_out, kernel_size, 1) / reduced


def pair_weights(c_in: int, between: int, c_out: int, n: int) -> tuple[int, int]:
    weights = partial(parameter_count, bias=False)
    return weights(c_in, c_out, n), weights(c_in, between, (n, 1)) + weights(between, c_out, (1, n))


def eval_scale_and_shift(
    running_mean: Array, running_var: Array, weight: Array, bias: Array, eps: float = 1e-5
) -> tuple[Array, Array]:
    scale = weight / np.sqrt(running_var + eps)
    return scale, bias - running_mean * scale


def InceptionBlock(in_channels: int, c1: int, c3_reduce: int, c3: int, c5_reduce: int, c5: int, pool_proj: int) -> Any:
    from cnncourse.networks import googlenet

    return googlenet.InceptionBlock(in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj)


def conv_bn_relu() -> Callable[..., Any]:
    """Return what makes a convolution, with torch's own settings of batch norm."""
    from cnncourse.networks.blocks import ConvBNReLU

    return ConvBNReLU


def factorise_5x5(in_channels: int, between: int, out_channels: int) -> Any:
    from torch import nn

    first = nn.Conv2d(in_channels, between, 3, padding=1)
    return nn.Sequential(first, nn.ReLU(), nn.Conv2d(between, out_channels, 3, padding=1), nn.ReLU())


def AsymmetricConv(in_channels: int, between: int, out_channels: int, n: int) -> Any:
    from torch import nn

    conv = conv_bn_relu()
    return nn.Sequential(conv(in_channels, between, (1, n)), conv(between, out_channels, (n, 1)))


def GridReduction(in_channels: int, c3: int, deep_reduce: int, deep: int) -> Any:
    from cnncourse.networks.branches import Branches

    chain = f"1x1 {deep_reduce}, 3x3 {deep}, 3x3 {deep} stride 2 V"
    return Branches(in_channels, [f"3x3 {c3} stride 2 V", chain, "max stride 2 V"], conv_bn_relu())


def batch_norm_inputs(training: bool) -> tuple[Any, ...]:
    return tuple(good()[name] for name in ARGUMENTS)


# ------------------------------------------------------------------- judges of their own


not_yet = predicts(
    QUESTIONS,
    predict_block,
    mistakes.PREDICT_BLOCK_MISTAKES,
    "Read the question again, and draw the branch it asks about.",
)


def with_flag(answer: Callable[..., Any], training: bool) -> Callable[..., Any]:
    """Fix `training` in a batch norm, so that the arguments are those that a learner hands over."""
    return lambda *args: answer(*args[:5], training, *args[5:])


@lru_cache
def judge_of(training: bool, share: float) -> Callable[[Case, Observation], str]:
    """Return what judges a learner's inputs by the wrong batch norms that can be told in training, or in inference."""
    known = [Mistake(m.name, with_flag(m.answer, training), m.message) for m in mistakes.BATCH_NORM2D_MISTAKES]
    right = with_flag(batch_norm2d, training)
    alike = unseen(dict(zip(ARGUMENTS, batch_norm_inputs(training), strict=True)), right, known)
    wrong = [mistake for mistake in known if mistake.name not in (alike or ())]
    return separates(ARGUMENTS, right, wrong, lambda case: int(share * len(wrong)))


def told_apart(case: Case, seen: Observation) -> str:
    """Say which wrong batch norm a learner's inputs miss."""
    return judge_of(case.args["training"], 0.5 if case.name.startswith("half") else 1.0)(case, seen)


# ---------------------------------------------------------------------- work, written out


def ledger_sum(case: Case, index: tuple[int, ...]) -> str:
    """Write out one of the two sums of a block's ledger."""
    columns = [value for name, value in case.args.items() if name not in ("in_channels", "size")]
    bias = f" + {sum(columns)} biases" if case.select == 0 else ""
    terms = [f"{a}×{b}" + (f"×{k * k}" if k > 1 else "") for a, b, k in convolutions(case.args["in_channels"], columns)]
    if case.select == 0:
        return " + ".join(terms) + bias
    H, W = case.args["size"]
    return f"({' + '.join(terms)})×{H}×{W}"


def rows_sum(case: Case, index: tuple[int, ...]) -> str:
    """Write out what each row learns, and what it reads."""
    in_channels, terms = case.args["in_channels"], []
    for row in case.args["rows"]:
        terms.append(f"{stack_parameters(in_channels, [row])} (reads {in_channels} channels)")
        in_channels = row[0] + row[2] + row[4] + row[5]
    return " + ".join(terms)


def saving_quotient(case: Case, index: tuple[int, ...]) -> str:
    """Write out the quotient of the two costs."""
    c, r, f, k = case.args.values()
    return f"{k * k}×{c}×{f} / ({c}×{r} + {k * k}×{r}×{f})"


def pair_sums(case: Case, index: tuple[int, ...]) -> str:
    """Write out one of the two numbers of weights."""
    c, m, f, n = case.args.values()
    return f"{n}×{n}×{c}×{f}" if not index or index[0] == 0 else f"{n}×{c}×{m} + {n}×{m}×{f}"


def line_of_channel(case: Case, index: tuple[int, ...]) -> str:
    """Write out scale or shift of one channel."""
    c = index[0] if index else 0
    mean, var, weight, bias = (float(vector[c]) for vector in case.args.values())
    eps = case.options.get("eps", 1e-5)
    scale = f"{weight:g} / √({var:g} + {eps:g})"
    return scale if case.select == 0 else f"{bias:g} − {mean:g} × {scale}"


def normalised_value(case: Case, index: tuple[int, ...]) -> str:
    """Write out how one value of y, or of the running mean, comes about."""
    a = {"momentum": 0.1, "eps": 1e-5, **case.args, **case.options}
    if case.select == 1 and index and a["training"]:
        c = index[0]
        values = " + ".join(f"{v:g}" for v in a["x"][:, c].ravel())
        old, m = float(a["running_mean"][c]), a["momentum"]
        return f"(1 − {m:g})×{old:g} + {m:g}×({values})/{a['x'][:, c].size}"
    if case.select != 0 or len(index) != 4:
        return ""
    c = index[1]
    mean, var = (a["x"][:, c].mean(), a["x"][:, c].var()) if a["training"] else (
        a["running_mean"][c], a["running_var"][c])  # fmt: skip
    source = "the batch's" if a["training"] else "the running"
    return (
        f"({a['x'][index]:g} − {mean:g}) / √({var:g} + {a['eps']:g}) × {a['weight'][c]:g} + {a['bias'][c]:g}, "
        f"with {source} mean {mean:g} and variance {var:g}"
    )


def gradient_value(case: Case, index: tuple[int, ...]) -> str:
    """Write out one value of a gradient of batch norm."""
    dy, x, weight, eps = case.args.values()
    c = index[1] if len(index) == 4 else index[0] if index else 0
    mean, root = x[:, c].mean(), np.sqrt(x[:, c].var() + eps)
    xhat, upstream = ((x[:, c] - mean) / root).ravel(), dy[:, c].ravel()
    if case.select == 2:
        return " + ".join(f"{g:g}" for g in upstream)
    products = " + ".join(f"{g:g}×({h:g})" for g, h in zip(upstream, xhat, strict=True) if g)
    if case.select == 1 or len(index) != 4:
        return f"{products}, with mean {mean:g} and root {root:g}" if case.select == 1 else ""
    dbias, dweight, M = upstream.sum(), upstream @ xhat, upstream.size
    own = (x[index] - mean) / root
    return f"{weight[c]:g}/{root:g} × ({dy[index]:g} − {dbias:g}/{M} − ({own:g})×{dweight:g}/{M})"


# ------------------------------------------------------------------------- the exercises

EXERCISES = (
    Exercise(
        name="predict_block",
        reference=predict_block,
        verify=not_yet,
        mistakes=mistakes.PREDICT_BLOCK_MISTAKES,
        hints=(
            "Draw the block: four branches side by side, each with its columns of the table. What leaves each of them?",
            "The branches are laid one behind the other. A reduction is read inside its branch and goes no further.",
            "A filter of the 5x5 convolution has 25 weights for each channel that it reads: those of its reduction.",
            "Batch norm has one mean a channel, over images, rows and columns, and two learned numbers a channel.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="Of all that a block computes on its way, only the last maps of each branch leave it.",
    ),
    Exercise(
        name="inception_ledger",
        reference=inception_ledger,
        outputs=("parameters", "multiply-adds"),
        mistakes=mistakes.INCEPTION_LEDGER_MISTAKES,
        hints=(
            "The block has six convolutions. Write (channels in, channels out, side of the kernel) of each one down.",
            "Four of them read the block's input: 1x1 to c1, to c3_reduce, to c5_reduce, and behind the pool.",
            "The 3x3 one reads c3_reduce channels, the 5x5 one c5_reduce. The pool itself costs nothing here.",
            "Sum c_in * c_out * k * k over the six; for parameters add all c_out, for multiply-adds multiply by H * W.",
        ),
        minutes=20,
        difficulty="easy",
        afterword="Row 3a has 163,328 weights. The paper's table 1 prints 159K for it, which fits if K is 1,024.",
        work=ledger_sum,
    ),
    Exercise(
        name="stack_parameters",
        reference=stack_parameters,
        mistakes=mistakes.STACK_PARAMETERS_MISTAKES,
        hints=(
            "What does a row need to know of the row before? One number.",
            "The output of a row has c1 + c3 + c5 + pool_proj channels: columns 0, 2, 4 and 5.",
            "Loop over the rows with a variable for the channels; call inception_ledger(channels, *row, (1, 1))[0].",
        ),
        minutes=10,
        difficulty="medium",
        afterword="The nine blocks of GoogLeNet learn 5,849,136 numbers. What stands around them comes on top.",
        work=rows_sum,
    ),
    Exercise(
        name="InceptionBlock",
        reference=InceptionBlock,
        mistakes=mistakes.INCEPTION_BLOCK_MISTAKES,
        hints=(
            "Write four branches as four attributes, each an nn.Sequential, and forward as one line.",
            "What keeps H and W: padding 1 for 3x3, 2 for 5x5, and nn.MaxPool2d(3, stride=1, padding=1).",
            "Branch 2 is 1x1 to c3_reduce, ReLU, 3x3 to c3, ReLU. Branch 3 is the same with 5x5. Branch 4: pool, 1x1.",
            "torch.cat([branch1(x), branch2(x), branch3(x), branch4(x)], dim=1).",
        ),
        minutes=30,
        difficulty="medium",
        afterword="torchvision's GoogLeNet has 3x3 kernels in the third branch: a mistake that its published weights "
        "have made permanent.",
    ),
    Exercise(
        name="batch_norm2d",
        reference=batch_norm2d,
        outputs=("y", "running_mean", "running_var"),
        mistakes=mistakes.BATCH_NORM2D_MISTAKES,
        hints=(
            "Begin with training: which numbers of x share one mean? How many means are there?",
            "x.mean(axis=(0, 2, 3), keepdims=True) has shape (1, C, 1, 1) and meets the channels by itself.",
            "Vectors of shape (C,) have to become (1, C, 1, 1) before they meet x: v.reshape(1, -1, 1, 1).",
            "y takes x.var(...), divided by M. What is stored takes x.var(..., ddof=1), divided by M - 1.",
            "With training=False, use running_mean and running_var in place of the batch's, and return them unchanged.",
        ),
        minutes=45,
        difficulty="medium",
        afterword="torch.nn.functional.batch_norm gives the same y, and writes the running ones into its arguments.",
        work=normalised_value,
    ),
    Exercise(
        name="reduction_saving",
        reference=reduction_saving,
        mistakes=mistakes.REDUCTION_SAVING_MISTAKES,
        hints=(
            "How many products does one output value of the direct convolution take? How many values has a cell?",
            "The reduced branch has two convolutions; add their multiply-adds for one cell.",
            "The number of cells is the same above and below the fraction line, so it cancels.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="The saving can never be more than c_in / c_reduce: that is what is left when the reduction is free.",
        work=saving_quotient,
    ),
    Exercise(
        name="pair_weights",
        reference=pair_weights,
        mistakes=mistakes.PAIR_WEIGHTS_MISTAKES,
        hints=(
            "The pair is two layers. What does the second one read?",
            "A kernel of n x 1 has n weights for each pair of an input and an output channel.",
            "n * c_in * between for the first, n * between * c_out for the second.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="For equal channels the pair has 2 / n of the square's weights: 14 for 49 with n = 7.",
        work=pair_sums,
    ),
    Exercise(
        name="eval_scale_and_shift",
        reference=eval_scale_and_shift,
        outputs=("scale", "shift"),
        mistakes=mistakes.EVAL_SCALE_AND_SHIFT_MISTAKES,
        hints=(
            "Write the formula of inference down and multiply the bracket out.",
            "What stands before x is the scale; everything without x is the shift.",
            "scale = weight / sqrt(running_var + eps), and the mean meets it with a minus.",
        ),
        minutes=10,
        difficulty="medium",
        afterword="A scale and a shift for each channel can be multiplied into the convolution before it: this is how "
        "networks are made faster for inference.",
        work=line_of_channel,
    ),
    Exercise(
        name="factorise_5x5",
        reference=factorise_5x5,
        mistakes=mistakes.FACTORISE_5X5_MISTAKES,
        hints=(
            "Which padding lets a 3x3 convolution keep H and W?",
            "nn.Sequential takes the four layers in the order in which they run.",
            "Convolution to `between`, ReLU, convolution to `out_channels`, ReLU.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="With equal channels two 3x3 kernels have 18 weights for each pair of channels where one 5x5 has 25.",
    ),
    Exercise(
        name="AsymmetricConv",
        reference=AsymmetricConv,
        mistakes=mistakes.ASYMMETRIC_CONV_MISTAKES,
        hints=(
            "kernel_size and padding take pairs: (vertical, horizontal).",
            "1 x n moves along a row and is padded left and right: padding=(0, n // 2).",
            "Convolution, batch norm, ReLU; then the same again with (n, 1). nn.BatchNorm2d needs the channel number.",
        ),
        minutes=20,
        difficulty="medium",
        afterword="Inception v3 has such pairs with n = 7 on its 17x17 maps: its authors found them to work there, and "
        "not in early layers.",
    ),
    Exercise(
        name="GridReduction",
        reference=GridReduction,
        mistakes=mistakes.GRID_REDUCTION_MISTAKES,
        hints=(
            "Write a helper first that makes convolution, batch norm and ReLU; the block needs four of these.",
            "Which three layers halve the maps? Each has 3x3 windows, stride 2 and no padding.",
            "The middle 3x3 convolution of the deep branch has stride 1 and padding 1.",
            "Concatenate 3x3, deep, pool along axis 1. The pool's maps are passed on as they are.",
        ),
        minutes=30,
        difficulty="medium",
        afterword="In Inception v3 this block turns 288 maps of 35x35 into 384 + 96 + 288 = 768 maps of 17x17.",
    ),
    Exercise(
        name="batch_norm2d_backward",
        reference=batch_norm2d_backward,
        outputs=("dx", "dweight", "dbias"),
        mistakes=mistakes.BATCH_NORM2D_BACKWARD_MISTAKES,
        hints=(
            "Compute xhat again, as in the forward pass: mean and biased variance over axes (0, 2, 3).",
            "bias is used once at every position, weight meets xhat at every position. So both gradients are sums.",
            "For dx: x acts on y directly, through the mean, and through the variance. Derive the three shares.",
            "dx = weight / root * (dy - mean of dy - xhat * mean of dy * xhat), with both means over axes (0, 2, 3).",
        ),
        minutes=60,
        difficulty="hard",
        afterword="A gradient check with dy of ones sees next to nothing: the true dx is then 0. Take a random dy.",
        work=gradient_value,
    ),
    Exercise(
        name="batch_norm_inputs",
        reference=batch_norm_inputs,
        verify=told_apart,
        mistakes=mistakes.BATCH_NORM_INPUTS_MISTAKES,
        hints=(
            "Begin with a small random x and vectors that are all different. The card names what still goes unseen.",
            "A factor of 1 and a summand of 0 hide that something was forgotten. So does a default value.",
            "Old and new weigh the same for one momentum: which?",
            "What if x holds whole numbers? A result that is written into an array like x shows itself only then.",
        ),
        minutes=25,
        difficulty="medium",
        afterword="Each rule here - no ones, no zeros, no defaults, no symmetry - holds for the tests of any layer.",
    ),
)
