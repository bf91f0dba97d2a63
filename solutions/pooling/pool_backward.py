# %% [markdown]
# # The gradients of pooling
#
# **65 minutes, medium to hard.** Chapter *Pooling*. Do `max_pool2d` and `avg_pool2d` first.
#
# Afterwards you can say what one pixel contributed to a pooled map, and you will have written the two backward passes
# that `loss.backward()` runs for pooling layers.
#
# Run the cells from top to bottom. `hint("avg_pool2d_backward")` in a cell of its own gives the next hint for this
# function.

# %%
import numpy as np

from cnncourse.checking import check, hint


def pair(value):
    """Return (vertical, horizontal) for an int or a pair."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)


# %% [markdown]
# ## The question
#
# Training asks: if this number were a little larger, how would the loss $L$ change? The layers behind have answered
# for the output: `dy` holds $\partial L / \partial y$ for each output cell. Your task is to pass the answer on to the
# pixels of `x`. Pooling learns nothing, so there is no other gradient.
#
# ## Average pooling
#
# By hand, one row: $x = [5, 1, 2]$, windows of 2, stride 1. The outputs are $y_0 = (x_0 + x_1) / 2$ and
# $y_1 = (x_1 + x_2) / 2$. Let `dy` be $[4, 6]$.
#
# | pixel | used in | gradient |
# |---|---|---:|
# | $x_0$ | $y_0$, by half | $4 / 2 = 2$ |
# | $x_1$ | $y_0$ and $y_1$, by half each | $4 / 2 + 6 / 2 = 5$ |
# | $x_2$ | $y_1$, by half | $6 / 2 = 3$ |
#
# A pixel that was used in several windows collects the sum. The values of `x` play no part, so the function gets only
# the shape of `x`.
#
# In letters: with the gradient $dx_p$ of the zero-padded map, for each output cell and each of its $KH \cdot KW$ cells
#
# $$dx_p[n, c, oh \cdot SH + kh, ow \cdot SW + kw] \mathrel{+}= \frac{dy[n, c, oh, ow]}{KH \cdot KW}.$$
#
# Here the padding always counts, and there is no `ceil_mode`. The share that falls on the padding is lost: cut the
# border off at the end. If the padding is 0, a slice `p:-p` is empty; `p:p + H` is not. Pixels that no window covers
# keep the gradient 0.
#
# `kernel_size`, `stride` and `padding` are ints or pairs, and a stride of `None` stands for `kernel_size`. `dy` may
# hold whole numbers, and may be a view. Leave its values as they are.

# %%
x = np.array([5.0, 1.0, 2.0])
dy = np.array([4.0, 6.0])
nudged = x + np.array([0, 1e-6, 0])  # does the loss really change 5 times as fast as x[1]?
print((dy * ((nudged[:-1] + nudged[1:]) / 2 - (x[:-1] + x[1:]) / 2)).sum() / 1e-6)


# %% answer="avg_pool2d_backward"
def avg_pool2d_backward(dy, x_shape, kernel_size, stride=None, padding=0):
    """Pass the gradient of average pooling on to its input.

    Args:
        dy: gradient of the loss with respect to the output, shape (N, C, OH, OW).
        x_shape: shape of the images that the layer was given, the tuple (N, C, H, W).
        kernel_size: as in avg_pool2d, an int or a pair (vertical, horizontal).
        stride: as in avg_pool2d, an int, a pair or None.
        padding: as in avg_pool2d, an int or a pair.

    Returns:
        dx, an array of shape (N, C, H, W).
    """
    ### BEGIN SOLUTION
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x_shape
    OH, OW = dy.shape[2:]

    dpadded = np.zeros((N, C, H + 2 * PH, W + 2 * PW))
    for oh in range(OH):
        for ow in range(OW):
            share = dy[:, :, oh, ow] / (KH * KW)  # (N, C)
            dpadded[:, :, oh * SH : oh * SH + KH, ow * SW : ow * SW + KW] += share[:, :, None, None]
    return dpadded[:, :, PH : PH + H, PW : PW + W]
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be `[2, 5, 3]`, with axes of length 1 in front.

# %%
# print(avg_pool2d_backward(dy.reshape(1, 1, 1, 2), (1, 1, 1, 3), (1, 2), stride=1))

# %% check="avg_pool2d_backward"
check("avg_pool2d_backward")

# %% [markdown]
# ## Max pooling
#
# By hand, one row: $x = [5, 1, 7, 7]$, windows of 2, stride 1, so $y = [5, 7, 7]$. Let `dy` be $[4, 6, 10]$.
#
# | output | winner | its gradient goes to |
# |---|---|---|
# | $y_0 = \max(5, 1)$ | $x_0$ | $dx_0 \mathrel{+}= 4$ |
# | $y_1 = \max(1, 7)$ | $x_2$ | $dx_2 \mathrel{+}= 6$ |
# | $y_2 = \max(7, 7)$ | $x_2$ or $x_3$ | $dx_2 \mathrel{+}= 10$ |
#
# Only the *winner* moved the output: a small change of any other cell of the window changes nothing. So the winner
# gets all of the gradient. A cell that wins several windows collects the sum: $dx = [4, 0, 16, 0]$.
#
# In the last window two numbers are equal. Then there is no slope in the strict sense, and a rule is needed. torch
# chooses one winner, and so do you: **of equal numbers the first wins, row by row**. Equal numbers are common: behind
# a ReLU many windows hold nothing but zeros.
#
# In letters:
#
# $$dx[n, c, \text{winner of } (oh, ow)] \mathrel{+}= dy[n, c, oh, ow]$$
#
# Small steps:
#
# 1. Find the winner of one window: `window.argmax()` gives a single number that counts the cells row by row, and of
#    equal numbers it takes the first.
# 2. Turn that number into a row and a column of the window, and those into a place of the map.
# 3. Padding: as in `max_pool2d` it never wins. A place in the padded map is not a place in `x`.
#
# `x` may hold whole numbers while `dy` holds fractions. Both may be views. Leave their values as they are.

# %%
print(np.array([[1, 7], [7, 3]]).argmax(), divmod(2, 2))


# %% answer="max_pool2d_backward"
def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0):
    """Pass the gradient of max pooling on to its input: all of it to the winner of each window.

    Args:
        dy: gradient of the loss with respect to the output, shape (N, C, OH, OW).
        x: images that the layer was given, shape (N, C, H, W), ints or floats.
        kernel_size: as in max_pool2d, an int or a pair (vertical, horizontal).
        stride: as in max_pool2d, an int, a pair or None.
        padding: as in max_pool2d, an int or a pair.

    Returns:
        dx, an array of shape (N, C, H, W).
    """
    ### BEGIN SOLUTION
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH, OW = dy.shape[2:]

    padded = np.full((N, C, H + 2 * PH, W + 2 * PW), -np.inf)
    padded[:, :, PH : PH + H, PW : PW + W] = x
    dpadded = np.zeros(padded.shape)
    for n, c, oh, ow in np.ndindex(N, C, OH, OW):
        top, left = oh * SH, ow * SW
        row, column = divmod(padded[n, c, top : top + KH, left : left + KW].argmax(), KW)
        dpadded[n, c, top + row, left + column] += dy[n, c, oh, ow]
    return dpadded[:, :, PH : PH + H, PW : PW + W]
    ### END SOLUTION


# %% [markdown]
# Remove the `#` signs to try it on the case by hand. The result should be `[4, 0, 16, 0]`, with axes of length 1 in
# front.

# %%
# row = np.array([[[[5, 1, 7, 7]]]])
# print(max_pool2d_backward(np.array([[[[4.0, 6.0, 10.0]]]]), row, (1, 2), stride=1))

# %% check="max_pool2d_backward"
check("max_pool2d_backward")

# %% [markdown]
# ## Worth knowing
#
# Without padding, both functions pass on what they get: `dx.sum()` equals `dy.sum()`, as long as each window has one
# winner. A sum that is too large is the sign of a mask `x == y` that lets all equal numbers win.
