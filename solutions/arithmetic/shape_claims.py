# %% [markdown]
# # Heard in the wild: the arithmetic of layers
#
# **40 minutes, easy to medium.** Chapter *Convolution*, section *Stride, padding, dilation*. Do `layer_cost` first.
#
# Three claims that you can read on the web or in papers. For each, you write the function whose numbers settle it, look
# at the numbers, and write down what follows.
#
# Run the cells from top to bottom. In an answer cell, replace `raise NotImplementedError()` by your code, run
# the cell, then run the check below it. `hint("stack_cost")` in a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## Claim 1: "Two 3 x 3 layers see as far as one 5 x 5 layer and cost less; three of them replace a 7 x 7"
#
# Compare stacks of layers with $C$ channels in and $C$ channels out, stride 1, no dilation. Two numbers are wanted for
# a stack: its weights, without biases, and its receptive field in one direction.
#
# By hand, for $C = 10$ and one layer of 2 x 2 after one of 3 x 3. The first has $10 \cdot 10$ kernels of 9 weights, 900
# in all; the second has $10 \cdot 10$ kernels of 4, which is 400. Together: 1,300 weights. The field begins with 1; the
# first layer adds 2, the second 1: a field of 4.


# %% answer="stack_cost"
def stack_cost(channels, kernel_sizes):
    """Return what a stack of layers costs, and how far it sees.

    Args:
        channels: C, into and out of every layer, an int.
        kernel_sizes: one int a layer, from the input on; at least one. Kernels are square, the stride is 1.

    Returns:
        The pair (weights, field): the weights of all layers without biases, and the receptive field in one direction.
    """
    ### BEGIN SOLUTION
    weights = channels * channels * sum(k * k for k in kernel_sizes)
    field = 1 + sum(k - 1 for k in kernel_sizes)
    return weights, field
    ### END SOLUTION


# %% check="stack_cost"
check("stack_cost")

# %% [markdown]
# Now the numbers. Remove the `#` signs. Divided by $C^2$ the weights are those for one pair of channels.

# %%
# for kernel_sizes in [[3, 3], [5], [3, 3, 3], [7]]:
#     weights, field = stack_cost(64, kernel_sizes)
#     print(kernel_sizes, "weights / C^2:", weights / 64**2, "field:", field)

# %% [markdown]
# **Your verdict** (double-click to write): is the claim right? How much is saved, in per cent, in the two cases?
# What else comes with two layers in place of one?
#
# ...

# %% [markdown]
# ## Claim 2: "Without padding, after five layers of 5 x 5 there may be nothing left of a 32 x 32 image but 1 x 1"
#
# Without padding, a kernel of $K$ at stride 1 makes $H - K + 1$ cells of $H$. Go on for as long as the kernel fits.
#
# By hand, for 10 cells and kernel 4: 10 becomes 7, 7 becomes 4, and 4 becomes 1, since a kernel as large as its input
# fits once. On 1 cell the kernel does not fit. The sizes after each layer are 7, 4, 1.


# %% answer="shrinking_sizes"
def shrinking_sizes(size, kernel_size):
    """Return the sizes after each of as many layers as fit one after the other.

    Args:
        size: cells of the input in one direction, an int.
        kernel_size: the same for all layers, an int of at least 2. Stride 1, no padding.

    Returns:
        A list of ints, the size after the first layer first. It is empty if the kernel is larger than the input.
    """
    ### BEGIN SOLUTION
    sizes = []
    while size >= kernel_size:
        size = size - kernel_size + 1
        sizes.append(size)
    return sizes
    ### END SOLUTION


# %% check="shrinking_sizes"
check("shrinking_sizes")

# %% [markdown]
# Now the numbers. Remove the `#` sign.

# %%
# shrinking_sizes(32, 5)

# %% [markdown]
# **Your verdict** (double-click to write): what is left after five layers? How many layers are possible in all?
#
# ...

# %% [markdown]
# ## Claim 3: "A 5 x 5 kernel cannot go over 32 cells with stride 2: there would be 14.5 windows"
#
# Libraries do not refuse. They round down to 14 windows, and some cells at the end are read by no window. How many?
#
# By hand: 14 windows start at 0, 2, ..., 26, and the last of them reads the cells 26 to 30. Cell 31 is read by none:
# 1 unread cell.
#
# With padding, look at 10 cells, kernel 3, stride 5 and padding 1. The padded input has 12 cells, 0 to 11, of which 1
# to 10 are the input. Windows start at 0 and 5; the last one reads 5, 6, 7. Behind it lie the padded cells 8 to 11.
# The last of them is padding, so 3 cells of the input are unread. With padding 2 there are 14 cells, windows start at
# 0, 5 and 10, and behind the last one lies cell 13 alone, which is padding: 0 cells of the input are unread.
#
# Count only cells behind the last window. Where the stride is larger than the kernel, there are gaps between the
# windows, too; they do not count here.


# %% answer="unread_cells"
def unread_cells(size, kernel_size, stride=1, padding=0):
    """Return how many cells of the input lie behind the last window, read by none.

    Args:
        size: cells of the input in one direction, an int.
        kernel_size: taps of the kernel, an int; it fits into the padded input. There is no dilation.
        stride: cells from one window to the next, an int of at least 1.
        padding: cells added on each side, an int of at least 0. They are not cells of the input.

    Returns:
        An int of at least 0.
    """
    ### BEGIN SOLUTION
    behind = (size + 2 * padding - kernel_size) % stride
    return max(behind - padding, 0)
    ### END SOLUTION


# %% check="unread_cells"
check("unread_cells")

# %% [markdown]
# Now the numbers: the claim's layer, and the first layer of AlexNet on the 224 cells of its paper and on 227. Remove
# the `#` signs.

# %%
# print(unread_cells(32, 5, stride=2))
# print(unread_cells(224, 11, stride=4), unread_cells(227, 11, stride=4))

# %% [markdown]
# **Your verdict** (double-click to write): is a stride that does not divide a mistake? What does it cost?
#
# ...
