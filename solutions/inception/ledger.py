# %% [markdown]
# # The ledger of GoogLeNet
#
# **30 minutes, easy to medium.** Chapter *Inception*. Do `predict_first` first.
#
# Afterwards you can compute from a row of the paper's table what a block learns and what it costs, and you can
# judge a number that is found in many places: "GoogLeNet has five million parameters".
#
# Run the cells from top to bottom. `hint("inception_ledger")` in a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# A small block reads 4 maps of 2 x 3. Its row of the table is
#
# | c1 | c3_reduce | c3 | c5_reduce | c5 | pool_proj |
# |---:|---:|---:|---:|---:|---:|
# | 1 | 2 | 3 | 1 | 2 | 2 |
#
# It has six convolutions. One $k \times k$ convolution from $C_{in}$ to $C_{out}$ channels has
# $C_{in} \cdot C_{out} \cdot k \cdot k$ weights and $C_{out}$ biases:
#
# | convolution | weights | biases |
# |---|---:|---:|
# | 1 x 1, from 4 to c1 = 1 | $4 \cdot 1 = 4$ | 1 |
# | 1 x 1, from 4 to c3_reduce = 2 | $4 \cdot 2 = 8$ | 2 |
# | 3 x 3, from 2 to c3 = 3 | $2 \cdot 3 \cdot 9 = 54$ | 3 |
# | 1 x 1, from 4 to c5_reduce = 1 | $4 \cdot 1 = 4$ | 1 |
# | 5 x 5, from 1 to c5 = 2 | $1 \cdot 2 \cdot 25 = 50$ | 2 |
# | 1 x 1, behind the pool, from 4 to pool_proj = 2 | $4 \cdot 2 = 8$ | 2 |
# | sum | 128 | 11 |
#
# So the block learns $128 + 11 = 139$ numbers. The large kernels read few channels: those of their reductions.
#
# All maps in the block are 2 x 3, since every layer keeps the size. Each weight is used once in each of the
# 6 cells: $128 \cdot 6 = 768$ multiply-adds. Biases are not counted as multiply-adds, and the pool takes none.
#
# ## One block
#
# The arguments are the channels that the block reads, the six columns, and `size`, the pair (H, W). Everything is
# an int of 1 or more.


# %% answer="inception_ledger"
def inception_ledger(in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj, size):
    """Return what an inception block learns, and what it costs for one image.

    Args:
        in_channels: channels that the block reads.
        c1, c3_reduce, c3, c5_reduce, c5, pool_proj: the columns of the table.
        size: the pair (H, W) of the maps.

    Returns:
        (parameters, multiply_adds), two ints. Parameters are weights and biases.
    """
    ### BEGIN SOLUTION
    H, W = size
    convolutions = [
        (in_channels, c1, 1),
        (in_channels, c3_reduce, 1),
        (c3_reduce, c3, 3),
        (in_channels, c5_reduce, 1),
        (c5_reduce, c5, 5),
        (in_channels, pool_proj, 1),
    ]
    weights = sum(c_in * c_out * k * k for c_in, c_out, k in convolutions)
    biases = sum(c_out for _, c_out, _ in convolutions)
    return weights + biases, weights * H * W
    ### END SOLUTION


# %% check="inception_ledger"
check("inception_ledger")

# %% [markdown]
# ## All blocks
#
# A block gives the channels of its four branches, one behind the other: $c1 + c3 + c5 + pool\_proj$. The block
# that follows reads them. The max pools that stand between some of the blocks change no channels and learn
# nothing.
#
# By hand, with the row from above and a second one, `(2, 1, 4, 2, 1, 3)`: the first block learns 139 numbers and
# gives $1 + 3 + 2 + 2 = 8$ channels. The second reads 8, has
# $8 \cdot 2 + 8 \cdot 1 + 1 \cdot 4 \cdot 9 + 8 \cdot 2 + 2 \cdot 1 \cdot 25 + 8 \cdot 3 = 150$ weights and
# $2 + 1 + 4 + 2 + 1 + 3 = 13$ biases, so it learns 163. Together they learn 302.
#
# `rows` is a list of one or more rows, each a tuple of the six columns in the order of the table. You may call your
# `inception_ledger`.


# %% answer="stack_parameters"
def stack_parameters(in_channels, rows):
    """Return how many numbers a stack of inception blocks learns.

    Args:
        in_channels: channels that the first block reads.
        rows: list of (c1, c3_reduce, c3, c5_reduce, c5, pool_proj), the first block first.

    Returns:
        An int.
    """
    ### BEGIN SOLUTION
    total = 0
    for row in rows:
        total += inception_ledger(in_channels, *row, (1, 1))[0]
        c1, _, c3, _, c5, pool_proj = row
        in_channels = c1 + c3 + c5 + pool_proj
    return total
    ### END SOLUTION


# %% check="stack_parameters"
check("stack_parameters")

# %% [markdown]
# ## Heard in the wild
#
# > GoogLeNet has five million parameters. It has no fully connected layer at all.
#
# The nine rows of table 1 stand below; the first block reads 192 channels. Before the blocks stand three
# convolutions with biases (7 x 7 from 3 to 64, 1 x 1 from 64 to 64, 3 x 3 from 64 to 192), behind them one linear
# layer from 1,024 numbers to 1,000 classes, with biases. The two auxiliary heads, which exist in training only, are
# left aside. Remove the `#` and add up.

# %%
TABLE_1 = [
    (64, 96, 128, 16, 32, 32),
    (128, 128, 192, 32, 96, 64),
    (192, 96, 208, 16, 48, 64),
    (160, 112, 224, 24, 64, 64),
    (128, 128, 256, 24, 64, 64),
    (112, 144, 288, 32, 64, 64),
    (256, 160, 320, 32, 128, 128),
    (256, 160, 320, 32, 128, 128),
    (384, 192, 384, 48, 128, 128),
]
# stem = (3 * 64 * 49 + 64) + (64 * 64 + 64) + (64 * 192 * 9 + 192)
# blocks = stack_parameters(192, TABLE_1)
# linear = 1024 * 1000 + 1000
# print(stem, blocks, linear, stem + blocks + linear)

# %% [markdown]
# Write down here, in a sentence or two, what is right and what is wrong about the claim:
#
# *(your words)*
