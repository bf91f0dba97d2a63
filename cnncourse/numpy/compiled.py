"""A trained network of torch modules, run in pure NumPy: what a framework does with it before it is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cnncourse.numpy.arrays import Array

# torch is imported where a network is given: cnncourse.numpy has to work without it.


def compile(model: Any) -> Compiled:
    """Turn a torch network into a function of NumPy arrays that gives the same logits.

    The network is traced by ``torch.fx`` and becomes a list of steps, one for each operator. On the way,

    - a batch norm that follows a convolution is folded into it: with the scale s = gamma / sqrt(var + eps), the
      convolution gets the weights s * weight and the bias s * (bias - mean) + beta,
    - the weights of 3x3 convolutions are transformed for the algorithm "winograd" once, with the first images that
      take it,
    - activations, and the addition of a shortcut, are done in place in arrays that nothing else reads,
    - every array is dropped after its last use.

    Args:
        model: a network of :mod:`cnncourse.networks`, or another one of the same operators. It is run as in
            evaluation mode: dropout does nothing, batch norms use their running statistics. Weights are copied,
            so later training has no effect.

    Returns:
        A function of images (N, C, H, W) that returns logits (N, num_classes), both in the dtype of the weights.
        Its text is the list of its steps.

    Raises:
        TypeError: model is no torch module.
        ValueError: the network has an operator that NumPy has no function for here.

    Source:
        Jacob et al., Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference
        (2017), section 3.2, for the folding of batch norms: https://arxiv.org/abs/1712.05877
    """
    from torch import fx, nn

    from cnncourse.numpy.translation import fold_batch_norms

    if not isinstance(model, nn.Module):
        raise TypeError(f"model is a {type(model).__name__}, but compile takes a torch.nn.Module")
    modes = [(module, module.training) for module in model.modules()]
    try:
        return Compiled(fold_batch_norms(fx.symbolic_trace(model.eval())))
    finally:
        for module, training in modes:
            module.training = training


@dataclass(frozen=True)
class Result:
    """Stands for the result of the step of that name."""

    name: str


@dataclass
class Step:
    """One operator: what it computes from the results of which steps.

    Args:
        name: of the result.
        call: the operator.
        args: its arguments, with a :class:`Result` for the result of an earlier step.
        kwargs: its arguments by name, likewise.
        text: what the operator is.
        frees: names of results that no later step needs.
    """

    name: str
    call: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    text: str
    frees: list[str] = field(default_factory=list)


class Compiled:
    """A network as a list of steps. Call it with images."""

    def __init__(self, folded: Any) -> None:
        from cnncourse.numpy.translation import numbers

        nodes = list(folded.graph.nodes)
        self.dtype = next((numbers(p).dtype for p in folded.parameters()), np.dtype(np.float32))
        self.input = next(node.name for node in nodes if node.op == "placeholder")
        self.output = nodes[-1].all_input_nodes[0].name
        self.steps = [_step(node, folded) for node in nodes if node.op not in ("placeholder", "output")]
        steps = {step.name: step for step in self.steps}
        for node in nodes:
            if node.users and node.name != self.output:
                steps[list(node.users)[-1].name].frees.append(node.name)

    def __call__(self, x: Array) -> Array:
        """Return the logits of images (N, C, H, W).

        Raises:
            ValueError: x is no batch of images, or they do not suit the network.
        """
        x = np.asarray(x)
        if x.ndim != 4:
            raise ValueError(f"x has shape {x.shape}, but a network takes images of shape (N, C, H, W)")
        values: dict[str, Any] = {self.input: x.astype(self.dtype, copy=False)}
        for step in self.steps:
            values[step.name] = step.call(*_filled(step.args, values), **_filled(step.kwargs, values))
            for name in step.frees:
                del values[name]
        return values[self.output]

    def __str__(self) -> str:
        return "\n".join(f"{step.name}: {step.text}" for step in self.steps)


def _step(node: Any, folded: Any) -> Step:
    from torch.fx.node import map_arg

    from cnncourse.numpy.translation import translate

    def result(of: Any) -> Any:
        return Result(of.name)

    module = node.op == "call_module"
    text = str(folded.get_submodule(node.target)) if module else getattr(node.target, "__name__", str(node.target))
    return Step(node.name, translate(node, folded), map_arg(node.args, result), map_arg(node.kwargs, result), text)


def _filled(argument: Any, values: dict[str, Any]) -> Any:
    """Return an argument with the results in their places."""
    if isinstance(argument, Result):
        return values[argument.name]
    if isinstance(argument, dict):
        return {key: _filled(value, values) for key, value in argument.items()}
    if isinstance(argument, list):
        return [_filled(value, values) for value in argument]
    if isinstance(argument, tuple):
        return tuple(_filled(value, values) for value in argument)
    return argument
