"""The mistakes that learners make in the exercises on the arithmetic of layers."""

from cnncourse.mistakes.arithmetic.claims import (
    SHRINKING_SIZES_MISTAKES,
    STACK_COST_MISTAKES,
    UNREAD_CELLS_MISTAKES,
)
from cnncourse.mistakes.arithmetic.costs import (
    MAC_COUNT_MISTAKES,
    PARAMETER_COUNT_MISTAKES,
    PREDICT_FIELDS_MISTAKES,
    RECEPTIVE_FIELD_MISTAKES,
)
from cnncourse.mistakes.arithmetic.output_shapes import CONV_OUTPUT_SHAPE_MISTAKES, CONV_OUTPUT_SHAPE_TEST_MISTAKES

__all__ = [
    "CONV_OUTPUT_SHAPE_MISTAKES",
    "CONV_OUTPUT_SHAPE_TEST_MISTAKES",
    "MAC_COUNT_MISTAKES",
    "PARAMETER_COUNT_MISTAKES",
    "PREDICT_FIELDS_MISTAKES",
    "RECEPTIVE_FIELD_MISTAKES",
    "SHRINKING_SIZES_MISTAKES",
    "STACK_COST_MISTAKES",
    "UNREAD_CELLS_MISTAKES",
]
