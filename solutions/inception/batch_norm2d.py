# %% [markdown]
# # Batch normalisation
#
# **45 minutes, medium.** Chapter *Inception*.
#
# Afterwards you have written the layer that stands behind the convolutions of most networks of this course that are
# younger than 2015, with both of its lives: training and inference.
#
# Run the cells from top to bottom. `hint("batch_norm2d")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# Two images of 1 x 3 pixels. Take one channel by itself; its values are
#
# | image | values |
# |---|---|
# | 0 | 1, 1, 5 |
# | 1 | 1, 5, 5 |
#
# There are $M = 6$ values. Their mean is $18 / 6 = 3$. The squared distances from it are all 4, so the variance is
# $24 / 6 = 4$ and its root 2. Every value becomes $(x - 3) / 2$:
#
# | image | normalised |
# |---|---|
# | 0 | −1, −1, 1 |
# | 1 | −1, 1, 1 |
#
# Then the channel is multiplied by its own `weight` and its own `bias` is added, two numbers that are learned.
# With weight 2 and bias 10 the first row becomes 8, 8, 12.
#
# In inference there may be one image alone, and its result must not depend on what else is in the batch. So
# training keeps *running* statistics, and inference uses them. With momentum 0.25, a running mean of 1 so far and the
# batch's mean 3, the new running mean is $0.75 \cdot 1 + 0.25 \cdot 3 = 1.5$.
#
# The running variance moves in the same way, with one difference: the batch's variance is stored as $24 / 5 = 4.8$,
# divided by $M - 1$ in place of $M$. A few values lie closer to their own mean than to the true one; $M - 1$ makes up
# for that, and it is what an estimate for all images needs. From 0.8 so far it becomes
# $0.75 \cdot 0.8 + 0.25 \cdot 4.8 = 1.8$.

# %%
values = np.array([1, 1, 5, 1, 5, 5])
print(values.var(), values.var(ddof=1))  # divided by M, and by M - 1

# %% [markdown]
# ## The definition
#
# `x` has the shape $(N, C, H, W)$; `running_mean`, `running_var`, `weight` and `bias` have $(C,)$. With
# $M = N \cdot H \cdot W$, **in training**:
#
# $$\begin{aligned}
# \text{mean}[c] &= \tfrac{1}{M} \sum_{n, h, w} x[n, c, h, w] \qquad
# \text{var}[c] = \tfrac{1}{M} \sum_{n, h, w} (x[n, c, h, w] - \text{mean}[c])^2 \\
# y[n, c, h, w] &= \frac{x[n, c, h, w] - \text{mean}[c]}{\sqrt{\text{var}[c] + \text{eps}}}
# \cdot \text{weight}[c] + \text{bias}[c] \\
# \text{new running\_mean} &= (1 - \text{momentum}) \cdot \text{running\_mean} + \text{momentum} \cdot \text{mean} \\
# \text{new running\_var} &= (1 - \text{momentum}) \cdot \text{running\_var} + \text{momentum} \cdot \text{var}
# \cdot \tfrac{M}{M - 1}
# \end{aligned}$$
#
# **In inference** `y` comes by the same formula, with `running_mean` and `running_var` in place of the batch's mean
# and variance. The running statistics are returned as they came.
#
# In small steps; the check goes the same way. Until you get to the running statistics, return those that were given.
#
# 1. *normalise*: mean and variance of each channel, and the quotient. `eps` keeps a constant channel from 0 / 0.
# 2. *scale and shift*: a vector of $C$ numbers meets the last axis of `x`. Make it $(1, C, 1, 1)$ first.
# 3. *running statistics*: return new vectors of shape $(C,)$.
# 4. *inference*: `training` is False.
# 5. *any array*: `x` may hold whole numbers or be a view. The caller still needs all arrays, the running ones too:
#    write into none.
#
# In training, $M$ is at least 2.


# %% answer="batch_norm2d"
def batch_norm2d(x, running_mean, running_var, weight, bias, training, momentum=0.1, eps=1e-5):
    """Bring each channel to mean 0 and variance 1, then scale and shift it.

    Args:
        x: images, shape (N, C, H, W).
        running_mean: mean of each channel so far, shape (C,).
        running_var: variance of each channel so far, shape (C,).
        weight: scale of each channel, shape (C,).
        bias: shift of each channel, shape (C,).
        training: True: use the batch's statistics and move the running ones. False: use the running ones.
        momentum: share of the new statistics in the running ones.
        eps: added to the variance, below the root.

    Returns:
        (y, running_mean, running_var), of shapes (N, C, H, W), (C,) and (C,).
    """
    ### BEGIN SOLUTION
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        M = x[:, 0].size
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)

    def column(vector):
        return vector.reshape(1, -1, 1, 1)

    xhat = (x - column(mean)) / np.sqrt(column(var) + eps)
    return xhat * column(weight) + column(bias), running_mean, running_var
    ### END SOLUTION


# %% check="batch_norm2d"
check("batch_norm2d")

# %% [markdown]
# ## Worth knowing
#
# Two conventions clash here. In torch, momentum is the share of the *new* statistics; in Keras it is the share of
# the *old* ones, 0.99 by default. A network that is carried from one to the other needs `1 - momentum`.
