# %% [markdown]
# # The blocks of MobileNet v2 and v3
#
# **60 minutes, medium to hard.** Chapter *MobileNet*. Do `depthwise_conv2d` first, and read how a torch module is
# written: `__init__` makes the layers, `forward` runs them.
#
# Afterwards you will have written the two blocks from which MobileNet v2 and v3 are made.
#
# Name your layers as you like: the check compares what a block computes and how many numbers it learns. It gives
# every layer weights of its own choice first. Run the cells from top to bottom. `hint("SqueezeExcite")` in a cell of
# its own gives the next hint.

# %%
import torch
from torch import nn
from torch.nn import functional as F

from cnncourse.checking import check, hint

# %% [markdown]
# ## Squeeze and excite
#
# A block that lets a network turn whole channels up and down. It works in three steps.
#
# 1. *Squeeze*: take the mean of each map, over rows and columns. An image of $(C, H, W)$ becomes $C$ numbers.
# 2. *Excite*: a layer from $C$ numbers to $C / r$, ReLU, a layer from $C / r$ back to $C$, sigmoid. Both layers have
#    a bias. $r$ is the *reduction*.
# 3. *Scale*: multiply each map by its number, which lies between 0 and 1.
#
# $$s = \sigma\bigl(W_2\,\text{relu}(W_1\,\text{mean} + b_1) + b_2\bigr) \qquad
# y[n, c, h, w] = x[n, c, h, w] \cdot s[n, c]$$
#
# By hand: two channels with the means 2 and 4, $C / r = 1$. The first layer has the weights 1, -1 and the bias 3: it
# gives $2 - 4 + 3 = 1$, and ReLU leaves that. The second has the weights 0 and -2 and the biases 0 and 2: it gives 0
# and 0. The sigmoid of 0 is one half, so both maps are halved.
#
# The layers may be `nn.Linear` or `nn.Conv2d` with 1 x 1 kernels: on single numbers they are the same.

# %%
x = torch.arange(24.0).reshape(1, 2, 3, 4)
print(x.mean((2, 3)), x.mean((2, 3), keepdim=True).shape)


# %% answer="SqueezeExcite"
class SqueezeExcite(nn.Module):
    """Scale each channel by a number in 0..1 that is computed from the means of all channels.

    Args:
        channels: C of x, a multiple of reduction.
        reduction: there are channels // reduction numbers between the two layers.
    """

    def __init__(self, channels, reduction=4):
        super().__init__()
        ### BEGIN SOLUTION
        self.squeeze = nn.Linear(channels, channels // reduction)
        self.excite = nn.Linear(channels // reduction, channels)
        ### END SOLUTION

    def forward(self, x):
        """Return x (N, C, H, W) with its channels scaled."""
        ### BEGIN SOLUTION
        s = torch.sigmoid(self.excite(F.relu(self.squeeze(x.mean((2, 3))))))  # (N, C)
        return x * s[:, :, None, None]
        ### END SOLUTION


# %% check="SqueezeExcite"
check("SqueezeExcite")

# %% [markdown]
# ## The inverted residual
#
# A ResNet bottleneck is wide at its ends and narrow inside. MobileNet v2 turns that round: narrow ends, wide inside,
# since a depthwise convolution is cheap even on many channels. With $t$ for `expand_ratio` and
# $\text{hidden} = t \cdot C_{in}$:
#
# | step | convolution | channels | then |
# |---|---|---|---|
# | expand | 1 x 1 | $C_{in} \to$ hidden | batch norm, ReLU6 |
# | filter | depthwise 3 x 3, padding 1, with the stride | hidden $\to$ hidden | batch norm, ReLU6 |
# | project | 1 x 1 | hidden $\to C_{out}$ | batch norm |
#
# - No activation follows the projection: it is *linear*. In few channels a ReLU would destroy what it sets to 0.
# - If $t = 1$ there is nothing to expand: the block begins with the depthwise convolution.
# - The convolutions have no biases; the batch norms do.
# - *Shortcut*: `x` is added to the result if the stride is 1 and $C_{in} = C_{out}$. Otherwise the shapes differ, and
#   there is no shortcut at all: the block returns the result alone. Nothing follows the addition.
#
# By hand, $C_{in} = C_{out} = 3$, $t = 2$, stride 1: hidden is 6, and the block learns
# $3 \cdot 6 + 6 \cdot 9 + 6 \cdot 3 = 90$ weights and $2 \cdot (6 + 6 + 3) = 30$ numbers of batch norms. `x` is added.
# With $t = 1$ it would learn $3 \cdot 9 + 3 \cdot 3 = 36$ weights and $2 \cdot (3 + 3) = 12$.

# %%
depthwise = nn.Conv2d(6, 6, 3, stride=2, padding=1, groups=6, bias=False)
print(depthwise.weight.shape, depthwise(torch.zeros(1, 6, 7, 8)).shape)


# %% answer="InvertedResidual"
class InvertedResidual(nn.Module):
    """Expand, filter each channel, project linearly; add x where the shapes allow it.

    Args:
        in_channels: C of x.
        out_channels: C of the result.
        stride: of the depthwise convolution, 1 or 2.
        expand_ratio: hidden channels / in_channels, an int of at least 1.
    """

    def __init__(self, in_channels, out_channels, stride, expand_ratio):
        super().__init__()
        ### BEGIN SOLUTION
        hidden = in_channels * expand_ratio
        layers = []
        if expand_ratio != 1:
            layers += [nn.Conv2d(in_channels, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6()]
        layers += [
            nn.Conv2d(hidden, hidden, 3, stride, padding=1, groups=hidden, bias=False),
            nn.BatchNorm2d(hidden),
            nn.ReLU6(),
            nn.Conv2d(hidden, out_channels, 1, bias=False),
            nn.BatchNorm2d(out_channels),
        ]
        self.layers = nn.Sequential(*layers)
        self.add = stride == 1 and in_channels == out_channels
        ### END SOLUTION

    def forward(self, x):
        """Return y (N, out_channels, OH, OW) of x (N, in_channels, H, W)."""
        ### BEGIN SOLUTION
        y = self.layers(x)
        return x + y if self.add else y
        ### END SOLUTION


# %% check="InvertedResidual"
check("InvertedResidual")

# %% [markdown]
# ## Worth knowing
#
# MobileNet v2 has 17 of these blocks, all but the first with $t = 6$. v3 puts a squeeze-and-excite block behind the
# depthwise convolution in some of them, and the hard swish in place of ReLU6 in the deeper half.
