"""Compare numbers, and describe in a sentence how wrong ones differ from right ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnncourse.probing import INTERRUPTED, Case, Observation


def close(expected: np.ndarray, got: np.ndarray, case: Case) -> np.ndarray:
    """Compare two arrays cell by cell, allowing for the rounding of sums in the inputs' precision.

    |expected - got| <= 8 eps M max|expected|, where eps belongs to the least precise input and M is the size of the
    largest one, or what the case says: no sum has more terms. If `expected` itself is less precise, as after a
    rounding to float32, its own 8 eps max|expected| are allowed.

    Returns:
        Booleans in the shape of `expected`; a single False if the shapes differ.
    """
    if expected.shape != got.shape:
        return np.array(False)
    arrays = [value for value in case.args.values() if isinstance(value, np.ndarray)]
    floats = [a.dtype for a in arrays if a.dtype.kind == "f"]
    eps = max((float(np.finfo(dtype).eps) for dtype in floats), default=2.2e-16)
    length = case.terms or max((a.size for a in arrays), default=1)
    rounding = float(np.finfo(expected.dtype).eps) if expected.dtype.kind == "f" else 0.0
    largest = np.max(np.abs(expected), initial=0.0, where=np.isfinite(expected))
    allowed = 8 * max(eps * length, rounding) * float(largest)
    with np.errstate(all="ignore"):
        near = np.abs(expected.astype(float) - got.astype(float)) <= allowed
    return near | (expected == got) | (np.isnan(expected) & np.isnan(got))


def failure(expected: Observation, got: Observation, case: Case) -> str:
    """Name the kind of failure: the error with the learner's line, the form, the shapes, the values; "" if right."""
    if got.error:
        kind, *_ = got.error.split(":", 1)
        return f"{kind}{got.error.partition(', at `')[2]}"
    if not got.arrays:
        return f"form {got.form}"
    pairs = list(zip(expected.arrays, got.arrays, strict=False))
    if len(expected.arrays) != len(got.arrays) or any(a.shape != b.shape for a, b in pairs):
        return "shape"
    if not all(close(a, b, case).all() for a, b in pairs):
        return "values"
    return "changed" if got.changed else ""


def raised(got: Observation, case: Case, name: str) -> str:
    """Say which call raised what, with arrays as their shapes."""
    args = [f"{key} {v.shape}" if isinstance(v, np.ndarray) else f"{key}={v!r}" for key, v in case.args.items()]
    options = [f"{key}={value!r}" for key, value in case.options.items()]
    return f"The call `{name}({', '.join(args + options)})` raised {got.error.rstrip('.')}."


def difference(
    expected: Observation, got: Observation, case: Case, outputs: tuple[str, ...] = (), name: str = "your function"
) -> str:
    """Describe how one observation differs from what is expected, in one or two sentences."""
    if got.error == INTERRUPTED:
        return f"Your function was still at “{case.name}” when it was interrupted: is there a loop that does not end?"
    if got.error:
        return raised(got, case, name)
    if not got.arrays:
        return _no_numbers(got.form, "" if case.select is None else f" for {outputs[case.select]}")
    if len(expected.arrays) != len(got.arrays):
        wanted = f"({', '.join(outputs)})" if outputs and case.select is None else f"{len(expected.arrays)} array"
        given = "1 array" if len(got.arrays) == 1 else f"{len(got.arrays)} arrays"
        return f"Your function returns {given} where {wanted} is expected."
    for i, (want, have) in enumerate(zip(expected.arrays, got.arrays, strict=True)):
        if case.words:
            return _words_differ(want, have, case.words)
        label = outputs[i if case.select is None else case.select] if outputs else "The result"
        if want.ndim == 0 and have.ndim:
            return f"{label} holds {have.size} numbers where one is expected."
        if have.ndim == 0 and want.size > 1:
            return f"{label} is a single number where {want.size} are expected, of shape {want.shape}."
        if want.shape != have.shape:
            axes = _axes(want.shape, have.shape)
            return f"{label} has shape {have.shape} where {want.shape} is expected. {axes}"
        if not close(want, have, case).all():
            return f"{label}: {pattern(want, have, close(want, have, case), axis_names(label, want, case))}"
    return f"Your function wrote into {' and '.join(got.changed)}, which the caller still needs. Work on a copy."


def _words_differ(want: np.ndarray, have: np.ndarray, words: Callable[[np.ndarray], list[str]]) -> str:
    """Say what was expected and given, in words."""
    expected, given = words(want), words(have)
    return f"Yours: {', '.join(given) or 'nothing'}. Expected: {', '.join(expected)}."


def _no_numbers(form: str, place: str) -> str:
    if form == "None":
        return f"Your function returns None{place}: is there a `return` at its end?"
    what = f"a {form}" if form.startswith("tuple ") else f"something of type {form}"
    return f"Your function returns {what}{place}; numbers or an array are expected."


def _axes(want: tuple[int, ...], have: tuple[int, ...]) -> str:
    if sorted(want) == sorted(have):
        return "The sizes are right but stand in another order."
    if sorted(s for s in want if s > 1) == sorted(s for s in have if s > 1):
        return "Only axes of size 1 are missing or too many."
    if len(want) == len(have):
        off = [f"{h - w:+d} along axis {i}" for i, (w, h) in enumerate(zip(want, have, strict=True)) if w != h]
        return f"That is {', '.join(off)}."
    axes = "1 axis" if len(have) == 1 else f"{len(have)} axes"
    return f"It has {axes} instead of {len(want)}."


FEW = 4  # indices are listed; of more, their number is told
AXES = {
    "dweight": ("filter", "channel", "row", "column"),
    "dbias": ("filter",),
    4: ("image", "map", "row", "column"),
    3: ("image", "row", "column"),
    2: ("row", "column"),
    1: ("entry",),
}


def axis_names(label: str, array: np.ndarray, case: Case) -> tuple[str, ...]:
    """Return what an index of each axis of a result counts."""
    if getattr(case.args.get("image"), "ndim", 0) == array.ndim == 3:
        return "row", "column", "colour"
    names = AXES.get(label) or AXES.get(array.ndim, ())
    return names if len(names) == array.ndim else tuple(f"index {i}" for i in range(array.ndim))


def pattern(expected: np.ndarray, got: np.ndarray, right: np.ndarray, names: tuple[str, ...] = ()) -> str:
    """Describe what is common to the wrong values of an array of the right shape.

    Args:
        expected: the right values.
        got: those of an answer.
        right: which of them are right.
        names: what an index of each axis counts.
    """
    want, have = expected.astype(float), got.astype(float)
    first = tuple(int(i) for i in np.argwhere(~right)[0])
    where = f"{f'at index {first} ' if first else ''}it holds {have[first]:.6g} where {want[first]:.6g} is right"
    if not np.isfinite(have).all():
        return f"some values are not finite; {where}."
    if have.size == 1:
        return f"{where}."
    if not have.any():
        return f"every value is 0; {where}."
    for test in (_truncated, _scaled, _offset, _mirrored, _of_maps):
        if found := test(want, have):
            return f"{found}; {where}."
    found = _place(right, names or axis_names("", right, Case("", {}))) or _border(right)
    if found:
        return f"{found}{_there(want[~right], have[~right])}; {where}."
    return f"{int((~right).sum())} of {right.size} values are wrong{_there(want[~right], have[~right])}; {where}."


def _truncated(want: np.ndarray, have: np.ndarray) -> str:
    cut = np.array_equal(have, np.trunc(want))
    return "the fractions are cut off, as in an array made for whole numbers" if cut else ""


def _scaled(want: np.ndarray, have: np.ndarray) -> str:
    if np.allclose(want, have, rtol=1e-6, atol=1e-6 * float(np.abs(want).max())):
        return "it differs from the right result by less than a millionth, as float32 does"
    factor = _factor(want, have)
    return f"every value is {factor:.6g} times what it should be" if factor else ""


def _offset(want: np.ndarray, have: np.ndarray) -> str:
    gap = have - want
    return f"every value is off by {gap.flat[0]:+.6g}" if np.allclose(gap, gap.flat[0], rtol=1e-6) else ""


def _of_maps(want: np.ndarray, have: np.ndarray) -> str:
    """Tell whether a constant was added to each map, to all of them."""
    if want.ndim != 4:
        return ""
    gap = have - want
    one = np.allclose(gap, gap[:1, :, :1, :1], rtol=1e-6) and np.abs(gap[0, :, 0, 0]).min() > 1e-9
    return "each map is off by a constant of its own" if one else ""


def _mirrored(want: np.ndarray, have: np.ndarray) -> str:
    if want.ndim < 2:
        return ""
    for name, axes in (("upside down", -2), ("mirrored left to right", -1), ("turned by 180 degrees", (-2, -1))):
        if np.allclose(np.flip(want, axes), have):
            return f"the result is {name}"
    return ""


def _there(want: np.ndarray, have: np.ndarray) -> str:
    """Say what the wrong values alone have in common, if there are enough of them to tell."""
    gap = have - want
    if want.size < 3:
        return ""
    if np.allclose(gap, gap[0], rtol=1e-6):
        return f", where each wrong value is off by {gap[0]:+.6g}"
    factor = _factor(want, have)
    return f", where each wrong value is {factor:.6g} times what it should be" if factor else ""


def _factor(want: np.ndarray, have: np.ndarray) -> float:
    """Return the factor between all values, or 0 if there is none."""
    nonzero = want != 0
    ratio = have[nonzero] / want[nonzero]
    constant = ratio.size > 1 and np.allclose(ratio, ratio[0], rtol=1e-6) and not have[~nonzero].any()
    return float(ratio[0]) if constant else 0.0


def _place(right: np.ndarray, names: tuple[str, ...]) -> str:
    """Name the images, maps, rows, columns that hold all that is wrong, the finest first."""
    places = []
    for axis, name in enumerate(names):
        fine = right.all(axis=tuple(i for i in range(right.ndim) if i != axis))
        if fine.any():
            places.append(_indices(np.flatnonzero(~fine).tolist(), np.flatnonzero(fine).tolist(), name))
    where = " of ".join(reversed(places))
    return f"it is wrong {'' if where.startswith('every') else 'only '}in {where}" if places else ""


def _indices(wrong: list[int], right: list[int], name: str) -> str:
    """Put the wrong indices of an axis into words; rows and columns at an edge by that."""
    last = max(wrong + right)
    if name in ("row", "column") and wrong in ([0], [last]):
        return f"the {'first' if wrong == [0] else 'last'} {name}"
    if len(wrong) > len(right) and len(wrong) > 2:
        return f"every {name} but {_listed(right)}" if len(right) <= FEW else f"{len(wrong)} {name}s"
    return f"{name} {_listed(wrong)}" if len(wrong) <= FEW else f"{len(wrong)} {name}s"


def _listed(indices: list[int]) -> str:
    *before, last = map(str, indices)
    return f"{', '.join(before)} and {last}" if before else last


def _border(right: np.ndarray) -> str:
    if right.ndim < 2 or min(right.shape[-2:]) < 3:
        return ""
    inner = right[..., 1:-1, 1:-1]
    return "the interior is right, only the border is wrong" if inner.all() and inner.size > 1 else ""
