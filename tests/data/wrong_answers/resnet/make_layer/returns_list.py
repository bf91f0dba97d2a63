# expected: a list of blocks is returned
from torch import nn

from cnncourse.networks import BasicBlock


def make_layer(in_channels, channels, blocks, stride=1):
    layers = []
    layers.append(BasicBlock(in_channels, channels, stride))
    for i in range(1, blocks):
        layers.append(BasicBlock(channels, channels))
    return layers
