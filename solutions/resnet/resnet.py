# %% [markdown]
# # A residual network
#
# **45 minutes, medium to hard.** Chapter *Residual networks*. Do `BasicBlock` first.
#
# Afterwards you can build a residual network from a table like those in the papers: a stem, stages of blocks, the
# mean of each map, a linear layer.
#
# The blocks are finished ones here, `BasicBlock(in_channels, channels, stride=1)`, with a projection by themselves
# wherever one is needed. Put your own in their place if you like.
#
# Run the cells from top to bottom. `hint("make_layer")` in a cell of its own gives the next hint for this function.

# %%
import torch
from torch import nn
from torch.nn import functional as F

from cnncourse.checking import check, hint
from cnncourse.networks import BasicBlock

# %% [markdown]
# ## A stage
#
# A stage is a row of blocks that make equally many channels. Only the first one changes anything: it reads the
# channels of the stage before, and it has the stride. All others read what it made, at stride 1.
#
# By hand: 4 channels come in, 8 are to be made by 3 blocks with stride 2, images of $9 \times 10$.
#
# | block | channels in | channels out | stride | comes out | projection |
# |---|---|---|---|---|---|
# | 0 | 4 | 8 | 2 | $(N, 8, 5, 5)$ | yes |
# | 1 | 8 | 8 | 1 | $(N, 8, 5, 5)$ | no |
# | 2 | 8 | 8 | 1 | $(N, 8, 5, 5)$ | no |
#
# The blocks have weights of their own: three blocks are three objects. The result is one `nn.Sequential` of
# blocks. You may rely on `blocks` being at least 1.


# %% answer="make_layer"
def make_layer(in_channels, channels, blocks, stride=1):
    """Return a stage: several basic blocks in a row.

    Args:
        in_channels: channels that come into the first block.
        channels: that every block makes.
        blocks: how many there are, the first included; at least 1.
        stride: of the first block; all others have stride 1.

    Returns:
        An nn.Sequential of BasicBlock.
    """
    ### BEGIN SOLUTION
    stage = [BasicBlock(in_channels, channels, stride)]
    for _ in range(blocks - 1):
        stage.append(BasicBlock(channels, channels))
    return nn.Sequential(*stage)
    ### END SOLUTION


# %% check="make_layer"
check("make_layer")

# %% [markdown]
# ## The network
#
# `ResNet(blocks, channels, num_classes)` is for small images, such as digits. `blocks` and `channels` have a number
# for each stage. From images $(N, in\_channels, H, W)$ come:
#
# | part | made of | comes out |
# |---|---|---|
# | stem | 3 x 3 convolution (stride 1, padding 1, no bias), batch norm, ReLU | $(N, channels[0], H, W)$ |
# | stage 0 | `blocks[0]` blocks, stride 1 | $(N, channels[0], H, W)$ |
# | stage 1 | `blocks[1]` blocks, stride 2 | $(N, channels[1], \lceil H/2 \rceil, \lceil W/2 \rceil)$ |
# | every later stage $k$ | `blocks[k]` blocks, stride 2 | $(N, channels[k], \ldots)$, sizes halved again |
# | head | the mean of each map | $(N, channels[-1])$ |
# | | a linear layer with bias | $(N, num\_classes)$ |
#
# There may be one stage or many. The network returns *logits*, what the linear layer gives: the softmax belongs to
# the loss. (The networks for ImageNet have a 7 x 7 convolution with stride 2 and a max pool as their stem. Images
# of $28 \times 28$ would lose too much there.)
#
# By hand: `ResNet((2, 1), (4, 6), 10)` on images $(5, 3, 7, 9)$.
#
# | after | shape |
# |---|---|
# | stem | $(5, 4, 7, 9)$ |
# | stage 0, two blocks | $(5, 4, 7, 9)$ |
# | stage 1, one block | $(5, 6, 4, 5)$ |
# | mean of each map | $(5, 6)$ |
# | linear layer | $(5, 10)$ |
#
# You may use your `make_layer`.


# %% answer="ResNet"
class ResNet(nn.Module):
    """A small residual network.

    Args:
        blocks: how many blocks each stage has, a tuple.
        channels: how many channels each stage makes, a tuple as long as blocks.
        num_classes: how many logits come out.
        in_channels: channels of the images.
    """

    def __init__(self, blocks, channels, num_classes, in_channels=3):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv = nn.Conv2d(in_channels, channels[0], 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(channels[0])
        stages, come_in = [], channels[0]
        for k in range(len(blocks)):
            stages.append(make_layer(come_in, channels[k], blocks[k], stride=1 if k == 0 else 2))
            come_in = channels[k]
        self.stages = nn.Sequential(*stages)
        self.linear = nn.Linear(come_in, num_classes)
        ### END SOLUTION

    def forward(self, x):
        """Return logits (N, num_classes) of images (N, in_channels, H, W)."""
        ### BEGIN SOLUTION
        x = F.relu(self.bn(self.conv(x)))
        x = self.stages(x)
        return self.linear(x.mean(dim=(2, 3)))
        ### END SOLUTION


# %% [markdown]
# Remove the `#` sign to try it. The shape should be `[5, 10]`.

# %%
# print(ResNet((2, 1), (4, 6), 10)(torch.zeros(5, 3, 7, 9)).shape)

# %% check="ResNet"
check("ResNet")

# %% [markdown]
# ## Worth knowing
#
# The depth in a network's name counts the layers with weights on the longest way through: the stem, two for each
# basic block, the linear layer. Projections are not counted.
