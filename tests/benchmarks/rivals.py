"""What else one could call: the im2col of many university assignments, torch, and ONNX Runtime."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from cnncourse.shapes import conv2d_output_shape, pair, resolve_padding


def fancy_conv2d(x, weight, stride=1, padding=0, dilation=1, groups=1):
    """Convolve by fancy indexing: three index arrays gather all windows of all images at once."""
    N, C, _, _ = x.shape
    C_out, channels, KH, KW = weight.shape
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    _, _, OH, OW = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    sides = resolve_padding(padding, x.shape[2:], (KH, KW), stride, dilation)
    padded = np.pad(x, ((0, 0), (0, 0), *sides))
    taps_h, taps_w = np.tile(np.repeat(np.arange(KH) * DH, KW), C), np.tile(np.arange(KW) * DW, KH * C)
    starts_h, starts_w = SH * np.repeat(np.arange(OH), OW), SW * np.tile(np.arange(OW), OH)
    i, j = taps_h[:, None] + starts_h, taps_w[:, None] + starts_w
    k = np.repeat(np.arange(C), KH * KW)[:, None]
    columns = padded[:, k, i, j].transpose(1, 2, 0).reshape(groups, channels * KH * KW, -1)
    y = weight.reshape(groups, C_out // groups, -1) @ columns
    return y.reshape(C_out, OH, OW, N).transpose(3, 0, 1, 2)


def torch_conv2d(x, weight, options, memory_format=torch.contiguous_format) -> Callable[[], Any]:
    """Return a call of torch's own convolution."""
    x = torch.from_numpy(x).to(memory_format=memory_format)
    weight = torch.from_numpy(weight).to(memory_format=memory_format)

    def call():
        with torch.no_grad():
            return torch.nn.functional.conv2d(x, weight, None, **options)

    return call


def torch_conv2d_backward(dy, x, weight, options) -> Callable[[], Any]:
    """Return a call of torch's own gradients of a convolution."""
    dy, x, weight = (torch.from_numpy(array) for array in (dy, x, weight))
    given = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, **options}
    settings = [list(pair(given[name], minimum=0)) for name in ("stride", "padding", "dilation")]
    return lambda: torch.ops.aten.convolution_backward(
        dy, x, weight, [weight.shape[0]], *settings, False, [0, 0], given["groups"], [True, True, True]
    )


def onnx_conv2d(x, weight, options) -> Callable[[], Any] | None:
    """Return a call of ONNX Runtime on one thread, or None where it is not installed."""
    try:
        import onnxruntime
        from onnx import TensorProto, helper, numpy_helper
    except ModuleNotFoundError:
        return None
    names = {"stride": "strides", "dilation": "dilations"}
    attributes = {names[key]: list(pair(options[key])) for key in names if key in options}
    vertical, horizontal = pair(options.get("padding", 0), minimum=0)
    attributes |= {"pads": [vertical, horizontal, vertical, horizontal], "group": options.get("groups", 1)}
    node = helper.make_node("Conv", ["x", "weight"], ["y"], kernel_shape=list(weight.shape[2:]), **attributes)
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [node],
        "conv2d",
        [value("x", TensorProto.FLOAT, x.shape)],
        [value("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(weight, "weight")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), settings, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": x})


def onnx_network(model: torch.nn.Module, x: np.ndarray) -> Callable[[], object] | None:
    """Return a whole network in ONNX Runtime, or None where it is not installed."""
    try:
        import onnxruntime
    except ModuleNotFoundError:
        return None
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the newer exporter needs one more package
        torch.onnx.export(model, (torch.from_numpy(x),), file, dynamo=False, input_names=["x"])
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(file.getvalue(), settings, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": x})
