from torch import nn

from cnncourse.networks import BasicBlock


class ResNet(nn.Module):
    def __init__(self, blocks, channels, num_classes, in_channels=3):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(in_channels, channels[0], 3, padding=1, bias=False), nn.BatchNorm2d(channels[0]), nn.ReLU()
        )
        self.blocks = nn.ModuleList()
        C = channels[0]
        for k, (count, D) in enumerate(zip(blocks, channels, strict=True)):
            for i in range(count):
                self.blocks.append(BasicBlock(C, D, 2 if k > 0 and i == 0 else 1))
                C = D
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(channels[-1], num_classes)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.fc(self.pool(x).flatten(1))
