# %% [markdown]
# # Reduce the channels first
#
# **22 minutes, easy to medium.** Chapter *1 x 1 convolutions*. Do `layer_cost` of the topic *arithmetic* first, or
# `predict_pointwise`.
#
# Afterwards you can say what a 1 x 1 convolution in front of a large kernel saves, and when it saves nothing.
#
# Run the cells from top to bottom. `hint("bottleneck_macs")` in a cell of its own gives the next hint for this
# function.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## What the two steps cost
#
# A large kernel on many channels is dear: every filter has $K \cdot K$ weights for each of them. So let a 1 x 1
# convolution go first. It mixes $C_{in}$ channels to a few, $C_{mid}$; the $K \times K$ kernels read those and make
# $C_{out}$. All maps have $H \times W$ pixels; padding keeps them so.
#
# By hand: 3 channels in, 2 in between, 4 out, $K = 3$, maps of 2 x 5. At one pixel
#
# - the 1 x 1 step takes $3 \cdot 2 = 6$ multiply-adds,
# - the 3 x 3 step takes $9 \cdot 2 \cdot 4 = 72$.
#
# That is 78 at each of the 10 pixels: 780 together. Without the reduction it would be $9 \cdot 3 \cdot 4 = 108$ at each
# pixel, 1,080 together. Zeros of the padding are multiplied like all other numbers. Biases are not counted.


# %% answer="bottleneck_macs"
def bottleneck_macs(c_in, c_mid, c_out, kernel_size, height, width):
    """Return the multiply-adds of a 1x1 convolution and a large kernel behind it, for one image.

    Args:
        c_in: channels of the input.
        c_mid: channels between the two convolutions.
        c_out: channels of the output.
        kernel_size: K of the second convolution, an int.
        height: rows of all maps.
        width: columns of all maps.

    Returns:
        A whole number.
    """
    ### BEGIN SOLUTION
    return height * width * (c_in * c_mid + kernel_size**2 * c_mid * c_out)
    ### END SOLUTION


# %% check="bottleneck_macs"
check("bottleneck_macs")

# %% [markdown]
# A layer of GoogLeNet has 5 x 5 kernels, 192 channels in, 32 out, maps of 28 x 28, and a reduction to 16. Remove the
# `#` signs. The second number should be 120,422,400.

# %%
# print(f"{bottleneck_macs(192, 16, 32, 5, 28, 28):,} with a reduction")
# print(f"{28 * 28 * 5 * 5 * 192 * 32:,} without")

# %% [markdown]
# ## Heard in the wild: "1 x 1 convolutions are there so that there are as few numbers to learn as possible"
#
# Without biases, weights and multiply-adds of a pixel are the same number. So look at one pixel. The *direct* way is
# one convolution of $K \times K$ from $C_{in}$ to $C_{out}$. The *reduced* way has a 1 x 1 convolution to $C_{mid}$ in
# front. How wide may $C_{mid}$ be, if the reduced way is to cost less?
#
# By hand: $C_{in} = 3$, $C_{out} = 4$, $K = 3$. The direct way costs $9 \cdot 3 \cdot 4 = 108$.
#
# | $C_{mid}$ | 1 x 1 step | 3 x 3 step | together |
# |---:|---:|---:|---:|
# | 1 | 3 | 36 | 39 |
# | 2 | 6 | 72 | 78 |
# | 3 | 9 | 108 | 117 |
#
# At 3 it costs more. The widest reduction that saves something is 2. Where both ways cost the same, nothing is saved.


# %% answer="widest_reduction"
def widest_reduction(c_in, c_out, kernel_size):
    """Return the largest number of channels in between at which the reduced way costs less than the direct one.

    Args:
        c_in: channels of the input.
        c_out: channels of the output.
        kernel_size: K of the large kernel, an int of at least 1.

    Returns:
        A whole number; 0 if no reduction saves anything.
    """
    ### BEGIN SOLUTION
    direct = kernel_size**2 * c_in * c_out
    return (direct - 1) // (c_in + kernel_size**2 * c_out)
    ### END SOLUTION


# %% check="widest_reduction"
check("widest_reduction")

# %% [markdown]
# Now the numbers: the layer of GoogLeNet above, a 3 x 3 layer with 64 channels in and out, and one with 64 in and 2
# out. Remove the `#` signs.

# %%
# for layer in [(192, 32, 5), (64, 64, 3), (64, 2, 3)]:
#     print(layer, "up to", widest_reduction(*layer))

# %% [markdown]
# **Your verdict** (double-click to write): does a 1 x 1 convolution in front always save something? What does it do to
# the network besides, for better or worse?
#
# ...
