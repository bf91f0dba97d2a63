# %% [markdown]
# # What a layer costs, and how far it sees
#
# **30 minutes, easy to medium.** Chapter *Convolution*, section *From one channel to a layer*. Do
# `output_size` of the exercises on convolution first.
#
# Afterwards you can tell, from the settings of a layer alone, how many numbers it learns, how many
# multiplications it takes, and which part of the image one cell of its output depends on.
#
# Run the cells from top to bottom. `hint("mac_count")` in a cell of its own gives the next hint for this
# function.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## Parameters
#
# The parameters of a layer are the numbers that training adjusts: all weights, and one bias for each filter.
# $C_{in}$ channels come in, $C_{out}$ go out, one for each filter. With $G$ groups a filter reads only
# $C_{in}/G$ of the channels; a *dense* layer, $G = 1$, reads all. The weight has the shape
# $(C_{out}, C_{in}/G, KH, KW)$, so
#
# $$\text{parameters} = C_{out} \cdot \frac{C_{in}}{G} \cdot KH \cdot KW + C_{out}.$$
#
# The last $C_{out}$ is the biases; it is missing when `bias` is `False`.
#
# By hand: 3 channels in, 2 out, a 3 x 3 kernel. One filter has $3 \cdot 9 = 27$ weights, two have 54, and
# with 2 biases the layer has 56 parameters. The size of the image does not occur: the same 56 numbers serve
# any image.


# %% answer="parameter_count"
def parameter_count(c_in, c_out, kernel_size, groups=1, bias=True):
    """Return how many numbers a convolution layer learns.

    Args:
        c_in: channels of the input, a multiple of groups.
        c_out: channels of the output, a multiple of groups.
        kernel_size: an int or the pair (KH, KW).
        groups: number of blocks that the channels are cut into.
        bias: whether each filter has a bias.

    Returns:
        An int.
    """
    ### BEGIN SOLUTION
    KH, KW = (kernel_size, kernel_size) if np.ndim(kernel_size) == 0 else kernel_size
    return c_out * (c_in // groups) * KH * KW + (c_out if bias else 0)
    ### END SOLUTION


# %% check="parameter_count"
check("parameter_count")

# %% [markdown]
# ## Multiply-adds
#
# The work of a layer is counted in multiply-adds (MACs): one multiplication and the addition that follows it.
# Each cell of the output, of which there are $C_{out} \cdot OH \cdot OW$ for one image, costs one
# multiply-add for each weight of its filter. Biases are not counted.
#
# By hand: the layer above on an image whose output is 8 x 8. There are $2 \cdot 64 = 128$ output cells, each
# costs 27, so the layer takes 3,456 multiply-adds. Here the size of the image does matter.


# %% answer="mac_count"
def mac_count(c_in, c_out, kernel_size, output_size, groups=1):
    """Return how many multiply-adds a convolution layer takes for one image.

    Args:
        c_in: channels of the input, a multiple of groups.
        c_out: channels of the output, a multiple of groups.
        kernel_size: an int or the pair (KH, KW).
        output_size: an int or the pair (OH, OW).
        groups: number of blocks that the channels are cut into.

    Returns:
        An int.
    """
    ### BEGIN SOLUTION
    KH, KW = (kernel_size, kernel_size) if np.ndim(kernel_size) == 0 else kernel_size
    OH, OW = (output_size, output_size) if np.ndim(output_size) == 0 else output_size
    cost_of_one_cell = (c_in // groups) * KH * KW
    return c_out * OH * OW * cost_of_one_cell
    ### END SOLUTION


# %% check="mac_count"
check("mac_count")

# %% [markdown]
# ## Receptive field
#
# The receptive field of an output cell is the stretch of the input that it depends on, from the first cell to
# the last; cells in between that a dilated kernel skips are counted too. One direction is enough.
#
# By hand: two layers of kernel 3, the first with stride 2. A cell of the second layer reads three
# neighbouring cells of the first. Those start at input cells 0, 2, 4, and each reads 3 cells. Together they
# read the cells 0 to 6: a receptive field of 7.
#
# In general keep two numbers while you go through the layers, from the input on: the *field* $r$, which is 1
# before the first layer, and the *jump* $j$, the distance in the input between two neighbouring cells of the
# present layer, which is 1 as well. A layer with kernel size $K$, stride $S$ and dilation $D$ adds $K - 1$
# steps of $D$ cells, each of them $j$ input cells long:
#
# $$r \leftarrow r + (K - 1) \cdot D \cdot j \qquad \text{then} \qquad j \leftarrow j \cdot S.$$
#
# | layer ($K$, $S$, $D$) | $r$ | $j$ |
# |---|---:|---:|
# | before the first | 1 | 1 |
# | (3, 2, 1) | $1 + 2 \cdot 1 \cdot 1 = 3$ | 2 |
# | (3, 1, 1) | $3 + 2 \cdot 1 \cdot 2 = 7$ | 2 |
#
# The stride of a layer widens what the layers *after* it add. Padding plays no part: the border of the image
# is not taken into account. Without any layer the field is 1.


# %% answer="receptive_field"
def receptive_field(layers):
    """Return the length of the stretch of the input that a cell of the last layer depends on.

    Args:
        layers: list of (kernel_size, stride, dilation), ints, the layer at the input first; may be empty.

    Returns:
        An int.
    """
    ### BEGIN SOLUTION
    field, jump = 1, 1
    for kernel_size, stride, dilation in layers:
        field += (kernel_size - 1) * dilation * jump
        jump *= stride
    return field
    ### END SOLUTION


# %% check="receptive_field"
check("receptive_field")

# %% [markdown]
# ## Worth knowing
#
# The border of the image is left out of all this. Near it, the receptive field of a cell hangs over the edge, and
# part of what the cell sees is padding.
