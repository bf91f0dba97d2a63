from torch import nn

from cnncourse.networks import BasicBlock


class make_layer(nn.Module):  # noqa: N801
    def __init__(self, in_channels, channels, blocks, stride=1):
        super().__init__()
        self.blocks = nn.ModuleList(
            BasicBlock(channels if i else in_channels, channels, 1 if i else stride) for i in range(blocks)
        )

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
