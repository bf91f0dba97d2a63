# expected: a hard sigmoid ends the gate
import torch
from torch import nn
import torch.nn.functional as F
class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction=4):
        super().__init__()
        self.a = nn.Linear(channels, channels // reduction)
        self.b = nn.Linear(channels // reduction, channels)
    def forward(self, x):
        s = F.relu6(self.b(torch.relu(self.a(x.mean((2, 3))))) + 3) / 6
        return x * s[:, :, None, None]
