import torch
from torch import nn
from torch.nn import functional as F

from cnncourse.networks.residual import BasicBlock


class ResNet(nn.Module):
    def __init__(self, blocks, channels, num_classes, in_channels=3):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels[0], kernel_size=3, stride=1, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels[0])
        sizes = [channels[0]] + list(channels)
        stages = []
        for k in range(len(blocks)):
            stride = 1 if k == 0 else 2
            stage = [BasicBlock(sizes[k], sizes[k + 1], stride)]
            stage.extend(BasicBlock(sizes[k + 1], sizes[k + 1]) for _ in range(1, blocks[k]))
            stages.extend(stage)
        self.trunk = nn.Sequential(*stages)
        self.fc = nn.Linear(sizes[-1], num_classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        x = self.trunk(x)
        x = F.adaptive_avg_pool2d(x, 1)
        return self.fc(torch.flatten(x, start_dim=1))
