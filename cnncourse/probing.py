"""Run an answer on the inputs of its exercise, and carry what came out from one process to another.

This module and ``cnncourse.probes`` are all that runs beside a learner's code while it is graded. They know
inputs; no reference and no expected value can be reached from here.
"""

from __future__ import annotations

import base64
import linecache
import traceback
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from math import prod
from pkgutil import iter_modules
from typing import Any

import numpy as np

from cnncourse.policy import guarded

MIME = "application/vnd.cnncourse.observations+json"
SEED_VARIABLE = "CNNCOURSE_GRADING_SEED"

DTYPES = {np.dtype(t).str for t in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")}
LARGEST = 1_000_000  # bytes of one observed array; the probes stay far below it
LONGEST = 600  # characters of an error message
INTERRUPTED = "interrupted while this case was running"


@dataclass(frozen=True)
class Case:
    """One call of an answer.

    Args:
        name: what the case tries, as it reads on a card: "stride 2 down, 3 across".
        args: positional arguments by name, in the order of the signature.
        options: keyword arguments.
        select: look only at this item of a returned tuple.
        guard: also observe whether the call wrote into its arguments.
        shown: small enough, in whole numbers, to be drawn on a card.
        drive: uses the answer where calling it with the arguments is not all: (answer, case) to the result.
        terms: how many terms the longest sum behind a number has, for its rounding; 0: as many as the largest
            argument has numbers.
        words: puts a result whose numbers are codes into words.
    """

    name: str
    args: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    select: int | None = None
    guard: bool = False
    shown: bool = False
    drive: Callable[[Any, Case], Any] | None = None
    terms: int = 0
    words: Callable[[np.ndarray], list[str]] | None = None


@dataclass(frozen=True)
class Part:
    """A step of an exercise: the points it earns, and the cases that probe it.

    Args:
        points: earned when every case is right.
        cases: makes the cases anew from a random generator, so that no call can spoil another's inputs.
    """

    points: float
    cases: Callable[[np.random.Generator], list[Case]]


@dataclass(frozen=True)
class Observation:
    """What came out of one case: arrays, or the reason why there are none.

    Args:
        arrays: the numbers returned.
        form: "array", "tuple", or what else was returned ("None", "str", ...).
        error: the exception, in one line, with the learner's line that raised it.
        changed: the names of the arguments that the call wrote into.
    """

    arrays: tuple[np.ndarray, ...] = ()
    form: str = "array"
    error: str = ""
    changed: tuple[str, ...] = ()

    @property
    def untried(self) -> bool:
        """Whether the learner has not written this yet."""
        return self.error.startswith("NotImplementedError")


def topics() -> list[str]:
    """List the topics that have exercises."""
    from cnncourse import probes

    return sorted(module.name for module in iter_modules(probes.__path__))


def parts_of(name: str) -> dict[str, Part]:
    """Return the parts of the exercise called `name`.

    Raises:
        KeyError: no topic has such an exercise.
    """
    declared: dict[str, dict[str, Part]] = _module_of(name).PARTS
    return declared[name]


def forbidden_of(name: str) -> tuple[str, ...]:
    """Return what answers to an exercise may not call, as dotted names: mostly what they are asked to write."""
    forbidden: dict[str, tuple[str, ...]] = getattr(_module_of(name), "FORBIDDEN", {})
    return forbidden.get(name, ())


def _module_of(name: str) -> Any:
    for topic in topics():
        module = import_module(f"cnncourse.probes.{topic}")
        if name in module.PARTS:
            return module
    raise KeyError(name)


def cases_of(name: str, seed: int) -> Iterator[tuple[str, Case]]:
    """Yield ("part/case", case) for every case of an exercise, with inputs drawn from `seed`."""
    for part, declared in parts_of(name).items():
        rng = np.random.default_rng([seed, zlib.crc32(f"{name}/{part}".encode())])
        for case in declared.cases(rng):
            yield f"{part}/{case.name}", case


def observe(name: str, answer: Callable[..., Any], seed: int, trusted: bool = False) -> dict[str, Observation]:
    """Call `answer` on every case of an exercise and note what comes out.

    An answer may not call what its exercise asks it to write, unless it is `trusted`, as references are.

    An interruption (the stop button, or the grader's time limit) ends the observation; what was seen until
    then is returned, and the case that was running says that it was interrupted.
    """
    observed: dict[str, Observation] = {}
    forbidden = () if trusted else forbidden_of(name)
    for key, case in cases_of(name, seed):
        try:
            with guarded(forbidden):
                observed[key] = run(answer, case)
        except KeyboardInterrupt:
            observed[key] = Observation(form="nothing", error=INTERRUPTED)
            break
    return observed


def run(answer: Callable[..., Any], case: Case) -> Observation:
    """Call `answer` on one case."""
    before = {name: np.array(value) for name, value in case.args.items() if isinstance(value, np.ndarray)}
    try:
        with np.errstate(all="ignore"):
            value = case.drive(answer, case) if case.drive else answer(*case.args.values(), **case.options)
        form, arrays = numbers_in(value if case.select is None else item_of(value, case.select))
    except (Exception, SystemExit) as error:
        return Observation(form="nothing", error=one_line(error, answer))
    written = [name for name, old in before.items() if not np.array_equal(case.args[name], old)]
    return Observation(arrays, form, changed=tuple(written) if case.guard else ())


def asked(answer: Callable[..., Any], case: Case) -> Any:
    """Drive an answer that takes no arguments; a list or an array of several things serves as the tuple asked for."""
    value = answer()
    return tuple(value) if isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim) else value


def caught(least: int) -> Any:
    """Ask for inputs that tell at least so many of the wrong functions apart; 0 asks for all of them."""

    def cases(rng: np.random.Generator) -> list[Case]:
        return [Case(f"tells {least or 'all'} apart", {"least": np.array([least])}, drive=asked)]

    return cases


def item_of(value: Any, index: int) -> Any:
    """Return one item of a returned tuple; anything else is passed on, for its form to be observed."""
    return value[index] if isinstance(value, tuple | list) and index < len(value) else value


def numbers_in(value: Any) -> tuple[str, tuple[np.ndarray, ...]]:
    """Return the form of a returned value and its numbers as plain arrays (tensors and lists included)."""
    if isinstance(value, tuple | list) and any(np.ndim(plain(item)) for item in value if item is not None):
        items = [plain(item) for item in value]
        if isinstance(value, tuple) or any(hasattr(item, "shape") for item in value):
            if all(is_numeric(item) for item in items):
                return "tuple", tuple(items)
            return "tuple with something that is not a number", ()
    array = plain(value)
    if is_numeric(array):
        return "array", (array,)
    return ("None" if value is None else type(value).__name__), ()


def plain(value: Any) -> np.ndarray:
    """Return `value` as an array of NumPy's own class; a torch tensor comes to the CPU first."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    try:
        array = np.array(value, subok=False, order="C")
        return array.astype(float) if array.dtype == np.longdouble else array
    except ValueError:  # rows of unequal length
        return np.array(None)


def is_numeric(array: np.ndarray) -> bool:
    """Tell whether an array may travel: a known dtype, of a sane size."""
    return array.dtype.newbyteorder("<").str in DTYPES and array.nbytes <= LARGEST


def one_line(error: BaseException, answer: Callable[..., Any]) -> str:
    """Describe an exception as one line, with the last line of the learner's own code that it passed."""
    text = f"{type(error).__name__}: {error}".strip().removesuffix(":").replace("\n", " ")[:LONGEST]
    code = getattr(answer, "__code__", None) or getattr(getattr(answer, "forward", None), "__code__", None)
    home = getattr(code, "co_filename", None)
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == home]
    line = linecache.getline(own[-1].filename, own[-1].lineno or 0).strip() if own else ""
    return f"{text}, at `{line}`" if line else text


def encode(observations: Mapping[str, Observation]) -> dict[str, Any]:
    """Return observations as plain JSON: each array as dtype, shape and raw bytes."""
    return {
        key: {
            "form": seen.form,
            "error": seen.error,
            "changed": list(seen.changed),
            "arrays": [_packed(array) for array in seen.arrays],
        }
        for key, seen in observations.items()
    }


def decode(data: Any) -> dict[str, Observation]:
    """Read what `encode` wrote, believing nothing: every type, dtype, shape and length is checked.

    Raises:
        ValueError: anything is not as `encode` writes it.
    """
    try:
        return {_text(key): _observation(seen) for key, seen in data.items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"observations are malformed: {type(error).__name__}") from error


def _packed(array: np.ndarray) -> dict[str, Any]:
    little = np.asarray(array, array.dtype.newbyteorder("<"), order="C")
    return {
        "dtype": little.dtype.str,
        "shape": list(array.shape),
        "data": base64.b64encode(little.tobytes()).decode(),
    }


def _observation(seen: Mapping[str, Any]) -> Observation:
    arrays = tuple(_unpacked(array) for array in seen["arrays"])
    changed = tuple(_text(name) for name in seen["changed"])
    return Observation(arrays, _text(seen["form"]), _text(seen["error"]), changed)


def _unpacked(packed: Mapping[str, Any]) -> np.ndarray:
    if packed["dtype"] not in DTYPES:
        raise ValueError(f"dtype {packed['dtype']!r} is not one of {sorted(DTYPES)}")
    dtype, shape = np.dtype(packed["dtype"]), packed["shape"]
    if not all(type(size) is int and size >= 0 for size in shape) or len(shape) > 8:
        raise ValueError("a shape is a list of at most 8 whole numbers, none negative")
    size = prod(shape) * dtype.itemsize
    if size > LARGEST:
        raise ValueError(f"an array of {size} bytes is larger than the {LARGEST} allowed")
    raw = base64.b64decode(packed["data"], validate=True)
    if len(raw) != size:
        raise ValueError(f"{len(raw)} bytes came for an array of {size}")
    return np.frombuffer(raw, dtype).reshape(shape)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 2 * LONGEST:
        raise ValueError("a text is missing or too long")
    return value
