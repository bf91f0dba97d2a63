# %% [markdown]
# # Activations for small processors
#
# **17 minutes, easy.** Chapter *MobileNet*. Nothing else is needed first.
#
# MobileNet v2 uses ReLU6, v3 the hard swish. Afterwards you will have written the second with the help of the
# first, and will know what the 6 is good for.
#
# Run the cells from top to bottom. `hint("hard_swish")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## Hard swish
#
# ReLU6 cuts numbers off below 0 and above 6: $\text{relu6}(z) = \min(\max(z, 0), 6)$. So
# $\text{relu6}(x + 3) / 6$ is 0 up to $x = -3$, 1 from $x = 3$ on, and a straight line in between. It is a gate:
# it says how much of a number passes. The hard swish lets each number through its own gate:
#
# $$y = x \cdot \frac{\text{relu6}(x + 3)}{6}$$
#
# By hand:
#
# | $x$ | $x + 3$ | relu6 | gate | $y$ |
# |---:|---:|---:|---:|---:|
# | -4 | -1 | 0 | 0 | 0 |
# | -1.5 | 1.5 | 1.5 | 0.25 | -0.375 |
# | 0 | 3 | 3 | 0.5 | 0 |
# | 5 | 8 | 6 | 1 | 5 |
#
# `x` is an array of any shape, of ints or floats. Leave it as it is; the caller still needs it.


# %% answer="hard_swish"
def hard_swish(x):
    """Multiply each number by its gate, relu6(x + 3) / 6.

    Args:
        x: array of any shape, ints or floats.

    Returns:
        Array of the same shape, floats.
    """
    ### BEGIN SOLUTION
    return x * np.clip(x + 3, 0, 6) / 6
    ### END SOLUTION


# %% check="hard_swish"
check("hard_swish")

# %% [markdown]
# ## Heard in the wild: "ReLU6 throws away everything above 6, so the numbers get worse"
#
# On a phone, activations are often stored in 8 bits. With $b$ bits there are $2^b$ *levels*, spread evenly from
# 0 to a number `top` that is fixed beforehand. Two neighbouring levels are one *step* apart:
#
# $$\text{step} = \frac{\text{top}}{2^b - 1}$$
#
# A number is stored as the nearest level. Below 0 that is level 0, above `top` it is the last one.
#
# By hand: 2 bits up to 6. The levels are 0, 2, 4, 6, the step is 2. Then 0.4 comes back as 0, 2.6 as 2, 3.5 as 4,
# 9 as 6, and -1 as 0. No test has a number half way between two levels.


# %% answer="store_in_bits"
def store_in_bits(x, top, bits=8):
    """Return numbers as they come back after they were stored in a few bits.

    Args:
        x: array of any shape, ints or floats.
        top: the largest level, above 0.
        bits: there are 2**bits levels; at least 1.

    Returns:
        Array of the same shape, floats: for each number the nearest of the levels from 0 to top.
    """
    ### BEGIN SOLUTION
    step = top / (2**bits - 1)
    return np.round(np.clip(x, 0, top) / step) * step
    ### END SOLUTION


# %% check="store_in_bits"
check("store_in_bits")

# %% [markdown]
# Now settle the claim. Most activations below are small, as in a real layer; one in a hundred is far larger.
# Without a cut at 6 the levels have to reach up to the largest. Remove the `#` signs.

# %%
# rng = np.random.default_rng(0)
# x = np.abs(rng.normal(0, 1, 10_000))
# x[::100] *= 20
# for top in (6, x.max()):
#     kept = np.abs(store_in_bits(x, top) - x)[x < 6]
#     print(f"levels up to {top:.0f}: numbers below 6 come back with a mean error of {kept.mean():.4f}")

# %% [markdown]
# What does ReLU6 give up, and what does it get for it? Write two sentences here.
#
# *Your answer:*
