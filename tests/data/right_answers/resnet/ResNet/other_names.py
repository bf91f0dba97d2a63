import torch
from torch import nn

from cnncourse.networks import BasicBlock


class ResNet(nn.Module):
    def __init__(self, blocks, channels, num_classes, in_channels=3):
        super().__init__()
        self.out = nn.Linear(channels[-1], num_classes, bias=True)
        self.width = channels[0]
        self.layers = nn.ModuleDict(
            {str(k): self.layer(channels[k], blocks[k], 1 + (k > 0)) for k in range(len(blocks))}
        )
        self.norm = nn.BatchNorm2d(channels[0])
        self.first = nn.Conv2d(in_channels, channels[0], (3, 3), padding=(1, 1), bias=False)

    def layer(self, channels, blocks, stride):
        made = []
        for s in [stride] + [1] * (blocks - 1):
            made.append(BasicBlock(self.width, channels, s))
            self.width = channels
        return nn.Sequential(*made)

    def forward(self, x):
        x = torch.relu(self.norm(self.first(x)))
        for k in range(len(self.layers)):
            x = self.layers[str(k)](x)
        return self.out(x.mean((-2, -1)))
