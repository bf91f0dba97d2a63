from torch import nn


class PreActBlock(nn.Module):
    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.relu = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.shortcut = None
        if stride != 1 or in_channels != channels:
            self.shortcut = nn.Conv2d(in_channels, channels, 1, stride, bias=False)

    def forward(self, x):
        identity = x
        x = self.relu(self.bn1(x))
        if self.shortcut is not None:
            identity = self.shortcut(x)
        x = self.conv1(x)
        x = self.relu(self.bn2(x))
        x = self.conv2(x)
        x += identity
        return x
