# %% [markdown]
# # Three claims about residual networks
#
# **40 minutes, easy to medium.** Chapter *Residual networks*.
#
# Three sentences that are often written. For each you write a function whose numbers settle it, and then your own
# verdict, in words, in the cell that is kept for it.
#
# Run the cells from top to bottom. `hint("worse_when_deeper")` in a cell of its own gives the next hint for this
# function.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## "The deeper the network, the more accurate"
#
# The paper of 2015 reports errors in per cent for networks of several depths. (Table 2, ImageNet, top-1, and table
# 6, CIFAR-10.)
#
# | networks | depth: error |
# |---|---|
# | plain, ImageNet | 18: 27.94, 34: 28.54 |
# | residual, ImageNet | 18: 27.88, 34: 25.03 |
# | residual, CIFAR-10 | 20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43, 1202: 7.93 |
#
# Write a function that finds the networks of a table that are worse than some shallower one: those that have a
# higher error although they are deeper. One better shallower network is enough, it need not be the next one. An
# equal error is not worse.
#
# By hand: depths 8, 14, 20 with errors 7, 5, 6. The network of 20 layers is worse than that of 14 (6 is more than
# 5). That it is better than the one of 8 does not help it. The result is `[20]`.


# %% answer="worse_when_deeper"
def worse_when_deeper(depths, errors):
    """Return the depths of the networks that have a higher error than some shallower network of the table.

    Args:
        depths: list of ints, all different, in any order.
        errors: list of numbers, the error of each network in per cent.

    Returns:
        A list of depths, rising; empty if there is no such network.
    """
    ### BEGIN SOLUTION
    found, lowest = [], float("inf")
    for depth, error in sorted(zip(depths, errors, strict=True)):
        if error > lowest:
            found.append(depth)
        lowest = min(lowest, error)
    return found
    ### END SOLUTION


# %% check="worse_when_deeper"
check("worse_when_deeper")

# %% [markdown]
# **Your verdict.** Double-click and write: for which of the three rows does the claim hold? What would you have to
# know about the *training* errors to tell whether a deeper network overfits?
#
# ...

# %% [markdown]
# ## "The identity shortcut contains a 1 x 1 convolution"
#
# The paper compares three kinds of shortcuts in networks of basic blocks:
#
# - **A**: the identity; where the shape changes, subsampling and zeros, as in `shortcut_a`. Nothing is learned.
# - **B**: the identity; where the shape changes, a projection.
# - **C**: a projection in every block.
#
# A projection from $C$ to $D$ channels is a 1 x 1 convolution without bias, $C \cdot D$ weights, and a batch norm,
# which learns a scale and a shift for each of its $D$ channels.
#
# A network has a list of `blocks` and `channels`, a number for each stage. The first stage reads as many channels
# as it makes, at stride 1, so it changes nothing. The first block of every later stage halves the maps: it always
# changes the shape.
#
# By hand: `blocks` (2, 2), `channels` (3, 5). There are four blocks, from 3 to 3, 3 to 3, 3 to 5 and 5 to 5
# channels. Under B the third has a projection: $3 \cdot 5 + 2 \cdot 5 = 25$ numbers. Under C all four have:
# $(9 + 6) + (9 + 6) + 25 + (25 + 10) = 90$.


# %% answer="shortcut_parameters"
def shortcut_parameters(blocks, channels, option):
    """Return how many numbers all shortcuts of a network of basic blocks learn together.

    Args:
        blocks: how many blocks each stage has, a tuple.
        channels: how many channels each stage makes, a tuple as long as blocks.
        option: "A", "B" or "C".

    Returns:
        An int.
    """
    ### BEGIN SOLUTION
    total, come_in = 0, channels[0]
    for stage, (count, made) in enumerate(zip(blocks, channels, strict=True)):
        for block in range(count):
            changes = stage > 0 and block == 0
            if option == "C" or (option == "B" and changes):
                total += come_in * made + 2 * made
            come_in = made
    return total
    ### END SOLUTION


# %% check="shortcut_parameters"
check("shortcut_parameters")

# %% [markdown]
# ResNet-34 has `blocks` (3, 4, 6, 3) and `channels` (64, 128, 256, 512). Compute its three numbers.

# %%
# for option in "ABC":
#     print(option, shortcut_parameters((3, 4, 6, 3), (64, 128, 256, 512), option))

# %% [markdown]
# **Your verdict.** Double-click and write: how many of the 16 shortcuts of ResNet-34 contain a 1 x 1 convolution
# under A, B and C? What, then, does an identity shortcut contain?
#
# ...

# %% [markdown]
# ## "Deep plain networks fail because the signal vanishes"
#
# Some say: without shortcuts the signal fades from layer to layer, and so does the gradient; that is why a plain
# network of 34 layers is worse than one of 18. The authors of the residual network doubt it, because their plain
# networks had batch norms. Follow the signal through a deep plain network, with normalisation and without.
#
# A layer takes $x$ of shape $(N, D)$, a row for each image, and computes
#
# $$z = x\,W, \qquad \text{normalised if asked for}, \qquad \text{then } \mathrm{relu}(z),$$
#
# which is the $x$ of the next layer. Normalising takes each of the $D$ columns for itself, as a batch norm does in
# training: subtract its mean over the $N$ images, divide by its standard deviation over them (`np.std` as it is; no
# small number is added). The *spread* of a layer is the standard deviation of all $N \cdot D$ numbers that come out
# of its ReLU, taken together.
#
# By hand, not normalised: $x$ is `[[1, 2], [3, -1]]`, $W$ is `[[1, -1], [2, 0]]`. Then $z$ is `[[5, -1], [1, -3]]`
# and the ReLU makes it `[[5, 0], [1, 0]]`. The mean of the four numbers is 1.5, their squares have the mean
# $26 / 4 = 6.5$, and the spread is $\sqrt{6.5 - 1.5^2} = 2.06$.


# %% answer="signal_std"
def signal_std(x, weights, normalise=False):
    """Return the spread of what comes out of each layer of a plain network.

    Args:
        x: the input, shape (N, D).
        weights: one matrix a layer, the first layer first, shape (L, D, D).
        normalise: whether each column of x @ W is normalised before the ReLU.

    Returns:
        L numbers, a list or an array.
    """
    ### BEGIN SOLUTION
    spreads = []
    for W in weights:
        z = x @ W
        if normalise:
            z = (z - z.mean(axis=0)) / z.std(axis=0)
        x = np.maximum(z, 0)
        spreads.append(x.std())
    return spreads
    ### END SOLUTION


# %% check="signal_std"
check("signal_std")

# %% [markdown]
# Fifty layers with drawn weights. Guess the last number of both rows before you remove the `#` signs.

# %%
# rng = np.random.default_rng(0)
# x, weights = rng.normal(size=(256, 64)), rng.normal(size=(50, 64, 64)) / 8
# print("as it is:  ", [f"{s:.2g}" for s in signal_std(x, weights)[::7]])
# print("normalised:", [f"{s:.2g}" for s in signal_std(x, weights, normalise=True)[::7]])

# %% [markdown]
# **Your verdict.** Double-click and write: does the signal of a plain network with batch norms vanish? What does
# that leave of the claim?
#
# ...

# %% [markdown]
# ## Worth knowing
#
# The paper, section 4.1: "We argue that this optimization difficulty is unlikely to be caused by vanishing
# gradients." Its plain networks have batch norms, and the deeper one has the higher error already on the images that it
# is trained on. What makes plain depth hard to train is a question that the paper leaves open.
