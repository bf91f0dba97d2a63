# expected: the 5x5 branch reads the reduction of the 3x3 branch
import torch
from torch import nn
import torch.nn.functional as F
class InceptionBlock(nn.Module):
    def __init__(self, in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj):
        super().__init__()
        self.b1 = nn.Conv2d(in_channels, c1, 1)
        self.b2a = nn.Conv2d(in_channels, c3_reduce, 1)
        self.b2b = nn.Conv2d(c3_reduce, c3, 3, padding=1)
        self.b3a = nn.Conv2d(in_channels, c5_reduce, 1)
        self.b3b = nn.Conv2d(c3_reduce, c5, 5, padding=2)
        self.pool = nn.MaxPool2d(3, stride=1, padding=1)
        self.b4 = nn.Conv2d(in_channels, pool_proj, 1)
    def forward(self, x):
        b1 = F.relu(self.b1(x))
        b2 = F.relu(self.b2b(F.relu(self.b2a(x))))
        b3 = F.relu(self.b3b(F.relu(self.b2a(x))))
        b4 = F.relu(self.b4(self.pool(x)))
        return torch.cat([b1, b2, b3, b4], dim=1)
