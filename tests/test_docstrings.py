"""The examples in docstrings hold, and public functions say what they take and return."""

import doctest
import inspect

import pytest

import cnncourse.numpy
from cnncourse import shapes

OPERATORS = [getattr(cnncourse.numpy, name) for name in cnncourse.numpy.__all__]


@pytest.mark.parametrize("module", [shapes, cnncourse.numpy.convolution], ids=lambda module: module.__name__)
def test_the_examples_in_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("function", OPERATORS, ids=lambda function: function.__name__)
def test_an_operator_says_what_each_argument_is_and_what_comes_back(function):
    text = inspect.getdoc(function)
    assert "Returns:" in text
    for name in inspect.signature(function).parameters:
        assert f"    {name}: " in text
