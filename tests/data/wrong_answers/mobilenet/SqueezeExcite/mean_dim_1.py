# expected: the mean runs over the channels, not over the map
import torch
from torch import nn
class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction=4):
        super().__init__()
        self.a = nn.Linear(channels, channels // reduction)
        self.b = nn.Linear(channels // reduction, channels)
    def forward(self, x):
        s = x.mean(1)
        s = torch.sigmoid(self.b(torch.relu(self.a(s))))
        return x * s[:, :, None, None]
