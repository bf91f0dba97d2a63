# %% [markdown]
# # One number for each map
#
# **25 minutes, easy.** Chapter *Pooling*.
#
# Afterwards you will have written the pooling that ends GoogLeNet, ResNet and MobileNet, and you can tell how many
# parameters it saves, and how many of those it is merely credited with.
#
# Run the cells from top to bottom. `hint("global_avg_pool2d")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## Global average pooling
#
# The last convolution of a network leaves a stack of maps. A classifier wants one row of numbers. Global average
# pooling replaces each map by its mean.
#
# By hand: one image, two maps of 2 x 3.
#
# | map | cells | mean |
# |---:|---|---:|
# | 0 | 1, 2, 3, 4, 5, 6 | $21 / 6 = 3.5$ |
# | 1 | 0, 0, 0, 0, 0, 9 | $9 / 6 = 1.5$ |
#
# In letters: `x` has the shape $(N, C, H, W)$, that is images, maps, rows, columns. The result keeps the four axes,
# the last two with length 1:
#
# $$y[n, c, 0, 0] = \frac{1}{H \cdot W} \sum_{h, w} x[n, c, h, w]$$
#
# Each map of each image has a mean of its own. `x` may hold whole numbers, such as the pixels of a photograph; the
# means keep their fractions. `x` may be a view into a larger array. Leave its values as they are.

# %%
x = np.array([[1, 2, 3], [4, 5, 6], [0, 0, 0], [0, 0, 9]]).reshape(1, 2, 2, 3)
print(x[0, 0].sum() / 6, x[0, 1].sum() / 6)


# %% answer="global_avg_pool2d"
def global_avg_pool2d(x):
    """Replace each map by its mean.

    Args:
        x: images, shape (N, C, H, W), ints or floats.

    Returns:
        Array of shape (N, C, 1, 1).
    """
    ### BEGIN SOLUTION
    return x.mean(axis=(2, 3), keepdims=True)
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should hold 3.5 and 1.5 in an array of shape (1, 2, 1, 1).

# %%
# print(global_avg_pool2d(x))

# %% check="global_avg_pool2d"
check("global_avg_pool2d")

# %% [markdown]
# ## Judge the claim: "it saves 99.5 percent of the parameters"
#
# VGG-16 ends with 512 maps of 7 x 7. It *flattens* them, which means that it writes all cells into one row, and gives
# that row to a dense layer with 4,096 outputs. An article compares two layers:
#
# | layer | parameters |
# |---|---:|
# | flatten, then a dense layer with 4,096 outputs | 102,764,544 |
# | global average pooling, then a dense layer with 1,000 outputs | 513,000 |
#
# Both numbers are right. Is the comparison? Write the function that settles it.
#
# The *head* of a network is everything behind the last maps: a way to get a row of numbers, then dense layers. A dense
# layer that reads $n$ numbers and gives $m$ has a weight for each pair and a bias for each output, $n \cdot m + m$
# parameters. The next layer reads those $m$ numbers.
#
# By hand: 3 maps of 2 x 4, and dense layers with 5 and 2 outputs.
#
# | | first layer | second layer | together |
# |---|---:|---:|---:|
# | flattened, 24 numbers | $24 \cdot 5 + 5 = 125$ | $5 \cdot 2 + 2 = 12$ | 137 |
# | pooled, 3 numbers | $3 \cdot 5 + 5 = 20$ | $5 \cdot 2 + 2 = 12$ | 32 |
#
# In letters, with $C$ channels (one map each) of $H \times W$ cells and widths $m_1, m_2, \ldots$:
#
# $$\text{parameters} = \sum_i \left( m_{i-1} \cdot m_i + m_i \right), \qquad
# m_0 = \begin{cases} C & \text{pooled} \\ C \cdot H \cdot W & \text{flattened} \end{cases}$$


# %% answer="head_parameters"
def head_parameters(channels, size, widths, pool):
    """Return how many numbers the head of a network learns.

    Args:
        channels: number of maps, an int.
        size: the pair (H, W) of one map.
        widths: outputs of the dense layers in their order, a list of at least one int.
        pool: True if the maps are averaged to one number each, False if they are flattened.

    Returns:
        An int.
    """
    ### BEGIN SOLUTION
    features = channels if pool else channels * size[0] * size[1]
    total = 0
    for width in widths:
        total += features * width + width
        features = width
    return total
    ### END SOLUTION


# %% check="head_parameters"
check("head_parameters")

# %% [markdown]
# Now compare like with like. Remove the `#` signs: the first two lines are the two layers of the article, the third is
# the whole head of VGG-16, the fourth a head that flattens and has a single layer with 1,000 outputs.

# %%
# print(head_parameters(512, (7, 7), [4096], False))
# print(head_parameters(512, (7, 7), [1000], True))
# print(head_parameters(512, (7, 7), [4096, 4096, 1000], False))
# print(head_parameters(512, (7, 7), [1000], False))

# %% [markdown]
# **Your verdict.** Double-click this cell and write two sentences. By what factor does pooling shrink the head if
# nothing else changes? What else changed in the article's comparison?

# %% [markdown]
# ## Worth knowing
#
# Pooled or not, the convolutions of VGG-16 keep their 14,714,688 parameters. The mean has a price as well: where in
# the map something was seen is gone.
