"""Mistakes in batch_norm2d_backward."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.inception.forward import CHANNEL, Array, Axes, column
from cnncourse.numpy import batch_norm2d_backward

Rule = Callable[[SimpleNamespace], dict[str, Any]]
NAMES = "dx", "dweight", "dbias"


def gradient(rule: Rule) -> Callable[..., tuple[Any, ...]]:
    """Give a rule the signature of batch_norm2d_backward; a rule returns the gradients that it changes, by name."""

    def answer(dy, x, weight, eps):
        a = steps(dy, x, weight, eps)
        right = dict(zip(NAMES, batch_norm2d_backward(dy, x, weight, eps), strict=True))
        changed = right | rule(a)
        return changed["dx"], changed["dweight"], changed["dbias"]

    return answer


def steps(dy: Array, x: Array, weight: Array, eps: float, axes: Axes = CHANNEL, root: Any = None) -> SimpleNamespace:
    """Return the numbers on the way, `w` and the sums ready to be broadcast."""
    a = SimpleNamespace(dy=dy, x=x, weight=weight, eps=eps, w=column(weight), M=x[:, 0].size)
    a.centred = x - x.mean(axes, keepdims=True)
    a.var = x.var(axes, keepdims=True)
    a.root = np.sqrt(a.var + eps) if root is None else root(a.var, eps)
    a.xhat = a.centred / a.root
    a.sum, a.dot = (value.sum(axes, keepdims=True) for value in (dy, dy * a.xhat))
    return a


def dx(a: SimpleNamespace, mean: float = 1.0, var: Any = 1.0, count: float | None = None) -> Array:
    """Return dx with its two corrections weighed, divided by `count` in place of M."""
    M = count or a.M
    return a.w / a.root * (a.dy - mean * a.sum / M - var * a.xhat * a.dot / M)


def again(a: SimpleNamespace, **changes: Any) -> SimpleNamespace:
    """Compute the numbers on the way with something changed."""
    return steps(**{"dy": a.dy, "x": a.x, "weight": a.weight, "eps": a.eps, **changes})


def with_other(**changes: Any) -> tuple[Rule, ...]:
    """Let statistics that are computed otherwise enter dx and dweight, dx alone, dweight alone."""

    def rule(*names: str) -> Rule:
        def wrong(a: SimpleNamespace) -> dict[str, Any]:
            b = again(a, **changes)
            both = {"dx": dx(b), "dweight": (a.dy * b.xhat).sum(CHANNEL)}
            return {name: both[name] for name in names}

        return wrong

    return rule("dx", "dweight"), rule("dx"), rule("dweight")


def unbiased(var: Array, eps: float, M: int) -> Array:
    """Return the root of the unbiased variance."""
    return np.sqrt(var * M / (M - 1) + eps)


def by_unbiased(a: SimpleNamespace) -> dict[str, Any]:
    """Normalise with the unbiased variance."""
    b = again(a, root=lambda var, eps: unbiased(var, eps, a.M))
    return {"dx": dx(b), "dweight": b.dot.ravel()}


def along_columns(a: SimpleNamespace) -> dict[str, Any]:
    """Multiply by weight as it is: it meets the last axis."""
    return {"dx": a.weight / a.root * (a.dy - a.sum / a.M - a.xhat * a.dot / a.M)}


def dy_along_columns(a: SimpleNamespace) -> dict[str, Any]:
    """Multiply dy by weight as it is, and go on with that."""
    b = again(a, dy=a.dy * a.weight)
    return {"dx": dx(b) / b.w}


def statistics_along_columns(a: SimpleNamespace) -> dict[str, Any]:
    """Normalise with vectors as they are."""
    hat = (a.x - a.x.mean(CHANNEL)) / a.root.ravel()
    dot = (a.dy * hat).sum(CHANNEL)
    return {"dx": a.weight / a.root.ravel() * (a.dy - a.sum.ravel() / a.M - hat * dot / a.M), "dweight": dot}


def sums(a: SimpleNamespace, axes: Axes, keepdims: bool = False) -> dict[str, Any]:
    """Sum over other axes, in both."""
    return {
        "dweight": (a.dy * a.xhat).sum(axes, keepdims=keepdims),
        "dbias": a.dy.sum(axes, keepdims=keepdims),
    }


def each(step: Callable[[SimpleNamespace], dict[str, Any]]) -> tuple[Rule, ...]:
    """Make a mistake in dweight and dbias, and in each alone."""
    return step, lambda a: {"dweight": step(a)["dweight"]}, lambda a: {"dbias": step(a)["dbias"]}


def summed_over(axes: Axes) -> tuple[Rule, ...]:
    """Sum over other axes: in both, and in each alone."""
    return each(lambda a: sums(a, axes))


def shares(count: Callable[[SimpleNamespace], float]) -> tuple[Rule, ...]:
    """Divide both sums, and each alone."""
    return each(lambda a: {"dweight": a.dot.ravel() / count(a), "dbias": a.sum.ravel() / count(a)})


def overwriting(name: str, value: Callable[[SimpleNamespace], Array]) -> Rule:
    """Write into one of the arguments, after all is computed."""

    def rule(a: SimpleNamespace) -> dict[str, Any]:
        result = {"dx": dx(a), "dweight": a.dot.ravel().copy(), "dbias": a.sum.ravel().copy()}
        getattr(a, name)[...] = value(a)
        return result

    return rule


BATCH_NORM2D_BACKWARD_MISTAKES = declared(
    gradient,
    (
        (
            "mean and variance are taken to be constants",
            lambda a: {"dx": dx(a, 0, 0)},
            "In training both are computed from x: a change of one value moves them, and all outputs of the channel.",
        ),
        (
            "the variance is taken to be a constant",
            lambda a: {"dx": dx(a, 1, 0)},
            "The variance depends on x as well. Its share of dx is -xhat * dweight / M inside the bracket.",
        ),
        (
            "the mean is taken to be a constant",
            lambda a: {"dx": dx(a, 0, 1)},
            "The mean depends on x as well. Its share of dx is -dbias / M inside the bracket.",
        ),
        (
            "the shares of mean and variance are added, not subtracted",
            lambda a: {"dx": dx(a, -1, -1)},
            "The mean is subtracted and the root divides: both shares come with a minus.",
        ),
        (
            "the variance's share of dx has the wrong sign",
            lambda a: {"dx": dx(a, 1, -1)},
            "A larger variance makes every output smaller: the share of the variance comes with a minus.",
        ),
        (
            "the mean's share of dx has the wrong sign",
            lambda a: {"dx": dx(a, -1, 1)},
            "The mean is subtracted, so its share comes with a minus.",
        ),
        (
            "the variance's share of dx is doubled",
            lambda a: {"dx": dx(a, 1, 2)},
            "The derivative of (var + eps)**-0.5 is -0.5 * (var + eps)**-1.5: the half and the 2 of the square cancel.",
        ),
        (
            "the variance's share of dx is halved",
            lambda a: {"dx": dx(a, 1, 0.5)},
            "The derivative of the square (x - mean)**2 has a factor 2, which cancels the half of the root.",
        ),
        (
            "the variance's share of dx has another power of the root",
            lambda a: {"dx": dx(a, 1, a.root)},
            "The derivative of (var + eps)**-0.5 is -0.5 * (var + eps)**-1.5: three roots below, not one or two.",
            lambda a: {"dx": dx(a, 1, a.root**1.5)},
            lambda a: {"dx": dx(a, 1, a.root**2)},
        ),
        (
            "xhat is missing in the variance's share of dx",
            lambda a: {"dx": a.w / a.root * (a.dy - a.sum / a.M - a.dot / a.M)},
            "How far the variance moves an output depends on that output: its share is -xhat * dweight / M.",
            lambda a: {"dx": a.w / a.root * (a.dy - a.dot / a.M)},
        ),
        (
            "the sums in dx are not divided by M",
            lambda a: {"dx": dx(a, count=1)},
            "The mean gives each value the share 1 / M; so both sums are divided by M = N * H * W.",
            lambda a: {"dx": dx(a, a.M, 1)},
            lambda a: {"dx": dx(a, 1, a.M)},
        ),
        (
            "the sums in dx are divided by the number of images",
            lambda a: {"dx": dx(a, count=len(a.x))},
            "M counts all values of a channel: N * H * W.",
        ),
        (
            "the sums in dx are divided by the number of pixels of one image",
            lambda a: {"dx": dx(a, count=a.x[0, 0].size)},
            "M counts all values of a channel: N * H * W.",
        ),
        (
            "the sums in dx are divided by the size of all of x",
            lambda a: {"dx": dx(a, count=a.x.size)},
            "M counts the values of one channel: N * H * W.",
        ),
        (
            "weight is left out of dx",
            lambda a: {"dx": dx(a) / a.w},
            "y = weight * xhat + bias: on its way to x the gradient is multiplied by weight.",
        ),
        (
            "weight enters dx once in the bracket and once before it",
            lambda a: {"dx": dx(a) * a.w},
            "weight is a factor of the whole: multiply by it once.",
        ),
        (
            "weight multiplies dy alone and not the two sums",
            lambda a: {"dx": (a.w * a.dy - a.sum / a.M - a.xhat * a.dot / a.M) / a.root},
            "With dxhat = weight * dy, the two sums are sums of dxhat, not of dy.",
        ),
        (
            "the root is left out of dx",
            lambda a: {"dx": dx(a) * a.root},
            "xhat = (x - mean) / root: on its way to x the gradient is divided by the root.",
        ),
        (
            "dx is divided by the variance, not by its root",
            lambda a: {"dx": dx(a) / a.root},
            "xhat = (x - mean) / sqrt(var + eps): divide by the root, once.",
        ),
        (
            "dy is passed on as it is",
            lambda a: {"dx": a.dy.copy()},
            "The layer subtracts, divides and scales; each of these has its share in dx.",
            lambda a: {"dx": a.dy * a.w},
        ),
        (
            "dweight is computed from x, not from xhat",
            lambda a: {"dweight": (a.dy * a.x).sum(CHANNEL)},
            "weight multiplies xhat: y = weight * xhat + bias, so dweight sums dy * xhat.",
        ),
        (
            "dweight is computed from x - mean, without the root",
            lambda a: {"dweight": (a.dy * a.centred).sum(CHANNEL)},
            "weight multiplies xhat, which is divided by the root already: dweight sums dy * xhat.",
        ),
        (
            "dweight is multiplied by weight",
            lambda a: {"dweight": a.dot.ravel() * a.weight},
            "y = weight * xhat + bias: the derivative with respect to weight is xhat.",
        ),
        (
            "dbias is multiplied by weight",
            lambda a: {"dbias": a.sum.ravel() * a.weight},
            "y = weight * xhat + bias: the derivative with respect to bias is 1.",
        ),
        (
            "dweight is computed from dy without xhat",
            lambda a: {"dweight": a.sum.ravel()},
            "weight multiplies xhat, so dweight sums dy * xhat.",
        ),
        (
            "the gradients of weight and bias are means, not sums",
            shares(lambda a: a.M)[0],
            "weight and bias are used at every position of every image: sum over them. The loss has averaged already.",
            *shares(lambda a: a.M)[1:],
        ),
        (
            "the gradients of weight and bias are averaged over the batch",
            shares(lambda a: len(a.x))[0],
            "Sum over the batch: the loss has averaged already.",
            *shares(lambda a: len(a.x))[1:],
        ),
        (
            "the gradients of weight and bias are not summed over the batch",
            summed_over((2, 3))[0],
            "Sum over images, rows and columns, axes (0, 2, 3): C numbers remain.",
            *summed_over((2, 3))[1:],
        ),
        (
            "the gradients of weight and bias are summed over the batch alone",
            summed_over((0,))[0],
            "Sum over images, rows and columns, axes (0, 2, 3): C numbers remain.",
            *summed_over((0,))[1:],
        ),
        (
            "the gradients of weight and bias are summed over the channels too",
            summed_over(None)[0],
            "Each channel has a weight and a bias of its own: leave axis 1 standing.",
            *summed_over(None)[1:],
        ),
        (
            "the gradients of weight and bias are summed along the wrong axes",
            summed_over((0, 1, 2))[0],
            "The layout is (N, C, H, W): leave axis 1 standing, sum over (0, 2, 3).",
            *summed_over((0, 1, 2))[1:],
            *summed_over((1, 2, 3)),
        ),
        (
            "the gradients of weight and bias keep axes of size 1",
            each(lambda a: sums(a, CHANNEL, True))[0],
            "dweight and dbias have the shape (C,): sum without keepdims.",
            *each(lambda a: sums(a, CHANNEL, True))[1:],
        ),
        (
            "the unbiased variance normalises",
            by_unbiased,
            "The forward pass normalised with the biased variance: divide by M.",
            lambda a: {"dx": by_unbiased(a)["dx"]},
            lambda a: {"dweight": by_unbiased(a)["dweight"]},
        ),
        (
            "eps is left out",
            with_other(eps=0.0)[0],
            "The forward pass divided by sqrt(var + eps); so must this one.",
            *with_other(eps=0.0)[1:],
        ),
        (
            "eps is fixed at 0.00001",
            with_other(eps=1e-5)[0],
            "Use the argument eps: it is the one of the forward pass.",
            *with_other(eps=1e-5)[1:],
        ),
        (
            "eps is added to the root",
            with_other(root=lambda var, eps: np.sqrt(var) + eps)[0],
            "eps is added to the variance, and then the root is taken: sqrt(var + eps).",
            *with_other(root=lambda var, eps: np.sqrt(var) + eps)[1:],
        ),
        (
            "xhat is divided by the variance, not by its root",
            with_other(root=lambda var, eps: var + eps)[2],
            "xhat = (x - mean) / sqrt(var + eps): take the root.",
            with_other(root=lambda var, eps: var + eps)[0],
        ),
        (
            "each image has statistics of its own",
            with_other(axes=(2, 3))[0],
            "The forward pass took mean and variance over the batch as well: axes (0, 2, 3).",
            *with_other(axes=(2, 3))[1:],
            lambda a: {"dx": dx(again(a, axes=(2, 3)), count=a.x[0, 0].size)},
        ),
        (
            "the statistics are taken over the batch alone",
            with_other(axes=(0,))[0],
            "The forward pass took mean and variance over rows and columns as well: axes (0, 2, 3).",
            *with_other(axes=(0,))[1:],
            lambda a: {"dx": dx(again(a, axes=(0,)), count=len(a.x))},
        ),
        (
            "vectors meet the columns, not the channels",
            along_columns,
            "A vector of C numbers meets the last axis, W. Reshape it to (1, C, 1, 1), or take it with keepdims=True.",
            dy_along_columns,
            statistics_along_columns,
        ),
        (
            "the result is rounded to float32",
            lambda a: {"dx": dx(a).astype(np.float32)},
            "Compute in the precision of the input, float64 here.",
            lambda a: {
                "dx": dx(a).astype(np.float32),
                "dweight": a.dot.ravel().astype(np.float32),
                "dbias": a.sum.ravel().astype(np.float32),
            },
        ),
        (
            "dx is averaged over the batch",
            lambda a: {"dx": dx(a) / len(a.x)},
            "Divide nothing by N: the loss has averaged already.",
        ),
        (
            "the gradients come back in another order",
            lambda a: {"dx": a.dot.ravel(), "dweight": dx(a)},
            "Return (dx, dweight, dbias).",
            lambda a: {"dweight": a.sum.ravel(), "dbias": a.dot.ravel()},
            lambda a: {"dx": a.dot.ravel(), "dweight": a.sum.ravel(), "dbias": dx(a)},
        ),
        (
            "dy is overwritten",
            overwriting("dy", lambda a: a.dy * a.w),
            "The caller still needs dy. Work on a copy: dy * weight makes one, dy *= weight does not.",
        ),
        (
            "x is overwritten",
            overwriting("x", lambda a: a.centred),
            "The caller still needs x. x - mean makes a copy, x -= mean does not.",
        ),
    ),
)
