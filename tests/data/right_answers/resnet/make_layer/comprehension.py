from torch import nn

from cnncourse.networks import BasicBlock


def make_layer(in_channels, channels, blocks, stride=1):
    strides = [stride] + [1] * (blocks - 1)
    inputs = [in_channels] + [channels] * (blocks - 1)
    return nn.Sequential(*[BasicBlock(c, channels, s) for c, s in zip(inputs, strides, strict=True)])
