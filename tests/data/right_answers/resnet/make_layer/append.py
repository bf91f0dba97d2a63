from torch import nn

from cnncourse.networks.residual import BasicBlock


def make_layer(in_channels, channels, blocks, stride=1):
    layer = nn.Sequential()
    for i in range(blocks):
        block = BasicBlock(in_channels, channels, stride)
        layer.add_module(f"block{i}", block)
        in_channels, stride = channels, 1
    return layer
