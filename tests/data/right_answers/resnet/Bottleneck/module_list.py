from torch import nn
from torch.nn import functional as F


class Bottleneck(nn.Module):
    def __init__(self, in_channels, width, stride=1, expansion=4):
        super().__init__()
        sizes = [in_channels, width, width, expansion * width]
        self.convs = nn.ModuleList()
        self.norms = nn.ModuleList()
        for k, kernel in enumerate((1, 3, 1)):
            s = stride if k == 1 else 1
            self.convs.append(nn.Conv2d(sizes[k], sizes[k + 1], kernel, s, kernel // 2, bias=False))
            self.norms.append(nn.BatchNorm2d(sizes[k + 1]))
        self.project = stride != 1 or sizes[0] != sizes[3]
        if self.project:
            self.pconv = nn.Conv2d(sizes[0], sizes[3], 1, stride, bias=False)
            self.pnorm = nn.BatchNorm2d(sizes[3])

    def forward(self, x):
        y = x
        for k in range(3):
            y = self.norms[k](self.convs[k](y))
            if k < 2:
                y = F.relu(y, inplace=True)
        return F.relu(y + (self.pnorm(self.pconv(x)) if self.project else x))
