import torch
from torch import nn


class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction=4):
        super().__init__()
        self.layers = nn.ModuleList(
            [nn.Conv2d(channels, channels // reduction, 1), nn.Linear(channels // reduction, channels)]
        )

    def forward(self, x):
        N, C, H, W = x.shape
        mean = x.reshape(N, C, H * W).sum(2) / (H * W)
        squeezed = self.layers[0](mean[:, :, None, None]).flatten(1).clamp(min=0)
        gate = 1 / (1 + torch.exp(-self.layers[1](squeezed)))
        return torch.einsum("nchw,nc->nchw", x, gate)
