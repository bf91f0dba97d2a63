from torch import nn

from cnncourse.networks import BasicBlock


def stage(c_in, c_out, count, stride):
    return nn.Sequential(BasicBlock(c_in, c_out, stride), *[BasicBlock(c_out, c_out) for _ in range(count - 1)])


class ResNet(nn.Sequential):
    def __init__(self, blocks, channels, num_classes, in_channels=3):
        layers = [nn.Conv2d(in_channels, channels[0], 3, 1, 1, bias=False), nn.BatchNorm2d(channels[0]), nn.ReLU()]
        before = (channels[0], *channels)
        for k, count in enumerate(blocks):
            layers.append(stage(before[k], channels[k], count, 1 if k == 0 else 2))
        super().__init__(*layers, nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(channels[-1], num_classes))
