"""Mistakes in conv2d_backward."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake
from cnncourse.mistakes.convolution.forward import Array, pad
from cnncourse.numpy import conv2d_backward
from cnncourse.shapes import pair

GradientRule = Callable[[SimpleNamespace, SimpleNamespace], dict[str, Array]]


def gradient(rule: GradientRule) -> Callable[..., tuple[Array, Array, Array]]:
    """Give a rule the signature of conv2d_backward; a rule returns what it changes, as a dict."""

    def answer(dy, x, weight, stride=1, padding=0):
        a = SimpleNamespace(dy=dy, x=x, weight=weight, stride=pair(stride), padding=pair(padding, minimum=0))
        right = dict(zip(("dx", "dweight", "dbias"), conv2d_backward(**vars(a)), strict=True))
        changed = right | rule(a, SimpleNamespace(**right))
        return changed["dx"], changed["dweight"], changed["dbias"]

    return answer


def again(a: SimpleNamespace, **changes: Any) -> dict[str, Array]:
    """Call the reference with some arguments changed, and return its gradients by name."""
    return dict(zip(("dx", "dweight", "dbias"), conv2d_backward(**{**vars(a), **changes}), strict=True))


def spread(a: SimpleNamespace, assign: bool = False, stride: Any = None) -> Array:
    """Add (or assign) every window's share of dx to the padded input; what hangs over is cut off."""
    n, c, h, w = a.x.shape
    kh, kw = a.weight.shape[2:]
    (v, p), (sv, sh) = a.padding, stride or a.stride
    dx = np.zeros((n, c, h + 2 * v, w + 2 * p))
    for i, j in np.ndindex(*a.dy.shape[2:]):
        share = np.einsum("nf,fcpq->ncpq", a.dy[:, :, i, j], a.weight)
        window = dx[:, :, i * sv : i * sv + kh, j * sh : j * sh + kw]
        share = share[:, :, : window.shape[2], : window.shape[3]]
        window[...] = share if assign else window + share
    return dx


def cropped(a: SimpleNamespace, dx: Array) -> Array:
    """Cut the padding off."""
    (v, h) = a.padding
    return dx[:, :, v : v + a.x.shape[2], h : h + a.x.shape[3]]


def gathered(a: SimpleNamespace, x: Array, stride: tuple[int, int]) -> Array:
    """Compute dweight from the windows of `x`; where it is too small, windows are cut short."""
    dweight = np.zeros(a.weight.shape)
    kh, kw = a.weight.shape[2:]
    for i, j in np.ndindex(*a.dy.shape[2:]):
        window = x[:, :, i * stride[0] : i * stride[0] + kh, j * stride[1] : j * stride[1] + kw]
        share = np.einsum("nf,ncpq->fcpq", a.dy[:, :, i, j], window)
        dweight[:, :, : share.shape[2], : share.shape[3]] += share
    return dweight


def padded_x(a: SimpleNamespace) -> Array:
    """Return the padded input."""
    (v, h) = a.padding
    return pad(a.x, v, v, h, h)


def sliced_to_minus(a: SimpleNamespace) -> Array:
    """Cut the padding off with [p:-p], which is empty for p = 0."""
    (v, h) = a.padding
    return spread(a)[:, :, v:-v, h:-h]


def overwriting_dy(a: SimpleNamespace) -> dict[str, Array]:
    """Write into the upstream gradient."""
    a.dy[...] = 0
    return {}


def overwriting_x(a: SimpleNamespace) -> dict[str, Array]:
    """Write into the input of the forward pass."""
    a.x[...] = 0
    return {}


CONV2D_BACKWARD_MISTAKES = tuple(
    Mistake(name, gradient(rule), message)
    for name, rule, message in (
        (
            "dx is cut out with [p:-p]",
            lambda a, g: {"dx": sliced_to_minus(a)},
            "With p = 0 that slice is empty. Slice p : p + H.",
        ),
        (
            "a window's share of dx is assigned, not added",
            lambda a, g: {"dx": cropped(a, spread(a, assign=True))},
            "Windows overlap, and each adds its share: use +=.",
        ),
        (
            "the stride is ignored",
            lambda a, g: {
                "dx": cropped(a, spread(a, stride=(1, 1))),
                "dweight": gathered(a, padded_x(a), (1, 1)),
            },
            "The window of dy[oh, ow] starts at row oh * stride, column ow * stride of the padded input.",
        ),
        (
            "the two strides are swapped",
            lambda a, g: {
                "dx": cropped(a, spread(a, stride=a.stride[::-1])),
                "dweight": gathered(a, padded_x(a), a.stride[::-1]),
            },
            "A stride pair is (vertical, horizontal).",
        ),
        (
            "the kernel is flipped in dx",
            lambda a, g: {"dx": again(a, weight=a.weight[:, :, ::-1, ::-1])["dx"]},
            "Tap (kh, kw) carries dy[oh, ow] back to the very cell it came from: the loop form needs no flip. "
            "The form as a full correlation with the padded dy does need it.",
        ),
        (
            "dweight is flipped",
            lambda a, g: {"dweight": g.dweight[:, :, ::-1, ::-1]},
            "dweight[f, c, kh, kw] sums dy times the input cell that tap (kh, kw) met: no flip.",
        ),
        (
            "dweight is computed from the input without its padding",
            lambda a, g: {"dweight": gathered(a, a.x, a.stride)},
            "The forward pass saw the padded input; so must dweight.",
        ),
        (
            "dweight and dbias are averaged over the batch",
            lambda a, g: {"dweight": g.dweight / len(a.x), "dbias": g.dbias / len(a.x)},
            "Sum over the batch: the loss has averaged already.",
        ),
        (
            "dweight is averaged over the batch",
            lambda a, g: {"dweight": g.dweight / len(a.x)},
            "Sum over the batch: the loss has averaged already.",
        ),
        (
            "dbias is averaged over the batch",
            lambda a, g: {"dbias": g.dbias / len(a.x)},
            "Sum over the batch: the loss has averaged already.",
        ),
        (
            "dbias is averaged over batch and positions",
            lambda a, g: {"dbias": a.dy.mean((0, 2, 3))},
            "The bias is added at every position of every image, so its gradient is the sum over all of them.",
        ),
        (
            "dbias is not summed over the batch",
            lambda a, g: {"dbias": a.dy.sum((2, 3))},
            "Sum dy over N, OH and OW; one number for each filter remains.",
        ),
        (
            "dbias is summed over the filters",
            lambda a, g: {"dbias": a.dy.sum((1, 2, 3))},
            "Keep the filter axis: sum dy over axes (0, 2, 3).",
        ),
        (
            "dweight comes from the last image alone",
            lambda a, g: {"dweight": again(a, dy=a.dy[-1:], x=a.x[-1:])["dweight"]},
            "Every image adds to dweight: use +=, and allocate before the loop over n.",
        ),
        (
            "dx keeps the padding",
            lambda a, g: {"dx": spread(a)},
            "dx has the shape of x: cut the padding off at the end.",
        ),
        (
            "dx lies one padding off",
            lambda a, g: {"dx": spread(a)[:, :, : a.x.shape[2], : a.x.shape[3]]},
            "Row 0 of x is row p of the padded input: cut out p : p + H.",
        ),
        (
            "the gradients come back in another order",
            lambda a, g: {"dx": g.dweight, "dweight": g.dx},
            "Return (dx, dweight, dbias).",
        ),
        (
            "dx is summed over the batch",
            lambda a, g: {"dx": np.broadcast_to(g.dx.sum(0), g.dx.shape)},
            "dx[n] depends on dy[n] alone.",
        ),
        ("dy is overwritten", lambda a, g: overwriting_dy(a), "The caller still needs dy. Work on a copy."),
        ("x is overwritten", lambda a, g: overwriting_x(a), "The caller still needs x. Work on a copy."),
    )
)
