from torch import nn
from torch.nn import functional as F


class MLPConv(nn.Module):
    def __init__(self, in_channels, channels, kernel_size):
        super().__init__()
        a, b, c = channels
        self.see = nn.Conv2d(in_channels, a, kernel_size, padding="same")
        self.think = nn.Conv2d(a, b, 1)
        self.say = nn.Conv2d(b, c, 1)

    def forward(self, x):
        x = F.relu(self.see(x))
        x = F.relu(self.think(x))
        return F.relu(self.say(x))
