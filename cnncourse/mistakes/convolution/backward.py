"""Mistakes in conv2d_backward."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.convolution.calls import Array, pad
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


def by_windows(
    a: SimpleNamespace, x: Array, stride: tuple[int, int], late: int = 0, ends: tuple[int, int] | None = None
) -> dict[str, Array]:
    """Loop over the windows of `x`, as if it were the padded input; one cut short raises.

    `ends` is the step from the end of one window to that of the next, if it is not the stride.
    """
    dxp, dweight, (kh, kw) = np.zeros_like(padded_x(a)), np.zeros_like(a.weight), a.weight.shape[2:]
    for n, f, i, j in np.ndindex(*a.dy.shape):
        (sv, sh), (ev, eh) = stride, ends or stride
        rows, columns = slice(i * sv, i * ev + kh), slice(j * sh, j * eh + kw)
        dweight[f] += a.dy[n, f, i, j] * x[n, :, rows, columns]
        rows, columns = (slice(s.start + late, s.stop + late) for s in (rows, columns))
        dxp[n, :, rows, columns] += a.dy[n, f, i, j] * a.weight[f]
    return {"dx": cropped(a, dxp), "dweight": dweight}


def dx_cut_short(a: SimpleNamespace, right: SimpleNamespace) -> dict[str, Array]:
    """End the windows at oh + KH as well, where dx comes before dweight: then it is dx that raises."""
    dxp, (kh, kw) = np.zeros_like(padded_x(a)), a.weight.shape[2:]
    for n, f, i, j in np.ndindex(*a.dy.shape):
        rows, columns = slice(i * a.stride[0], i + kh), slice(j * a.stride[1], j + kw)
        dxp[n, :, rows, columns] += a.dy[n, f, i, j] * a.weight[f]
    return by_windows(a, padded_x(a), a.stride, ends=(1, 1))


def by_taps(a: SimpleNamespace, x: Array, stride: tuple[int, int]) -> dict[str, Array]:
    """Loop over the taps, each with a slice of `x`; one cut short by the edge raises."""
    (height, width), dxp, dweight = a.dy.shape[2:], np.zeros_like(padded_x(a)), np.zeros_like(a.weight)
    for p, q in np.ndindex(*a.weight.shape[2:]):
        rows = slice(p, p + stride[0] * height, stride[0])
        columns = slice(q, q + stride[1] * width, stride[1])
        dweight[:, :, p, q] = np.einsum("nfhw,nchw->fc", a.dy, x[:, :, rows, columns])
        dxp[:, :, rows, columns] += np.einsum("nfhw,fc->nchw", a.dy, a.weight[:, :, p, q])
    return {"dx": cropped(a, dxp), "dweight": dweight}


def assigned_taps(a: SimpleNamespace) -> Array:
    """Assign each tap's share of dx."""
    (height, width), (sv, sh), dxp = a.dy.shape[2:], a.stride, np.zeros_like(padded_x(a))
    for p, q in np.ndindex(*a.weight.shape[2:]):
        share = np.einsum("nfhw,fc->nchw", a.dy, a.weight[:, :, p, q])
        dxp[:, :, p : p + sv * height : sv, q : q + sh * width : sh] = share
    return cropped(a, dxp)


def assigned_filters(a: SimpleNamespace) -> Array:
    """Assign each window's share of dx, one filter after the other: the last filter's stays."""
    last = SimpleNamespace(**{**vars(a), "dy": a.dy[:, -1:], "weight": a.weight[-1:]})
    return cropped(a, spread(last, assign=True))


def last_share(a: SimpleNamespace) -> Array:
    """Keep only the last window's share of dweight."""
    (i, j), (kh, kw) = [(n - 1) * s for n, s in zip(a.dy.shape[2:], a.stride, strict=True)], a.weight.shape[2:]
    window = padded_x(a)[-1, :, i : i + kh, j : j + kw]
    return a.dy[-1, :, -1, -1][:, None, None, None] * window


def unpadded(a: SimpleNamespace) -> SimpleNamespace:
    """Forget the padding."""
    return SimpleNamespace(**{**vars(a), "padding": (0, 0)})


def swapped(a: SimpleNamespace) -> SimpleNamespace:
    """Swap the paddings."""
    return SimpleNamespace(**{**vars(a), "padding": a.padding[::-1]})


def cut_dy(a: SimpleNamespace) -> dict[str, Array]:
    """Leave the last row and column of dy out."""
    dy = a.dy.copy()
    dy[:, :, -1], dy[..., -1] = 0, 0
    return {"dx": again(a, dy=dy)["dx"], "dweight": again(a, dy=dy)["dweight"]}


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


def overwriting_weight(a: SimpleNamespace) -> dict[str, Array]:
    """Write into the weight."""
    a.weight[...] = a.weight[:, :, ::-1, ::-1].copy()
    return {}


CONV2D_BACKWARD_MISTAKES = declared(
    gradient,
    (
        (
            "dx is cut out with [p:-p]",
            lambda a, g: {"dx": sliced_to_minus(a)},
            "With p = 0 that slice is empty. Slice p : p + H.",
            lambda a, g: {"dx": sliced_to_minus(a)} if max(a.padding) else {},
        ),
        (
            "a window's share of dx is assigned, not added",
            lambda a, g: {"dx": cropped(a, spread(a, assign=True))},
            "Windows overlap, and each adds its share: use +=.",
            lambda a, g: {"dx": assigned_taps(a)},
            lambda a, g: {"dx": assigned_filters(a)},
        ),
        (
            "the stride is ignored",
            lambda a, g: {
                "dx": cropped(a, spread(a, stride=(1, 1))),
                "dweight": gathered(a, padded_x(a), (1, 1)),
            },
            "The window of dy[oh, ow] starts at row oh * stride, column ow * stride of the padded input.",
            lambda a, g: {"dx": cropped(a, spread(a, stride=(1, 1)))},
            lambda a, g: {"dweight": gathered(a, padded_x(a), (1, 1))},
        ),
        (
            "a window starts at oh * stride but ends at oh + KH",
            lambda a, g: by_windows(a, padded_x(a), a.stride, ends=(1, 1)),
            "A window has KH rows, wherever it starts: from oh * stride to oh * stride + KH.",
            dx_cut_short,
        ),
        (
            "the two strides are swapped",
            lambda a, g: {
                "dx": cropped(a, spread(a, stride=a.stride[::-1])),
                "dweight": gathered(a, padded_x(a), a.stride[::-1]),
            },
            "A stride pair is (vertical, horizontal).",
            lambda a, g: by_windows(a, padded_x(a), a.stride[::-1]),
            lambda a, g: by_taps(a, padded_x(a), a.stride[::-1]),
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
            lambda a, g: by_windows(a, a.x, a.stride),
            lambda a, g: by_taps(a, a.x, a.stride),
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
            "only the last window's share of dweight is kept",
            lambda a, g: {"dweight": last_share(a)},
            "Every window adds its share to dweight: use +=.",
        ),
        (
            "dbias comes from the last image alone",
            lambda a, g: {"dbias": a.dy[-1].sum((1, 2))},
            "Every image adds to dbias: use +=.",
        ),
        (
            "dweight uses the first image of x for every image",
            lambda a, g: {"dweight": again(a, x=a.x[:1].repeat(len(a.x), axis=0))["dweight"]},
            "dy[n] meets x[n]: both with the same n.",
        ),
        (
            "dx passes all filters' gradients through the first filter",
            lambda a, g: {"dx": again(a, weight=np.broadcast_to(a.weight[:1], a.weight.shape))["dx"]},
            "dy[n, f] goes back through weight[f].",
        ),
        (
            "the rows of the kernel are reversed in dx",
            lambda a, g: {"dx": again(a, weight=a.weight[:, :, ::-1])["dx"]},
            "The full correlation needs the kernel turned by 180 degrees: both axes reversed, or, in the loop, none.",
        ),
        (
            "filters and channels are reversed in dx, not rows and columns",
            lambda a, g: {"dx": again(a, weight=a.weight[::-1, ::-1, ::-1, ::-1])["dx"]},
            "Turn the last two axes: weight[:, :, ::-1, ::-1].",
        ),
        (
            "all three gradients are averaged over the batch",
            lambda a, g: {"dx": g.dx / len(a.x), "dweight": g.dweight / len(a.x), "dbias": g.dbias / len(a.x)},
            "Divide nothing: the loss has averaged already.",
        ),
        (
            "the last row and column of dy are left out",
            lambda a, g: cut_dy(a),
            "The loops run over all OH rows and OW columns of dy.",
        ),
        (
            "dbias is summed over everything",
            lambda a, g: {"dbias": a.dy.sum()},
            "Keep the filter axis: sum dy over axes (0, 2, 3).",
        ),
        (
            "dbias keeps axes of size 1",
            lambda a, g: {"dbias": a.dy.sum((0, 2, 3), keepdims=True)},
            "dbias has the shape of bias, (F,): sum without keepdims.",
        ),
        (
            "dbias is summed over the batch alone",
            lambda a, g: {"dbias": a.dy.sum(0)},
            "The bias is added at every position, so sum over OH and OW too.",
        ),
        (
            "the padding is ignored",
            lambda a, g: by_windows(unpadded(a), a.x, a.stride),
            "The windows of the forward pass lie in the padded input: pad x, and cut the padding off dx at the end.",
            lambda a, g: by_windows(unpadded(a), padded_x(a), a.stride),
        ),
        (
            "the two paddings are swapped",
            lambda a, g: by_windows(swapped(a), padded_x(swapped(a)), a.stride),
            "A padding pair is (vertical, horizontal).",
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
            lambda a, g: {"dx": g.dweight, "dweight": g.dbias, "dbias": g.dx},
            lambda a, g: {"dx": g.dbias, "dweight": g.dweight, "dbias": g.dx},
        ),
        (
            "dx is summed over the batch",
            lambda a, g: {"dx": np.broadcast_to(g.dx.sum(0), g.dx.shape)},
            "dx[n] depends on dy[n] alone.",
        ),
        ("dy is overwritten", lambda a, g: overwriting_dy(a), "The caller still needs dy. Work on a copy."),
        ("x is overwritten", lambda a, g: overwriting_x(a), "The caller still needs x. Work on a copy."),
        (
            "weight is overwritten",
            lambda a, g: overwriting_weight(a),
            "The caller still needs weight. Turn a copy.",
        ),
    ),
)
