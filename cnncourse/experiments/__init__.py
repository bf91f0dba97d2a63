"""The experiments of the book: each trains small networks for at most two minutes and returns a table.

All run on one core of a CPU, on data that need no network, and are kept in a file: asked again, they answer at once.
They are small, so what they show is an effect and not a benchmark; where a paper's claim does not show at this size,
the docstring says so.
"""

from cnncourse.experiments.architecture import (
    activation_after_bottleneck,
    bottleneck_cost,
    degradation,
    max_or_average,
    separable_cost,
)
from cnncourse.experiments.learning import (
    batch_norm,
    batch_sizes,
    log_of_softmax,
    softmax_twice,
    zero_weights,
)
from cnncourse.experiments.resnet import deleted_blocks
from cnncourse.experiments.result import Result
from cnncourse.experiments.running import running_network
from cnncourse.experiments.training import regularisation

__all__ = [
    "Result",
    "activation_after_bottleneck",
    "batch_norm",
    "batch_sizes",
    "bottleneck_cost",
    "degradation",
    "deleted_blocks",
    "log_of_softmax",
    "max_or_average",
    "regularisation",
    "running_network",
    "separable_cost",
    "softmax_twice",
    "zero_weights",
]
