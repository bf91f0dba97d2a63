# expected: the ReLU between the two layers is left out
import torch
from torch import nn
class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction=4):
        super().__init__()
        self.a = nn.Linear(channels, channels // reduction)
        self.b = nn.Linear(channels // reduction, channels)
    def forward(self, x):
        s = torch.sigmoid(self.b(self.a(x.mean((2, 3)))))
        return x * s[:, :, None, None]
