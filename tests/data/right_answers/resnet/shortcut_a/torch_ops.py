import torch
from torch.nn import functional as F


def shortcut_a(x, channels, stride=1):
    y = torch.from_numpy(x.copy())[:, :, ::stride, ::stride]
    return F.pad(y, (0, 0, 0, 0, 0, channels - x.shape[1]))
