# %% [markdown]
# # The shape of a layer's output
#
# **20 minutes, medium.** Chapter *Convolution*, section *Stride, padding, dilation*. Do `output_size` of the
# exercises on convolution first.
#
# Afterwards you can write the shape behind every layer of a network before you build it.
#
# Run the cells from top to bottom. In an answer cell, replace `raise NotImplementedError()` by your code, run
# the cell, then run the check below it. `hint("conv_output_shape")` in a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# A batch of 2 colour images of 8 rows and 6 columns has the shape (2, 3, 8, 6): images, channels, rows, columns. The
# layer has 4 filters of 3 x 3 over the 3 channels, so its weight has the shape (4, 3, 3, 3). The stride is 2.
#
# | axis | from | size |
# |---|---|---:|
# | images | each image is filtered by itself | 2 |
# | maps | each filter sums over the channels and gives one map | 4 |
# | rows | windows start at rows 0, 2 and 4; from row 6 on there are only two rows | 3 |
# | columns | windows start at columns 0 and 2; from column 4 on there are only two columns | 2 |
#
# The output has the shape (2, 4, 3, 2).
#
# ## The definition
#
# The image has the shape $(N, C, H, W)$, the weight $(C_{out}, C, KH, KW)$, the output $(N, C_{out}, OH, OW)$ with
#
# $$OH = \left\lfloor \frac{H + 2 P_v - D_v (KH - 1) - 1}{S_v} \right\rfloor + 1,$$
#
# $$OW = \left\lfloor \frac{W + 2 P_h - D_h (KW - 1) - 1}{S_h} \right\rfloor + 1.$$
#
# Stride $S$, padding $P$ and dilation $D$ are each an int or a pair (vertical, horizontal); an int stands for both
# directions. Any of the three may be a pair while the others are ints. The kernel always fits into the padded image,
# there are no groups, and the two numbers of channels agree.


# %% answer="conv_output_shape"
def conv_output_shape(shape, weight_shape, stride=1, padding=0, dilation=1):
    """Return the shape of a convolution's output.

    Args:
        shape: (N, C, H, W) of the images, a tuple of ints.
        weight_shape: (C_out, C, KH, KW) of the weight, a tuple of ints.
        stride: cells from one window to the next, an int or a pair (vertical, horizontal).
        padding: cells added on each side, an int or a pair.
        dilation: cells from one tap to the next, an int or a pair.

    Returns:
        The tuple (N, C_out, OH, OW) of ints.
    """
    ### BEGIN SOLUTION
    N, _, H, W = shape
    C_out, _, KH, KW = weight_shape
    S, P, D = [value if isinstance(value, tuple) else (value, value) for value in (stride, padding, dilation)]
    OH = (H + 2 * P[0] - D[0] * (KH - 1) - 1) // S[0] + 1
    OW = (W + 2 * P[1] - D[1] * (KW - 1) - 1) // S[1] + 1
    return N, C_out, OH, OW
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be `(2, 4, 3, 2)`.

# %%
# conv_output_shape((2, 3, 8, 6), (4, 3, 3, 3), stride=2)

# %% check="conv_output_shape"
check("conv_output_shape")

# %% [markdown]
# ## Worth knowing
#
# In the paper on AlexNet the images are 224 x 224 and the maps of the first layer 55 x 55, with kernel 11 and stride 4.
# Try it: with 224, cells are left over whatever the padding, as long as it is the same on both sides. With 227 and no
# padding, 55 windows fit and no cell is left over.
