# expected: the groups are those of in_channels
from torch import nn
class InvertedResidual(nn.Module):
    def __init__(self, in_channels, out_channels, stride, expand_ratio):
        super().__init__()
        h = in_channels * expand_ratio
        layers = []
        if expand_ratio != 1:
            layers += [nn.Conv2d(in_channels, h, 1, bias=False), nn.BatchNorm2d(h), nn.ReLU6()]
        layers += [nn.Conv2d(h, h, 3, stride, 1, groups=in_channels, bias=False), nn.BatchNorm2d(h), nn.ReLU6(),
                   nn.Conv2d(h, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels)]
        self.layers = nn.Sequential(*layers)
        self.add = stride == 1 and in_channels == out_channels
    def forward(self, x):
        y = self.layers(x)
        return x + y if self.add else y
