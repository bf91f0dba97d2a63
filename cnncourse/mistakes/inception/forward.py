"""Mistakes in batch_norm2d.

A rule gets the arguments of the call and returns what it changes of the steps below, by name: ``moments`` (what
normalises), ``root`` (what is divided by), ``xhat``, ``y``, ``running_mean``, ``running_var``.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray
Axes = tuple[int, ...] | None
Rule = Callable[[SimpleNamespace], Any]
CHANNEL: Axes = (0, 2, 3)


def normalisation(rule: Rule) -> Callable[..., Any]:
    """Give a rule the signature of batch_norm2d."""

    def answer(x, running_mean, running_var, weight, bias, training, momentum=0.1, eps=1e-5):
        a = SimpleNamespace(x=x, weight=weight, bias=bias, training=training, momentum=momentum, eps=eps)
        a.running_mean, a.running_var = running_mean, running_var
        changes = rule(a)
        return finished(a, changes) if isinstance(changes, dict) else changes

    return answer


def finished(a: SimpleNamespace, c: dict[str, Any]) -> tuple[Array, Array, Array]:
    """Return y and the running statistics, with the steps that are given in place of the right ones."""
    mean, var = c["moments"] if "moments" in c else moments(a) if a.training else running(a)
    xhat = c["xhat"] if "xhat" in c else (a.x - mean) / c.get("root", np.sqrt(var + a.eps))
    y = c["y"] if "y" in c else xhat * column(a.weight) + column(a.bias)
    new = moved(a) if a.training else {"running_mean": a.running_mean, "running_var": a.running_var}
    new |= {key: c[key] for key in new if key in c}
    return y, new["running_mean"], new["running_var"]


def column(vector: Any) -> Array:
    """Lay a vector along the channels."""
    return np.reshape(vector, (1, -1, 1, 1))


def moments(a: SimpleNamespace, axes: Axes = CHANNEL, ddof: int = 0) -> tuple[Array, Array]:
    """Return the batch's mean and variance, ready to be broadcast."""
    return a.x.mean(axes, keepdims=True), variance(a.x, axes, ddof, keepdims=True)


def variance(x: Array, axes: Axes, ddof: int, keepdims: bool = False) -> Array:
    """Return the variance, without a warning where a single value has none."""
    biased = x.var(axes, keepdims=keepdims)
    M = x.size // np.size(biased)
    with np.errstate(all="ignore"):
        return biased * np.divide(M, M - ddof)


def running(a: SimpleNamespace) -> tuple[Array, Array]:
    """Return the running mean and variance, ready to be broadcast."""
    return column(a.running_mean), column(a.running_var)


def moved(a: SimpleNamespace, ddof: int = 1, momentum: float | None = None, **new: Any) -> dict[str, Array]:
    """Return the running statistics after a step in training, towards other statistics if some are given."""
    m = a.momentum if momentum is None else momentum
    mean, var = new.get("mean", a.x.mean(CHANNEL)), new.get("var", variance(a.x, CHANNEL, ddof))
    return {"running_mean": (1 - m) * a.running_mean + m * mean, "running_var": (1 - m) * a.running_var + m * var}


def over(axes: Axes) -> tuple[Rule, ...]:
    """Write statistics over other axes in two ways: the running ones right, and the running ones wrong too."""

    def for_y(a: SimpleNamespace) -> dict[str, Any]:
        return {"moments": moments(a, axes)} if a.training else {}

    def for_both(a: SimpleNamespace) -> dict[str, Any]:
        if not a.training:
            return {}
        return {"moments": moments(a, axes), **moved(a, mean=a.x.mean(axes), var=variance(a.x, axes, 1))}

    return for_y, for_both


def in_training(step: Callable[[SimpleNamespace], dict[str, Any]]) -> Rule:
    """Make a mistake in training only."""
    return lambda a: step(a) if a.training else {}


def in_inference(step: Callable[[SimpleNamespace], dict[str, Any]]) -> Rule:
    """Make a mistake in inference only."""
    return lambda a: {} if a.training else step(a)


def used(a: SimpleNamespace) -> tuple[Array, Array]:
    """Return the statistics that are right for this call."""
    return moments(a) if a.training else running(a)


def xhat(a: SimpleNamespace) -> Array:
    """Return the normalised images."""
    mean, var = used(a)
    return (a.x - mean) / np.sqrt(var + a.eps)


def rooted(root: Callable[[Array, float], Array]) -> tuple[Rule, ...]:
    """Divide by something else: always, in training only, in inference only."""

    def rule(a: SimpleNamespace) -> dict[str, Any]:
        return {"root": root(used(a)[1], a.eps)}

    return rule, in_training(rule), in_inference(rule)


def affine(form: Callable[[Array, Array, Array], Array]) -> tuple[Rule, ...]:
    """Scale and shift in another way: always, in training only, in inference only."""

    def rule(a: SimpleNamespace) -> dict[str, Any]:
        return {"y": form(xhat(a), column(a.weight), column(a.bias))}

    return rule, in_training(rule), in_inference(rule)


def affine_along_columns(a: SimpleNamespace) -> dict[str, Any]:
    """Multiply by vectors as they are: they meet the last axis."""
    return {"y": xhat(a) * a.weight + a.bias}


def statistics_along_columns(a: SimpleNamespace) -> dict[str, Any]:
    """Normalise with vectors as they are."""
    mean, var = used(a)
    return {"moments": (mean.ravel(), var.ravel())}


def all_along_columns(a: SimpleNamespace) -> dict[str, Any]:
    """Use all vectors as they are."""
    mean, var = used(a)
    return {"y": (a.x - mean.ravel()) / np.sqrt(var.ravel() + a.eps) * a.weight + a.bias}


def rows(a: SimpleNamespace, flat: Array, axis: int) -> dict[str, Any]:
    """Normalise the rows or columns of a matrix made from x, and bring the result back by a reshape."""
    hat = (flat - flat.mean(axis, keepdims=True)) / np.sqrt(flat.var(axis, keepdims=True) + a.eps)
    return {"xhat": hat.reshape(a.x.shape)}


def rows_stored(a: SimpleNamespace, flat: Array, axis: int) -> dict[str, Any]:
    """Take the running statistics from the same matrix."""
    return rows(a, flat, axis) | moved(a, mean=flat.mean(axis), var=flat.var(axis, ddof=1))


def channels_first(a: SimpleNamespace) -> Array:
    """Return x as a matrix with a row a channel, as it should be made."""
    return a.x.transpose(1, 0, 2, 3).reshape(a.x.shape[1], -1)


def counted(a: SimpleNamespace, count: int) -> dict[str, Any]:
    """Correct the variance that is stored by another count of values."""
    return moved(a, var=a.x.var(CHANNEL) * np.divide(count, count - 1))


def updated(a: SimpleNamespace) -> dict[str, Any]:
    """Update first, and normalise with the updated statistics."""
    new = moved(a)
    return new | {"moments": (column(new["running_mean"]), column(new["running_var"]))}


def unchanged(a: SimpleNamespace, *names: str) -> dict[str, Any]:
    """Return running statistics as they came."""
    return {name: getattr(a, name) for name in names}


def ignoring_the_flag(a: SimpleNamespace) -> dict[str, Any]:
    """Do in every call what is right in training."""
    with np.errstate(all="ignore"):
        return {"moments": moments(a), **moved(a)}


def flag_reversed(a: SimpleNamespace) -> dict[str, Any]:
    """Take training for inference, and the other way round."""
    return {"moments": running(a), **unchanged(a, *STORED)} if a.training else ignoring_the_flag(a)


def truncated(a: SimpleNamespace) -> dict[str, Any]:
    """Write y into an array of the dtype of x."""
    y = np.zeros_like(a.x)
    y[...] = xhat(a) * column(a.weight) + column(a.bias)
    return {"y": y}


def overwriting_x(a: SimpleNamespace) -> dict[str, Any]:
    """Compute y in place."""
    mean, var = used(a)
    new = moved(a) if a.training else {}
    a.x -= mean
    a.x /= np.sqrt(var + a.eps)
    a.x *= column(a.weight)
    a.x += column(a.bias)
    return {"y": a.x, **new}


def overwriting_running(*names: str) -> Callable[[SimpleNamespace], dict[str, Any]]:
    """Update running statistics in place."""

    def step(a: SimpleNamespace) -> dict[str, Any]:
        new = moved(a)
        for name in names:
            getattr(a, name)[:] = new[name]
        return new

    return step


def one_alone(step: Callable[[SimpleNamespace], dict[str, Any]]) -> tuple[Rule, ...]:
    """Make a mistake in training in one of the two running statistics alone."""
    return (
        in_training(lambda a: {"running_mean": step(a)["running_mean"]}),
        in_training(lambda a: {"running_var": step(a)["running_var"]}),
    )


def in_float32(a: SimpleNamespace) -> dict[str, Any]:
    """Round y to float32."""
    return {"y": (xhat(a) * column(a.weight) + column(a.bias)).astype(np.float32)}


def all_in_float32(a: SimpleNamespace) -> tuple[Array, ...]:
    """Round all results to float32."""
    return tuple(array.astype(np.float32) for array in finished(a, {}))


def statistics_of_rows(a: SimpleNamespace) -> dict[str, Any]:
    """Take the statistics of a row a channel of a bare reshape, and use them for the channels."""
    flat = a.x.reshape(a.x.shape[1], -1)
    both = {"moments": (column(flat.mean(1)), column(flat.var(1)))}
    return both | moved(a, mean=flat.mean(1), var=flat.var(1, ddof=1))


def kept_axes(a: SimpleNamespace) -> dict[str, Any]:
    """Return running statistics of shape (1, C, 1, 1)."""
    return {name: column(value) for name, value in moved(a).items()}


def outer(a: SimpleNamespace) -> dict[str, Any]:
    """Mix vectors of shape (C,) with statistics of shape (1, C, 1, 1)."""
    mean, var = moments(a, ddof=1)
    return moved(a, mean=mean, var=var)


def batch_alone(a: SimpleNamespace, ddof: int) -> dict[str, Any]:
    """Return the batch's statistics in place of running ones."""
    return {"running_mean": a.x.mean(CHANNEL), "running_var": a.x.var(CHANNEL, ddof=ddof)}


STORED = "running_mean", "running_var"

BATCH_NORM2D_MISTAKES = declared(
    normalisation,
    (
        (
            "the statistics are taken over the batch alone",
            over((0,))[0],
            "A channel has one mean and one variance: take them over images, rows and columns, axes (0, 2, 3).",
            over((0,))[1],
        ),
        (
            "each image is normalised by itself",
            over((2, 3))[0],
            "The statistics run over the batch too: axes (0, 2, 3). Over (2, 3) alone it is instance normalisation.",
            over((2, 3))[1],
        ),
        (
            "each image is normalised with all its channels together",
            over((1, 2, 3))[0],
            "Keep the channels apart and take the batch together: axes (0, 2, 3). Yours is layer normalisation.",
            over((1, 2, 3))[1],
        ),
        (
            "all channels share one mean and one variance",
            over(None)[0],
            "Each channel has a mean and a variance of its own: axes (0, 2, 3), and C numbers remain.",
            over(None)[1],
        ),
        (
            "the channels are taken to be the last axis",
            over((0, 1, 2))[0],
            "The layout is (N, C, H, W): leave axis 1 standing, not axis 3. A reshape to (-1, C) does not move axes.",
            over((0, 1, 2))[1],
            in_training(lambda a: rows(a, a.x.reshape(-1, a.x.shape[1]), 0)),
            in_training(lambda a: rows_stored(a, a.x.reshape(-1, a.x.shape[1]), 0)),
        ),
        (
            "x is reshaped to a row a channel without moving the channel axis first",
            in_training(lambda a: rows(a, a.x.reshape(a.x.shape[1], -1), 1)),
            "A reshape cuts the numbers in the order of memory, where images come first: transpose, then reshape.",
            in_training(lambda a: rows_stored(a, a.x.reshape(a.x.shape[1], -1), 1)),
            in_training(statistics_of_rows),
        ),
        (
            "the channel axis is moved for the reshape and not moved back",
            in_training(lambda a: rows(a, channels_first(a), 1)),
            "After the reshape to (C, N, H, W) the first two axes have to change places again.",
        ),
        (
            "the unbiased variance normalises",
            in_training(lambda a: {"moments": moments(a, ddof=1)}),
            "The batch is normalised with the sum of squares divided by M. Only what is stored is divided by M - 1.",
        ),
        (
            "the biased variance is stored",
            in_training(lambda a: moved(a, ddof=0)),
            "What is stored estimates the variance of all images: divide by M - 1, or multiply by M / (M - 1).",
        ),
        (
            "the stored variance is corrected the wrong way round",
            in_training(lambda a: moved(a, var=a.x.var(CHANNEL) * (1 - a.x.shape[1] / a.x.size))),
            "The unbiased variance is the larger one: multiply the biased one by M / (M - 1).",
        ),
        (
            "the stored variance is corrected by the number of images",
            in_training(lambda a: counted(a, len(a.x))),
            "M counts all values of a channel: N * H * W.",
        ),
        (
            "the stored variance is corrected by the number of pixels of one image",
            in_training(lambda a: counted(a, a.x[0, 0].size)),
            "M counts all values of a channel: N * H * W.",
        ),
        (
            "eps is added to the root",
            rooted(lambda var, eps: np.sqrt(var) + eps)[0],
            "eps is added to the variance, and then the root is taken: sqrt(var + eps).",
            *rooted(lambda var, eps: np.sqrt(var) + eps)[1:],
            *rooted(lambda var, eps: np.sqrt(var + eps) + eps),
        ),
        (
            "eps is left out",
            rooted(lambda var, eps: np.sqrt(var))[0],
            "Divide by sqrt(var + eps): without eps a channel that is constant gives 0 / 0.",
            *rooted(lambda var, eps: np.sqrt(var))[1:],
        ),
        (
            "eps is fixed at 0.00001",
            rooted(lambda var, eps: np.sqrt(var + 1e-5))[0],
            "Use the argument eps; 1e-5 is only its default.",
            *rooted(lambda var, eps: np.sqrt(var + 1e-5))[1:],
        ),
        (
            "it is divided by the variance, not by its root",
            rooted(lambda var, eps: var + eps)[0],
            "A variance has squared units. Divide by its root, sqrt(var + eps).",
            *rooted(lambda var, eps: var + eps)[1:],
        ),
        (
            "another power of the running variance stands below the root",
            in_inference(lambda a: {"root": np.sqrt(used(a)[1] ** 2 + a.eps)}),
            "running_var is a variance already: divide by sqrt(running_var + eps).",
            in_inference(lambda a: {"root": np.sqrt(np.sqrt(used(a)[1]) + a.eps)}),
        ),
        (
            "the mean is not subtracted",
            lambda a: {"xhat": a.x / np.sqrt(used(a)[1] + a.eps)},
            "Subtract the mean first, then divide.",
            in_training(lambda a: {"xhat": a.x / np.sqrt(used(a)[1] + a.eps)}),
            in_inference(lambda a: {"xhat": a.x / np.sqrt(used(a)[1] + a.eps)}),
        ),
        (
            "momentum weighs the old statistics",
            in_training(lambda a: moved(a, momentum=1 - a.momentum)),
            "Here momentum is the share of the new: (1 - momentum) * old + momentum * new. Some papers mean the other.",
            *one_alone(lambda a: moved(a, momentum=1 - a.momentum)),
        ),
        (
            "momentum is fixed at 0.1",
            in_training(lambda a: moved(a, momentum=0.1)),
            "Use the argument momentum; 0.1 is only its default.",
            *one_alone(lambda a: moved(a, momentum=0.1)),
        ),
        (
            "the batch's statistics are returned as the running ones",
            in_training(lambda a: batch_alone(a, 1)),
            "Move the running statistics by a share: (1 - momentum) * old + momentum * new.",
            in_training(lambda a: batch_alone(a, 0)),
        ),
        (
            "the running statistics are never updated",
            in_training(lambda a: unchanged(a, *STORED)),
            "In training both move: (1 - momentum) * old + momentum * new.",
        ),
        (
            "the running variance is never updated",
            in_training(lambda a: unchanged(a, "running_var")),
            "In training both running statistics move, the variance as well.",
        ),
        (
            "the running mean is never updated",
            in_training(lambda a: unchanged(a, "running_mean")),
            "In training both running statistics move, the mean as well.",
        ),
        (
            "the standard deviation is stored",
            in_training(lambda a: moved(a, var=a.x.std(CHANNEL, ddof=1))),
            "running_var keeps variances: no root.",
            in_training(lambda a: moved(a, var=a.x.std(CHANNEL))),
        ),
        (
            "eps is added to the stored variance",
            in_training(lambda a: moved(a, var=a.x.var(CHANNEL, ddof=1) + a.eps)),
            "eps guards the division alone. What is stored is the variance.",
            in_training(lambda a: moved(a, var=a.x.var(CHANNEL) + a.eps)),
        ),
        (
            "training normalises with the running statistics",
            in_training(lambda a: {"moments": running(a)}),
            "In training the batch is normalised with its own mean and variance; the running ones only watch.",
        ),
        (
            "training normalises with the running statistics after their update",
            in_training(updated),
            "In training the batch is normalised with its own mean and variance; the running ones only watch.",
        ),
        (
            "inference normalises with the statistics of the batch",
            in_inference(lambda a: {"moments": moments(a)}),
            "In inference an image's result may not depend on the other images: use running_mean and running_var.",
        ),
        (
            "the running statistics are updated in inference too",
            in_inference(moved),
            "In inference nothing is learned: return running_mean and running_var as they came.",
            in_inference(lambda a: moved(a, ddof=0)),
        ),
        (
            "training is ignored: every call is one in training",
            in_inference(ignoring_the_flag),
            "With training=False, normalise with running_mean and running_var, and return them as they came.",
        ),
        (
            "training and inference are exchanged",
            flag_reversed,
            "training=True takes the statistics of the batch, training=False the running ones.",
        ),
        (
            "weight is left out",
            affine(lambda hat, w, b: hat + b)[0],
            "y = weight * xhat + bias, for each channel.",
            *affine(lambda hat, w, b: hat + b)[1:],
        ),
        (
            "bias is left out",
            affine(lambda hat, w, b: hat * w)[0],
            "y = weight * xhat + bias, for each channel.",
            *affine(lambda hat, w, b: hat * w)[1:],
        ),
        (
            "weight and bias are left out",
            affine(lambda hat, w, b: hat)[0],
            "y = weight * xhat + bias, for each channel.",
            *affine(lambda hat, w, b: hat)[1:],
        ),
        (
            "bias is added before weight multiplies",
            affine(lambda hat, w, b: (hat + b) * w)[0],
            "Scale first, then shift: weight * xhat + bias.",
            *affine(lambda hat, w, b: (hat + b) * w)[1:],
        ),
        (
            "weight and bias are exchanged",
            affine(lambda hat, w, b: hat * b + w)[0],
            "weight multiplies, bias is added.",
            *affine(lambda hat, w, b: hat * b + w)[1:],
        ),
        (
            "vectors meet the columns, not the channels",
            all_along_columns,
            "A vector of C numbers meets the last axis, W. Reshape it to (1, C, 1, 1), or take it with keepdims=True.",
            affine_along_columns,
            in_training(affine_along_columns),
            in_inference(affine_along_columns),
            statistics_along_columns,
            in_training(statistics_along_columns),
            in_inference(statistics_along_columns),
            in_training(all_along_columns),
            in_inference(all_along_columns),
        ),
        (
            "the result is rounded to float32",
            in_float32,
            "Compute in the precision of the input, float64 here.",
            all_in_float32,
        ),
        (
            "y is written into an array for whole numbers",
            truncated,
            "zeros_like(x) has the dtype of x: for whole numbers it cuts off all fractions. Make an array of floats.",
        ),
        (
            "the running statistics keep axes of size 1",
            in_training(kept_axes),
            "Return vectors of shape (C,).",
            *one_alone(kept_axes),
            in_training(outer),
            *one_alone(outer),
        ),
        (
            "y is returned alone",
            lambda a: finished(a, {})[0],
            "Return the tuple (y, running_mean, running_var).",
        ),
        (
            "the running statistics are returned in another order",
            lambda a: tuple(finished(a, {})[i] for i in (0, 2, 1)),
            "Return (y, running_mean, running_var).",
            lambda a: tuple(finished(a, {})[i] for i in (1, 2, 0)),
        ),
        ("x is overwritten", overwriting_x, "The caller still needs x. Work on a copy."),
        (
            "the running statistics are overwritten",
            in_training(overwriting_running(*STORED)),
            "Return new arrays; the caller's running_mean and running_var stay as they are.",
            in_training(overwriting_running("running_mean")),
            in_training(overwriting_running("running_var")),
        ),
    ),
)
