# expected: one block is used several times
from torch import nn

from cnncourse.networks import BasicBlock


def make_layer(in_channels, channels, blocks, stride=1):
    layers = []
    layers.append(BasicBlock(in_channels, channels, stride))
    layers += [BasicBlock(channels, channels)] * (blocks - 1)
    return nn.Sequential(*layers)
