import numpy as np
import torch


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def avg_pool2d_backward(dy, x_shape, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    x = torch.zeros(x_shape, dtype=torch.float64, requires_grad=True)
    padded = torch.nn.functional.pad(x, (PW, PW, PH, PH))
    y = padded.unfold(2, KH, SH).unfold(3, KW, SW).mean((4, 5))
    y.backward(torch.tensor(np.array(dy), dtype=torch.float64))
    return x.grad
