from torch import nn
from torch.nn import functional as F


class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction=4):
        super().__init__()
        self.up = nn.Linear(channels // reduction, channels)
        self.down = nn.Linear(channels, channels // reduction)

    def forward(self, x):
        n, c, _, _ = x.size()
        y = F.adaptive_avg_pool2d(x, 1).view(n, c)
        y = self.up(F.relu(self.down(y))).sigmoid().view(n, c, 1, 1)
        return x * y.expand_as(x)
