"""Write the data of the explorers: networks.json from cnncourse.networks, photograph.jpg from cnncourse.data.

    python book/_ext/explorer_data.py

A network becomes the list of the layers that the ledger knows: conv, pool, global pool, linear, and the additions of
shortcuts. The list is read off one pass of shapes through the network, call by call, and never written by hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib.image import imsave
from torch.overrides import TorchFunctionMode

from cnncourse import data
from cnncourse.networks import create
from cnncourse.networks.registry import find

EXPLORERS = Path(__file__).parents[1] / "_extra/explorers"
NETWORKS = {  # name in the ledger -> (title, name in cnncourse.networks)
    "lenet": ("LeNet-5", "lenet5"),
    "vgg16": ("VGG-16", "vgg16"),
    "resnet50": ("ResNet-50", "resnet50"),
    "mobilenet_v2": ("MobileNetV2", "mobilenet_v2"),
}


class Recorder(TorchFunctionMode):
    """Note the layers that run. Each tensor remembers the row that made it: row 0 is the image."""

    def __init__(self, model: torch.nn.Module, image: torch.Tensor) -> None:
        super().__init__()
        self.names = {id(p): name.removesuffix(".weight") for name, p in model.named_parameters()}
        self.rows: list[dict[str, Any]] = []
        self.made_by = {id(image): 0}
        self.kept = [image]  # an id is unique as long as its object lives

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run a function; if it is a layer, add its row."""
        y = func(*args, **(kwargs or {}))
        name, source = getattr(func, "__name__", ""), self.made_by.get(id(args[0]) if args else None)
        if source is None or not isinstance(y, torch.Tensor):
            return y
        row = getattr(self, f"_{name.strip('_')}", lambda *_, **__: None)(y, *args, **(kwargs or {}))
        if row:
            if source != len(self.rows) and "with" not in row:
                row["from"] = source
            self.rows.append(row)
            source = len(self.rows)
        self.made_by[id(y)] = source
        self.kept.append(y)
        return y

    def _conv2d(self, y, x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1):
        settings = {"kernel": weight.shape[2:], "stride": stride, "padding": padding, "dilation": dilation}
        row = {"type": "conv", "name": self.names[id(weight)], "out": y.shape[1]}
        row |= {key: _alike(value) for key, value in settings.items()}
        return row | {"groups": groups, "bias": bias is not None, "norm": False}

    def _batch_norm(self, y, x, *args, **kwargs):
        self.rows[self.made_by[id(x)] - 1]["norm"] = True

    def _max_pool2d(self, y, x, kernel_size, stride=None, padding=0, dilation=1, **kwargs):
        return _pool("max pool", kernel_size, stride, padding)

    def _avg_pool2d(self, y, x, kernel_size, stride=None, padding=0, *args, **kwargs):
        return _pool("average pool", kernel_size, stride, padding)

    def _adaptive_avg_pool2d(self, y, x, output_size):
        if y.shape == x.shape:
            return None  # VGG for images of 224 x 224
        assert y.shape[2:] == (1, 1), "the ledger has no pooling to another size than 1 x 1"
        return {"type": "global pool", "name": "average"}

    def _linear(self, y, x, weight, bias=None):
        return {"type": "linear", "name": self.names[id(weight)], "out": y.shape[1], "bias": bias is not None}

    def _add(self, y, a, b):
        first, second = sorted((self.made_by[id(a)], self.made_by[id(b)]))
        assert second == len(self.rows), "the ledger adds an earlier row to the row above"
        return {"type": "add", "name": "shortcut", "with": first}


def _pool(name: str, kernel: Any, stride: Any, padding: Any) -> dict[str, Any]:
    stride = kernel if stride is None else stride
    row = {"type": "pool", "name": name}
    return row | {"kernel": _alike(kernel), "stride": _alike(stride), "padding": _alike(padding)}


def _alike(value: Any) -> int:
    """Return the number that both directions have: the ledger's kernels are square."""
    down, across = (value, value) if isinstance(value, int) else value
    assert down == across, f"the ledger has square kernels, but this layer has {value}"
    return int(down)


def layers(name: str) -> dict[str, Any]:
    """Return a network of the ledger: its title, the (C, H, W) of its image, its rows."""
    title, registered = NETWORKS[name]
    entry = find(registered)
    shape = (entry.in_channels, entry.input_size, entry.input_size)
    with torch.device("meta"):
        model, image = create(registered).eval(), torch.zeros(1, *shape)
    recorder = Recorder(model, image)
    with torch.no_grad(), recorder:
        model(image)
    return {"title": title, "input": list(shape), "layers": recorder.rows}


def networks_json() -> str:
    """Return the text of networks.json, a line for each layer."""
    written = []
    for name in NETWORKS:
        network = layers(name)
        rows = ",\n".join("  " + json.dumps(row) for row in network.pop("layers"))
        written.append(f'"{name}": {json.dumps(network)[:-1]}, "layers": [\n{rows}\n]}}')
    return "{\n" + ",\n".join(written) + "\n}\n"


def photograph() -> np.ndarray:
    """Return the picture of the playground: the book's photograph in grey, (300, 256) as uint8."""
    return np.round(255 * data.photograph(2, grey=True)).astype(np.uint8)


def main() -> None:
    """Write both files."""
    (EXPLORERS / "networks.json").write_text(networks_json(), encoding="utf-8")
    colours = np.repeat(photograph()[..., None], 3, axis=2)
    imsave(EXPLORERS / "photograph.jpg", colours, pil_kwargs={"quality": 85, "optimize": True})


if __name__ == "__main__":
    main()
