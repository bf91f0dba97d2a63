# expected: the largest value of each map is taken
import torch
from torch import nn
from torch.nn import functional as F

from cnncourse.networks import BasicBlock


def make_layer(in_channels, channels, blocks, stride=1):
    return nn.Sequential(
        BasicBlock(in_channels, channels, stride), *[BasicBlock(channels, channels) for _ in range(blocks - 1)]
    )


class ResNet(nn.Module):
    def __init__(self, blocks, channels, num_classes, in_channels=3):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels[0], kernel_size=3, stride=1, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels[0])
        self.stages = nn.ModuleList()
        current = channels[0]
        for k in range(len(blocks)):
            stride = 1 if k == 0 else 2
            self.stages.append(make_layer(current, channels[k], blocks[k], stride))
            current = channels[k]
        self.pool = nn.AdaptiveMaxPool2d(1)
        self.fc = nn.Linear(current, num_classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        for stage in self.stages:
            x = stage(x)
        x = torch.flatten(self.pool(x), 1)
        return self.fc(x)
