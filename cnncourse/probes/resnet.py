"""Inputs for the exercises on residual networks.

They are chosen to tell mistakes apart: N > 1, H != W, odd sizes under a stride, channels that change and that stay,
residuals of both signs, upstream gradients that are never all ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from cnncourse import modules
from cnncourse.probes.convolution import strided_view
from cnncourse.probing import Case, Part, asked

Rng = np.random.Generator


def normal(rng: Rng, *shape: int) -> np.ndarray:
    """Draw float64 values around 0.3, so that a ReLU cuts some of them and a mean shows."""
    return rng.normal(0.3, 1.0, shape)


# ------------------------------------------------------- residual_forward


@dataclass(frozen=True)
class Rule:
    """A function of an array that can be read on a card."""

    formula: str
    function: Callable[[np.ndarray], np.ndarray]

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Apply it."""
        return self.function(x)

    def __repr__(self) -> str:
        return f"x → {self.formula}"


HAND = np.array([[3.0, -1.0, 2.0], [-4.0, 5.0, -2.0]])
MINUS_3 = Rule("x − 3", lambda x: x - 3)
MIRRORED = Rule("3 · x[..., ::-1] − 2", lambda x: 3 * x[..., ::-1] - 2)
NOTHING = Rule("0 · x", lambda x: 0 * x)
ITSELF = Rule("x", lambda x: x)
HALF = Rule("1 − x / 2", lambda x: 1 - x / 2)
TWICE = Rule("2 · x + 1", lambda x: 2 * x + 1)
SECOND = Rule("x[..., ::2] − 1", lambda x: x[..., ::2] - 1)
SECOND_TWICE = Rule("2 · x[..., ::2]", lambda x: 2 * x[..., ::2])


def forward(name: str, x: np.ndarray, f: Rule, projection: Rule | None = None, **more: Any) -> Case:
    """Make one case of `residual_forward`."""
    args = {"x": x, "f": f} | ({} if projection is None else {"projection": projection})
    return Case(name, args, **more)


def forward_identity(rng: Rng) -> list[Case]:
    """Add x itself."""
    return [
        forward("f subtracts 3", HAND.copy(), MINUS_3, shown=True),
        forward("two images of three maps", normal(rng, 2, 3, 4, 5), MIRRORED),
        forward("f gives zeros", normal(rng, 2, 2, 3, 4), NOTHING),
        forward("two images, f halves", normal(rng, 2, 3, 5, 4), HALF),
    ]


def forward_projection(rng: Rng) -> list[Case]:
    """Add what a projection makes of x."""
    return [
        forward("f and the projection take every other column", HAND.copy(), SECOND, SECOND_TWICE, shown=True),
        forward("a projection that keeps the shape", normal(rng, 2, 3, 4, 5), MIRRORED, TWICE),
        forward("another projection that keeps the shape", normal(rng, 2, 2, 5, 4), HALF, MIRRORED),
    ]


def forward_arrays(rng: Rng) -> list[Case]:
    """Hand over whole numbers, a view, and arrays that the caller still needs."""
    return [
        forward("whole numbers", rng.integers(-9, 10, (2, 3, 4)), HALF),
        forward("a view of a larger array", strided_view(normal(rng, 2, 3, 4)), MIRRORED),
        forward("x is still the caller's", normal(rng, 2, 3, 4), HALF, guard=True),
        forward("f hands back x, which is still the caller's", normal(rng, 2, 3, 4), ITSELF, guard=True),
    ]


# ------------------------------------------------------------- shortcut_a


def option_a(name: str, x: np.ndarray, channels: int, stride: int, **more: Any) -> Case:
    """Make one case of `shortcut_a`."""
    return Case(name, {"x": x, "channels": channels, "stride": stride}, **more)


def numbered(*shape: int) -> np.ndarray:
    """Number the cells from 1 on."""
    return np.arange(1.0, 1 + np.prod(shape)).reshape(shape)


def a_stride(rng: Rng) -> list[Case]:
    """Subsample without new channels."""
    return [
        option_a("one map of 4x5, stride 2", numbered(1, 1, 4, 5), 1, 2, shown=True),
        option_a("odd sizes, stride 2", normal(rng, 2, 3, 7, 5), 3, 2),
        option_a("stride 3", normal(rng, 2, 3, 8, 10), 3, 3),
        option_a("stride 1", normal(rng, 2, 3, 4, 5), 3, 1),
    ]


def a_channels(rng: Rng) -> list[Case]:
    """Add channels without subsampling."""
    return [
        option_a("2 channels become 4", numbered(1, 2, 2, 3), 4, 1, shown=True),
        option_a("3 channels become 8", normal(rng, 2, 3, 4, 5), 8, 1),
        option_a("4 channels become 5", normal(rng, 2, 4, 3, 2), 5, 1),
    ]


def a_both(rng: Rng) -> list[Case]:
    """Subsample and add channels."""
    return [
        option_a("2 channels become 3, stride 2", numbered(1, 2, 3, 4), 3, 2, shown=True),
        option_a("3 channels become 6, stride 2", normal(rng, 2, 3, 7, 6), 6, 2),
        option_a("2 channels become 5, stride 3", normal(rng, 3, 2, 8, 7), 5, 3),
    ]


def a_arrays(rng: Rng) -> list[Case]:
    """Hand over whole numbers, a view, and an array that the caller still needs."""
    return [
        option_a("whole numbers", rng.integers(-9, 10, (2, 2, 5, 4)), 3, 2),
        option_a("a view of a larger array", strided_view(normal(rng, 2, 2, 4, 5)), 4, 2),
        option_a("x is still the caller's", normal(rng, 2, 3, 5, 4), 5, 2, guard=True),
    ]


# ------------------------------------------------- predict_outputs, test inputs


def predictions(index: int, question: str) -> Callable[[Rng], list[Case]]:
    """Look at one row of what was predicted."""
    return lambda rng: [Case(question, {}, drive=asked, select=index)]


def designed(name: str) -> Callable[[Rng], list[Case]]:
    """Ask for the inputs of a test; the part says how much they have to notice."""
    return lambda rng: [Case(name, {}, drive=asked)]


# ------------------------------------------------------- residual_gradient


def chain(name: str, dy: np.ndarray, weights: np.ndarray, shortcut: bool, **more: Any) -> Case:
    """Make one case of `residual_gradient`."""
    return Case(name, {"dy": dy, "weights": weights, "shortcut": shortcut}, **more)


def gradient_plain(rng: Rng) -> list[Case]:
    """Walk back through plain blocks."""
    hand = np.array([[2.0, -1.0], [3.0, 2.0]])
    return [
        chain("two plain blocks", np.array([1.0, 10.0]), hand, False, shown=True),
        chain("four plain blocks", normal(rng, 3), normal(rng, 4, 3), False),
        chain("one plain block", normal(rng, 5), normal(rng, 1, 5), False),
    ]


def gradient_residual(rng: Rng) -> list[Case]:
    """Walk back through residual blocks."""
    hand = np.array([[2.0, -1.0], [3.0, 2.0]])
    return [
        chain("two residual blocks", np.array([1.0, 10.0]), hand, True, shown=True),
        chain("four residual blocks", normal(rng, 3), normal(rng, 4, 3), True),
        chain("one residual block", normal(rng, 4), normal(rng, 1, 4), True),
    ]


def gradient_deep(rng: Rng) -> list[Case]:
    """Walk back through many blocks, and through none."""
    return [
        chain("20 residual blocks", normal(rng, 2), rng.uniform(-0.5, 0.3, (20, 2)), True),
        chain("20 plain blocks", normal(rng, 2), rng.uniform(0.4, 0.9, (20, 2)), False),
        chain("no block", normal(rng, 3), np.zeros((0, 3)), True),
        chain("dy and the weights are still yours to read only", normal(rng, 3), normal(rng, 4, 3), True, guard=True),
    ]


# -------------------------------------------------------------- the claims


def signal(name: str, x: np.ndarray, weights: np.ndarray, normalise: bool, **more: Any) -> Case:
    """Make one case of `signal_std`."""
    return Case(name, {"x": x, "weights": weights, "normalise": normalise}, **more)


def signal_plain(rng: Rng) -> list[Case]:
    """Follow the signal without normalisation."""
    hand = np.array([[[1.0, -1.0], [2.0, 0.0]], [[0.0, 1.0], [1.0, 1.0]]])
    return [
        signal("two layers of two units", np.array([[1.0, 2.0], [3.0, -1.0]]), hand, False, shown=True),
        signal("three layers", normal(rng, 7, 4), normal(rng, 3, 4, 4), False),
        signal("one layer", normal(rng, 6, 5), normal(rng, 1, 5, 5), False),
    ]


def signal_normalised(rng: Rng) -> list[Case]:
    """Follow the signal with normalisation."""
    return [
        signal("one layer, normalised", normal(rng, 7, 4), normal(rng, 1, 4, 4), True),
        signal("three layers, normalised", normal(rng, 9, 4), normal(rng, 3, 4, 4), True),
        signal("twelve layers, normalised", normal(rng, 16, 6), 0.3 * normal(rng, 12, 6, 6), True),
    ]


RESNET_34 = (3, 4, 6, 3), (64, 128, 256, 512)


def learned(name: str, blocks: tuple[int, ...], channels: tuple[int, ...], option: str, **more: Any) -> Case:
    """Make one case of `shortcut_parameters`."""
    return Case(name, {"blocks": blocks, "channels": channels, "option": option}, **more)


def drawn_stages(rng: Rng) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Draw a network: blocks and channels of its three stages."""
    first, step = int(rng.integers(3, 9)), int(rng.integers(3, 9))
    return tuple(int(n) for n in rng.integers(2, 7, 3)), (first, first + step, 3 * first + step)


def learned_ab(rng: Rng) -> list[Case]:
    """Count for options A and B."""
    blocks, channels = drawn_stages(rng)
    return [
        learned("two stages, option B", (2, 2), (3, 5), "B", shown=True),
        learned("ResNet-34, option B", *RESNET_34, "B"),
        learned("ResNet-34, option A", *RESNET_34, "A"),
        learned(f"stages {blocks}, channels {channels}, option B", blocks, channels, "B"),
        learned("two stages of equal channels, option B", (2, 3), (4, 4), "B"),
    ]


def learned_c(rng: Rng) -> list[Case]:
    """Count for option C."""
    blocks, channels = drawn_stages(rng)
    return [
        learned("two stages, option C", (2, 2), (3, 5), "C", shown=True),
        learned("ResNet-34, option C", *RESNET_34, "C"),
        learned(f"stages {blocks}, channels {channels}, option C", blocks, channels, "C"),
    ]


def table(name: str, depths: list[int], errors: list[float], **more: Any) -> Case:
    """Make one case of `worse_when_deeper`."""
    return Case(name, {"depths": depths, "errors": errors}, **more)


def depths_published(rng: Rng) -> list[Case]:
    """Read the tables of the paper."""
    return [
        table("plain networks, ImageNet", [18, 34], [27.94, 28.54], shown=True),
        table("residual networks, ImageNet", [18, 34], [27.88, 25.03]),
        table("residual networks, CIFAR-10", [20, 32, 44, 56, 110, 1202], [8.75, 7.51, 7.17, 6.97, 6.43, 7.93]),
    ]


def depths_drawn(rng: Rng) -> list[Case]:
    """Read tables in any order, with ties and with errors that rise and fall."""
    a, b, c, d = (round(float(k + e), 2) for k, e in zip((5, 6, 7, 8), rng.uniform(0.1, 0.9, 4), strict=True))
    between = round((c + d) / 2, 3)
    return [
        table("the errors rise and fall", [8, 14, 20, 26, 32, 38], [c, a, b, d, between, a - 1]),
        table("rows in no order", [110, 56, 20, 32], [7.75, 7.25, 8.5, 7.0]),
        table("a tie", [20, 32, 44, 56], [8.5, 7.5, 7.5, 8.0]),
        table("a single network", [20], [8.75]),
    ]


# ------------------------------------------------------------------ blocks


def input_after(module: Any, x_shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Return the images as they are after the block has seen them."""
    import torch

    x = modules.images(x_shape, seed)
    modules.filled(module, x.clone(), seed)
    with torch.no_grad():
        module.eval()(x)
    return x.numpy()


NORM_BIASES = 1.0, -2.0, -1.0
BY_HAND = np.array([[[[3.0, -1.0, 1.0], [-4.0, 0.0, 5.0]]]])


def by_hand(answer: Any, case: Case) -> np.ndarray:
    """Run a block of one channel whose convolutions copy, and whose batch norms add whole numbers in order of use."""
    import torch
    from torch import nn

    x = torch.from_numpy(case.args["x"].copy())
    block = modules.built(answer, replace(case, args={k: v for k, v in case.args.items() if k != "x"}))
    biases = iter((*NORM_BIASES, *[0.0] * 99))
    with torch.no_grad():
        for layer, _ in modules.filled(block, x.clone(), 0):
            if isinstance(layer, nn.BatchNorm2d):
                state = layer.weight, layer.bias, layer.running_mean, layer.running_var
                for tensor, value in zip(state, (1, next(biases), 0, 1 - layer.eps), strict=True):
                    torch.as_tensor(tensor).fill_(value)
            elif isinstance(layer, nn.Conv2d):
                nn.init.dirac_(layer.weight)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
        y = block.eval()(x)
    if not hasattr(y, "detach"):
        raise TypeError(f"forward returned {type(y).__name__}; a tensor is expected")
    return y.numpy()


def shown_block(**arguments: int) -> Case:
    """Make the case of a block that can be followed by hand."""
    *most, last = [f"{bias:+g}".replace("-", "−") for bias in NORM_BIASES[: 2 + ("width" in arguments)]]
    name = f"one channel, convolutions that copy, batch norms that add {', '.join(most)} and {last}"
    return Case(name, {"x": BY_HAND.copy(), **arguments}, drive=by_hand, shown=True, terms=modules.TERMS)


def look(
    rng: Rng, name: str, arguments: Mapping[str, Any], looked: Callable[..., Any], *shape: int, **more: Any
) -> Case:
    """Make a case that builds a block and looks at it, on images of a shape."""
    bound = partial(looked, x_shape=shape, seed=int(rng.integers(1_000_000)), **more)
    return modules.module_case(name, arguments, bound)


def layers_case(name: str, arguments: Mapping[str, Any], *shape: int) -> Case:
    """Make a case that counts the parameters."""
    bound = partial(modules.parameter_counts, x_shape=shape)
    return modules.module_case(name, arguments, bound)


def basic(c_in: int, c_out: int, stride: int = 1) -> dict[str, int]:
    """Name the arguments of BasicBlock and PreActBlock; the default stride is left out."""
    return {"in_channels": c_in, "channels": c_out} | ({} if stride == 1 else {"stride": stride})


def bottleneck(c_in: int, c_out: int, stride: int = 1) -> dict[str, int]:
    """Name the arguments of Bottleneck."""
    return {"in_channels": c_in, "width": c_out // 2, "stride": stride, "expansion": 2}


def block_parts(given: Callable[..., dict[str, int]], shown: Callable[[], Case]) -> dict[str, Part]:
    """Make the parts of a block: the shape stays, the channels grow, the stride, what is learned.

    Args:
        given: makes the constructor's arguments from the channels that come in and out, and the stride.
        shown: makes the case that can be followed by hand.
    """
    same, wider, both, stride_only = given(4, 4), given(4, 6), given(4, 6, 2), given(6, 6, 2)
    gradient, statistics = modules.input_gradient, modules.running_statistics

    def stays(rng: Rng) -> list[Case]:
        return [
            shown(),
            look(rng, "4 channels in, 4 out", same, modules.output, 3, 4, 5, 6),
            look(rng, "4 channels in, 4 out, in training", same, modules.output, 3, 4, 5, 6, training=True),
            look(rng, "4 channels in, 4 out, the gradient of x", same, gradient, 3, 4, 5, 6),
            look(rng, "x is still the caller's", same, input_after, 3, 4, 5, 6),
        ]

    def grows(rng: Rng) -> list[Case]:
        return [
            look(rng, "4 channels in, 6 out", wider, modules.output, 2, 4, 5, 6),
            look(rng, "4 channels in, 6 out, the gradient of x", wider, gradient, 2, 4, 5, 6),
        ]

    def strides(rng: Rng) -> list[Case]:
        return [
            look(rng, "4 channels in, 6 out, stride 2", both, modules.output, 2, 4, 7, 6),
            look(rng, "6 channels in, 6 out, stride 2", stride_only, modules.output, 2, 6, 6, 9),
            look(rng, "4 channels in, 6 out, stride 2, in training", both, modules.output, 2, 4, 7, 6, training=True),
            # Maps of 1x1 are added to larger ones without an error: this tells where a stride is missing or too many.
            look(rng, "4 channels in, 6 out, stride 2, maps of 2x2", both, modules.output, 2, 4, 2, 2),
            look(rng, "4 channels in, 6 out, stride 2, maps of 3x3", both, modules.output, 2, 4, 3, 3),
        ]

    def learns(rng: Rng) -> list[Case]:
        return [
            layers_case("parameters where the shape stays", same, 2, 4, 5, 6),
            layers_case("parameters where the shape changes", both, 2, 4, 7, 6),
            look(rng, "running statistics after one step", both, statistics, 2, 4, 7, 6),
        ]

    return {
        "the shape stays": Part(3, stays),
        "more channels": Part(1, grows),
        "stride": Part(2, strides),
        "parameters": Part(1, learns),
    }


BASIC_PARTS = block_parts(basic, partial(shown_block, in_channels=1, channels=1))
BOTTLENECK_PARTS = block_parts(bottleneck, partial(shown_block, in_channels=1, width=1, stride=1, expansion=1))


def default_expansion(rng: Rng) -> list[Case]:
    """Leave the expansion out."""
    first = {"in_channels": 3, "width": 2}
    return [
        look(rng, "width 2, no expansion given", first, modules.output, 2, 3, 4, 5),
        look(
            rng, "8 channels in, width 2, no expansion given", {**first, "in_channels": 8}, modules.output, 2, 8, 4, 3
        ),
        layers_case("parameters, 2 channels in, width 2, no expansion given", {**first, "in_channels": 2}, 2, 2, 4, 3),
    ]


# ----------------------------------------------------- make_layer, ResNet


def stage(in_channels: int, channels: int, blocks: int, stride: int = 1) -> dict[str, int]:
    """Name the arguments of `make_layer`; the default stride is left out."""
    given = {"in_channels": in_channels, "channels": channels, "blocks": blocks}
    return given | ({} if stride == 1 else {"stride": stride})


def layer_single(rng: Rng) -> list[Case]:
    """Make stages of one block."""
    return [
        look(rng, "one block, 4 channels in, 4 out", stage(4, 4, 1), modules.output, 2, 4, 5, 6),
        look(rng, "one block, 3 channels in, 5 out, stride 2", stage(3, 5, 1, 2), modules.output, 2, 3, 6, 7),
    ]


def layer_several(rng: Rng) -> list[Case]:
    """Make stages of several blocks."""
    return [
        look(rng, "three blocks, 4 channels in, 4 out", stage(4, 4, 3), modules.output, 2, 4, 5, 6),
        look(rng, "two blocks, 3 channels in, 5 out", stage(3, 5, 2), modules.output, 2, 3, 5, 6),
        look(rng, "three blocks, 3 channels in, 5 out, stride 2", stage(3, 5, 3, 2), modules.output, 2, 3, 9, 10),
        look(rng, "two blocks, 4 channels in, 4 out, stride 2", stage(4, 4, 2, 2), modules.output, 2, 4, 9, 7),
    ]


def layer_learns(rng: Rng) -> list[Case]:
    """Count what a stage learns."""
    return [
        layers_case("parameters of three blocks, 4 channels in, 4 out", stage(4, 4, 3), 2, 4, 5, 6),
        layers_case("parameters of three blocks, 3 channels in, 5 out, stride 2", stage(3, 5, 3, 2), 2, 3, 9, 10),
    ]


def network(blocks: tuple[int, ...], channels: tuple[int, ...], num_classes: int, *rest: int) -> dict[str, Any]:
    """Name the arguments of `ResNet`; the default of the image's channels is left out."""
    names = "blocks", "channels", "num_classes", "in_channels"
    return dict(zip(names, (blocks, channels, num_classes, *rest), strict=False))


def network_one(rng: Rng) -> list[Case]:
    """Build networks of one stage."""
    return [
        look(rng, "one stage of one block", network((1,), (4,), 5), modules.output, 3, 3, 5, 6),
        look(rng, "one stage of two blocks", network((2,), (4,), 3), modules.output, 3, 3, 6, 5),
    ]


def network_several(rng: Rng) -> list[Case]:
    """Build networks of two and three stages."""
    two, three = network((1, 1), (3, 5), 4), network((2, 1, 2), (3, 5, 6), 7)
    gradient = modules.input_gradient
    return [
        look(rng, "two stages, (1, 1) blocks", two, modules.output, 3, 3, 7, 6),
        look(rng, "three stages, (2, 1, 2) blocks", three, modules.output, 3, 3, 9, 10),
        look(rng, "three stages, in training", three, modules.output, 3, 3, 9, 10, training=True),
        look(rng, "three stages, the gradient of x", three, gradient, 2, 3, 9, 10),
    ]


def network_images(rng: Rng) -> list[Case]:
    """Build a network for images of one channel, and feed it another size of images."""
    grey = network((1, 2), (4, 6), 5, 1)
    return [
        look(rng, "images of one channel", grey, modules.output, 2, 1, 8, 7),
        look(rng, "images of one channel, larger", grey, modules.output, 2, 1, 9, 10),
    ]


def network_learns(rng: Rng) -> list[Case]:
    """Count what a network learns."""
    return [
        layers_case("parameters of one stage", network((2,), (4,), 3), 2, 3, 6, 5),
        layers_case("parameters of three stages", network((2, 1, 2), (3, 5, 6), 7), 2, 3, 9, 10),
    ]


PARTS: dict[str, dict[str, Part]] = {
    "residual_forward": {
        "identity": Part(2, forward_identity),
        "projection": Part(1, forward_projection),
        "any array": Part(1, forward_arrays),
    },
    "shortcut_a": {
        "stride": Part(1, a_stride),
        "channels": Part(1, a_channels),
        "both": Part(1, a_both),
        "any array": Part(1, a_arrays),
    },
    "predict_outputs": {
        "a residual block": Part(1, predictions(0, "row 0: y of the residual block")),
        "weights of zero": Part(1, predictions(1, "row 1: y where F gives zeros")),
        "pre-activation": Part(1, predictions(2, "row 2: y of the pre-activation block")),
        "shape": Part(1, predictions(3, "row 3: the shape after the bottleneck")),
        "weights": Part(1, predictions(4, "row 4: the weights of its four convolutions")),
    },
    "residual_gradient": {
        "plain": Part(1, gradient_plain),
        "residual": Part(2, gradient_residual),
        "any depth": Part(1, gradient_deep),
    },
    "BasicBlock": BASIC_PARTS,
    "Bottleneck": {
        **{name: BOTTLENECK_PARTS[name] for name in ("the shape stays", "more channels", "stride")},
        "expansion": Part(1, default_expansion),
        "parameters": BOTTLENECK_PARTS["parameters"],
    },
    "PreActBlock": BASIC_PARTS,
    "make_layer": {
        "one block": Part(1, layer_single),
        "several blocks": Part(2, layer_several),
        "parameters": Part(1, layer_learns),
    },
    "ResNet": {
        "one stage": Part(2, network_one),
        "several stages": Part(3, network_several),
        "other images": Part(1, network_images),
        "parameters": Part(1, network_learns),
    },
    "shortcut_parameters": {"options A and B": Part(1, learned_ab), "option C": Part(1, learned_c)},
    "worse_when_deeper": {"published": Part(1, depths_published), "any table": Part(1, depths_drawn)},
    "signal_std": {"as it is": Part(1, signal_plain), "normalised": Part(1, signal_normalised)},
    "inputs_for_shortcut_a": {
        "half of them": Part(1, designed("half of the wrong functions")),
        "most of them": Part(1, designed("all wrong functions but three")),
        "all of them": Part(1, designed("every wrong function")),
    },
}

OURS = ("cnncourse.numpy", "cnncourse.torch", "cnncourse.networks", "torchvision", "timm")
WHOLE = ("cnncourse.networks.residual.make_stage", "cnncourse.networks.ResNet", "cnncourse.networks.resnet")
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "residual_forward": OURS,
    "shortcut_a": OURS,
    "BasicBlock": OURS,
    "Bottleneck": OURS,
    "PreActBlock": OURS,
    "make_layer": ("torchvision", "timm", *WHOLE),
    "ResNet": ("torchvision", "timm", *WHOLE, "cnncourse.networks.resnet_cifar", "cnncourse.networks.ResNetCIFAR"),
}
