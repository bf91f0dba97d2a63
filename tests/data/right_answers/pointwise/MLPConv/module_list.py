import torch
from torch import nn


class MLPConv(nn.Module):
    def __init__(self, in_channels, channels, kernel_size):
        super().__init__()
        widths = [in_channels, *channels]
        sizes = [kernel_size, 1, 1]
        self.convs = nn.ModuleList(
            nn.Conv2d(c, f, k, padding=k // 2) for c, f, k in zip(widths[:-1], widths[1:], sizes, strict=True)
        )

    def forward(self, x):
        for conv in self.convs:
            x = torch.relu_(conv(x))
        return x
