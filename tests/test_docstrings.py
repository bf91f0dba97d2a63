"""The examples in docstrings hold, public functions say what they take and return, and the book shows them all."""

import doctest
import importlib
import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from calls import names

import cnncourse.figures
import cnncourse.numpy
from cnncourse import shapes

torch = pytest.importorskip(
    "torch", reason="the reference has pages on torch: install cnncourse with its extra [torch]"
)

import cnncourse.torch  # noqa: E402

BOOK = Path(__file__).parents[1] / "book"
STEMS = ("activation", "convolution", "filters", "linear", "loss", "normalization", "pooling", "separable")
WITH_EXAMPLES = [f"cnncourse.numpy.{stem}" for stem in STEMS]
WITH_EXAMPLES += ["cnncourse.shapes", "cnncourse.torch.convolution", "cnncourse.torch.linear"]

OPERATORS = [
    pytest.param(getattr(module, name), id=f"{module.__name__}.{name}")
    for module in (cnncourse.numpy, cnncourse.torch)
    for name in names(module)
]
SIZES = [pytest.param(getattr(shapes, name), id=f"cnncourse.shapes.{name}") for name in shapes.__all__]
CONVENTIONS = {"pair", "summary"}  # of this package alone: they have no source


def pages():
    """Yield the directives of the reference: page, module, directive, names."""
    for page in sorted(BOOK.glob("api_*.md")):
        module = ""
        for directive, first, more in re.findall(r"^\.\. ([\w:]+):: (\S+)\n((?: {17}\S+\n)*)", page.read_text(), re.M):
            module = first if directive in ("currentmodule", "automodule") else module
            yield page.name, module, directive, [name.removesuffix("(...)") for name in (first, *more.split())]


def shown():
    """Return everything that the reference shows, by its full name."""
    found = set()
    for _, module, directive, listed in pages():
        if directive == "automodule":
            listed = getattr(importlib.import_module(module), "__all__", [])
        found |= {f"{module}.{name}" for name in listed}
    return found


def description(function):
    """Return a docstring without its example."""
    return re.sub(r"Example:\n(?: {4}.*\n)+\n?", "", inspect.getdoc(function))


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_in_docstrings_hold(module):
    result = doctest.testmod(importlib.import_module(module), extraglobs={"np": np, "torch": torch})
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("name", names(cnncourse.numpy))
def test_a_numpy_operator_has_an_example(name):
    assert "\nExample:\n    >>> " in inspect.getdoc(getattr(cnncourse.numpy, name))


@pytest.mark.parametrize("function", OPERATORS + SIZES)
def test_a_docstring_says_what_each_argument_is_what_comes_back_and_what_is_refused(function):
    text = inspect.getdoc(function)
    for name in inspect.signature(function).parameters:
        assert f"\n    {name}: " in text
    assert "\nReturns:\n" in text
    if function is not shapes.summary:
        assert "\nRaises:\n" in text
    if function.__name__ not in CONVENTIONS:
        assert "\nSource:\n" in text


@pytest.mark.parametrize(
    "module", [cnncourse.numpy, cnncourse.torch, shapes, cnncourse.figures], ids=lambda module: module.__name__
)
def test_every_public_name_is_on_a_page_of_the_reference(module):
    assert {f"{module.__name__}.{name}" for name in module.__all__} - shown() == set()


def test_torch_operators_that_the_reference_only_names_say_the_same_as_those_in_numpy():
    listed = [name for _, _, directive, names in pages() if directive == "py:function" for name in names]
    assert len(listed) > 50
    for name in listed:
        assert description(getattr(cnncourse.torch, name)) == description(getattr(cnncourse.numpy, name)), name
