# %% [markdown]
# # Heard in the wild: "a 1 x 1 convolution adds non-linearity"
#
# **15 minutes, medium.** Chapter *1 x 1 convolutions*. Do `pointwise_conv2d` first.
#
# Afterwards you can say what two layers can do that one cannot, and what that depends on.
#
# Run the cells from top to bottom. `hint("merge_pointwise")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# Two 1 x 1 convolutions, one after the other, with nothing in between. One channel goes in; a pixel of it is $x$.
#
# - The first layer has two filters, with the weights 2 and 3 and the biases 1 and -1. It makes $2x + 1$ and $3x - 1$.
# - The second has one filter, with the weights 10 and 1 and the bias 5. It makes
#   $10 \cdot (2x + 1) + 1 \cdot (3x - 1) + 5$.
#
# Multiplied out, that is $23x + 14$: a single 1 x 1 convolution with the weight 23 and the bias 14.
#
# ## In letters
#
# The first layer leads from $C$ channels to $M$, the second from $M$ to $F$. In one pixel, with the channels as a
# column $x$ of $C$ numbers,
#
# $$y = W_2\,(W_1\,x + b_1) + b_2$$
#
# Find the weight $W$ and the bias $b$ for which $y = W\,x + b$, whatever $x$ is.


# %% answer="merge_pointwise"
def merge_pointwise(weight1, bias1, weight2, bias2):
    """Return the 1x1 convolution that does what two in a row do.

    Args:
        weight1: of the first, (M, C, 1, 1).
        bias1: of the first, (M,).
        weight2: of the second, (F, M, 1, 1).
        bias2: of the second, (F,).

    Returns:
        The pair (weight, bias), of shapes (F, C, 1, 1) and (F,).
    """
    ### BEGIN SOLUTION
    w1, w2 = weight1[:, :, 0, 0], weight2[:, :, 0, 0]
    return (w2 @ w1)[:, :, None, None], w2 @ bias1 + bias2
    ### END SOLUTION


# %% check="merge_pointwise"
check("merge_pointwise")

# %% [markdown]
# Now the numbers. Both lines print how far the merged layer is from the two layers: first as they are, then with a ReLU
# between them. Remove the `#` signs.

# %%
from cnncourse.numpy import pointwise_conv2d

rng = np.random.default_rng(0)
x = rng.normal(size=(1, 3, 4, 5))
first, second = (rng.normal(size=(6, 3, 1, 1)), rng.normal(size=6)), (rng.normal(size=(2, 6, 1, 1)), rng.normal(size=2))
between = pointwise_conv2d(x, *first)
# merged = pointwise_conv2d(x, *merge_pointwise(*first, *second))
# print(abs(pointwise_conv2d(between, *second) - merged).max())
# print(abs(pointwise_conv2d(np.maximum(between, 0), *second) - merged).max())

# %% [markdown]
# **Your verdict** (double-click to write): what is linear here, and what is not? When is a second 1 x 1 convolution
# worth its weights?
#
# ...
