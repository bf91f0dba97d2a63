import numpy as np
import torch
from torch.nn import functional as F


def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    (SH, SW), (PH, PW) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    x = F.pad(torch.from_numpy(np.ascontiguousarray(x)).double(), (PW, PW, PH, PH))
    w = torch.from_numpy(weight).double()
    m = len(w) // x.shape[1]
    windows = x.unfold(2, w.shape[2], SH).unfold(3, w.shape[3], SW)
    y = (windows.repeat_interleave(m, 1) * w[:, 0][None, :, None, None]).sum((-2, -1))
    return y if bias is None else y + torch.from_numpy(bias)[:, None, None]
