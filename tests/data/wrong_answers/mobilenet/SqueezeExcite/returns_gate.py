# expected: the gate itself is returned
import torch
from torch import nn
class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction=4):
        super().__init__()
        self.a = nn.Linear(channels, channels // reduction)
        self.b = nn.Linear(channels // reduction, channels)
    def forward(self, x):
        return torch.sigmoid(self.b(torch.relu(self.a(x.mean((2, 3))))))
