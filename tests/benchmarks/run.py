"""Time the NumPy operators against torch and print the tables of the book's performance page.

``make bench`` runs this. Every figure is a ratio to torch eager (NCHW, float32) of the same call, measured turn by
turn in one process, on one thread (the Makefile sees to that). OPENBLAS_CORETYPE=Haswell in the environment shows an
older machine.
"""

from __future__ import annotations

import argparse
import copy
import platform
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import rivals
import torch
import torch.nn.functional as F
from layers import LAYERS, Layer
from timing import geometric_mean, interleaved

from cnncourse import networks
from cnncourse import numpy as ops
from cnncourse.networks.registry import find

Table = list[list[str]]
RATIO = "{:.2f}"
NETWORKS = ["resnet50", "vgg16", "mobilenet_v2", "googlenet", "densenet121", "mobilenet_v3_large"]


def arrays(layer: Layer, batch: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw the images and weights of a layer."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(batch, *layer.x_shape[1:])).astype(np.float32)
    return x, rng.normal(0, 0.1, layer.weight_shape).astype(np.float32)


def forward_contenders(layer: Layer, batch: int) -> dict[str, Callable[[], Any]]:
    """Return what is timed for one layer; the slow baseline for one image alone."""
    x, weight = arrays(layer, batch)
    contenders = {
        "torch": rivals.torch_conv2d(x, weight, layer.options),
        "cnncourse": lambda: ops.conv2d(x, weight, **layer.options),
        "im2col": lambda: ops.conv2d(x, weight, **layer.options, algorithm="im2col"),
        "channels_last": rivals.torch_conv2d(x, weight, layer.options, torch.channels_last),
    }
    if (runtime := rivals.onnx_conv2d(x, weight, layer.options)) is not None:
        contenders["ONNX Runtime"] = runtime
    if batch == 1:
        contenders["fancy"] = lambda: rivals.fancy_conv2d(x, weight, **layer.options)
    return contenders


def backward_contenders(layer: Layer, batch: int) -> dict[str, Callable[[], Any]]:
    """Return what is timed for the gradients of one layer."""
    x, weight = arrays(layer, batch)
    dy = np.asarray(rivals.torch_conv2d(x, weight, layer.options)())
    return {
        "torch": rivals.torch_conv2d_backward(dy, x, weight, layer.options),
        "cnncourse": lambda: ops.conv2d_backward(dy, x, weight, **layer.options),
    }


def small_contenders(batch: int) -> dict[str, dict[str, Callable[[], Any]]]:
    """Return what is timed for the operators beside convolution."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(batch, 64, 112, 112)).astype(np.float32)
    last = rng.normal(size=(batch, 2048, 7, 7)).astype(np.float32)
    mean, var, weight, bias = rng.uniform(0.5, 1.5, (4, 64)).astype(np.float32)
    tx, tlast, tmean, tvar, tweight, tbias = map(torch.from_numpy, (x, last, mean, var, weight, bias))
    return {
        "max pool 3x3 s2, 64 @112": {
            "torch": lambda: F.max_pool2d(tx, 3, 2, 1),
            "cnncourse": lambda: ops.max_pool2d(x, 3, 2, 1),
        },
        "average pool 3x3 s2, 64 @112": {
            "torch": lambda: F.avg_pool2d(tx, 3, 2, 1),
            "cnncourse": lambda: ops.avg_pool2d(x, 3, 2, 1),
        },
        "global average, 2048 @7": {
            "torch": lambda: F.adaptive_avg_pool2d(tlast, 1),
            "cnncourse": lambda: ops.global_avg_pool2d(last),
        },
        "batch norm, inference, 64 @112": {
            "torch": lambda: F.batch_norm(tx, tmean, tvar, tweight, tbias),
            "cnncourse": lambda: ops.batch_norm2d(x, mean, var, weight, bias),
        },
        "ReLU, 64 @112": {"torch": lambda: F.relu(tx), "cnncourse": lambda: ops.relu(x)},
    }


def measure(name: str, contenders: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Return the ratios to torch, and torch's milliseconds."""
    print(f"  {name}", file=sys.stderr, flush=True)
    seconds = interleaved(contenders)
    ratios = {key: value / seconds["torch"] for key, value in seconds.items() if key != "torch"}
    return {"torch, ms": 1e3 * seconds["torch"], **ratios}


def network_contenders(name: str) -> dict[str, Callable[[], Any]]:
    """Return what is timed for one image through a whole network."""
    torch.manual_seed(0)
    model = networks.create(name).eval()
    size = find(name).input_size
    x = np.random.default_rng(0).normal(size=(1, 3, size, size)).astype(np.float32)
    last = copy.deepcopy(model).to(memory_format=torch.channels_last)
    tx, tlast = torch.from_numpy(x), torch.from_numpy(x).contiguous(memory_format=torch.channels_last)
    compiled = ops.compile(model)
    contenders = {
        "torch": lambda: model(tx),
        "cnncourse": lambda: compiled(x),
        "channels_last": lambda: last(tlast),
    }
    if (runtime := rivals.onnx_network(model, x)) is not None:
        contenders["ONNX Runtime"] = runtime
    return contenders


def network_table(names: list[str]) -> Table:
    """Return the times of whole networks, and the memory that they need beside their weights."""
    with torch.inference_mode():
        rows = {name: measure(name, network_contenders(name)) for name in names}
    lines = table(rows)
    lines[0] += ["peak, MB", "largest pair, MB"]
    for name, line in zip(names, lines[1:-1], strict=True):
        line += [f"{value / 1e6:.1f}" for value in network_memory(name)]
    lines[-1] += ["", ""]
    return lines


def network_memory(name: str) -> tuple[int, int]:
    """Return the peak of a compiled network without its weights, and what a layer's input and output need at most."""
    size = find(name).input_size
    model = networks.create(name).eval()
    pairs = [0]
    for module in model.modules():
        if not list(module.children()):
            module.register_forward_hook(lambda module, x, y: pairs.append(x[0].nbytes + y.nbytes))
    with torch.inference_mode():
        model(torch.zeros(1, 3, size, size))
    compiled, x = ops.compile(networks.create(name)), np.zeros((1, 3, size, size), np.float32)
    compiled(x)  # the weights are transformed once
    return peak(lambda: compiled(x)), max(pairs)


def table(rows: dict[str, dict[str, float]]) -> Table:
    """Lay measured rows out under their headings, with the geometric means of the ratios below."""
    columns = list(dict.fromkeys(key for row in rows.values() for key in row))
    lines = [["layer", *columns]]
    for name, row in rows.items():
        lines.append([name, *(RATIO.format(row[key]) if key in row else "–" for key in columns)])
    means = [RATIO.format(geometric_mean(row[key] for row in rows.values() if key in row)) for key in columns[1:]]
    return [*lines, ["**geometric mean**", "", *means]]


def memory_table() -> Table:
    """Return the peak memory of the algorithms beside that of the padded input and the output, in MB."""
    lines = [["layer", "padded input + output", "tiled", "im2col", "winograd", "its transformed weights"]]
    for name in ("3x3, 64->64 @224", "3x3, 256->256 @56", "3x3, 512->512 @14"):
        layer = next(layer for layer in LAYERS if layer.name == name)
        x, weight = arrays(layer, 1)
        _, C, H, W = x.shape
        needed = 4 * (C * (H + 2) * (W + 2) + weight.shape[0] * H * W)
        call = partial(ops.conv2d, x, weight, padding=1)
        peaks = [peak(partial(call, algorithm=name)) for name in ("tiled", "im2col", "winograd")]
        lines.append([name, *(f"{value / 1e6:.1f}" for value in (needed, *peaks, 4 * weight.nbytes))])
    return lines


def peak(call: Callable[[], Any]) -> int:
    """Return the most memory that a call had allocated at one time."""
    tracemalloc.start()
    call()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def batch_table() -> Table:
    """Return the time for one image of batches of 1, 8 and 64, as a ratio to that of batch 1."""
    lines = [["layer", "batch 1", "batch 8", "batch 64"]]
    for name in ("3x3, 64->64 @56", "1x1, 256->64 @56", "3x3 s2, 128->128 @56"):
        layer = next(layer for layer in LAYERS if layer.name == name)
        calls = {str(n): partial(ops.conv2d, *arrays(layer, n), **layer.options) for n in (1, 8, 64)}
        seconds = {int(n): value / int(n) for n, value in interleaved(calls).items()}
        lines.append([name, *(RATIO.format(seconds[n] / seconds[1]) for n in (1, 8, 64))])
    return lines


def markdown(lines: Table) -> str:
    """Write a table in Markdown, the first column to the left."""
    head, *body = lines
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *body))


def machine() -> str:
    """Name what the figures depend on."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0] if names else cpu
    try:
        from threadpoolctl import threadpool_info

        kernel = next((lib["architecture"] for lib in threadpool_info() if lib.get("internal_api") == "openblas"), "?")
    except ModuleNotFoundError:
        kernel = "?"
    return f"{cpu}, NumPy {np.__version__} (OpenBLAS kernel {kernel}), torch {torch.__version__}, one thread"


def sections(batches: Iterable[int], only: str) -> dict[str, Table]:
    """Measure everything."""
    found = {}
    layers = [layer for layer in LAYERS if only in layer.name]
    for batch in batches:
        found[f"Convolution, forward, batch {batch}"] = table(
            {layer.name: measure(layer.name, forward_contenders(layer, batch)) for layer in layers}
        )
        found[f"Convolution, backward, batch {batch}"] = table(
            {layer.name: measure(layer.name, backward_contenders(layer, batch)) for layer in layers}
        )
        found[f"Other operators, batch {batch}"] = table(
            {name: measure(name, contenders) for name, contenders in small_contenders(batch).items()}
        )
    if names := [name for name in NETWORKS if only in name]:
        found["Whole networks, one image"] = network_table(names)
    found["Time for one image, as a ratio to batch 1"] = batch_table()
    found["Peak memory in MB"] = memory_table()
    return found


def main() -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--only", default="", help="layers and networks whose name contains this")
    parser.add_argument("--write", type=Path, help="the Markdown file that takes the tables")
    options = parser.parse_args()
    torch.set_num_threads(1)
    parts = [f"Measured on: {machine()}."]
    for title, lines in sections(options.batches, options.only).items():
        parts.append(f"## {title}\n\n{markdown(lines)}")
        print(f"\n{parts[-1]}", flush=True)
    if options.write:
        options.write.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
