# %% [markdown]
# # What the shortcut does to the gradient
#
# **20 minutes, medium.** Chapter *Residual networks*. Do `residual_forward` first.
#
# Afterwards you can say which gradient arrives at the start of a deep chain of blocks, with shortcuts and without.
#
# Run the cells from top to bottom. `hint("residual_gradient")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## Blocks of one number
#
# To see the shortcut alone, take the smallest block there is: its residual path multiplies by one weight $w$, and
# there is no ReLU.
#
# | | the block computes | its derivative |
# |---|---|---|
# | plain | $y = w \cdot x$ | $w$ |
# | residual | $y = x + w \cdot x$ | $1 + w$ |
#
# By hand: two blocks in a row with $w_0 = 2$ and $w_1 = 3$. At the end the gradient of the loss is `dy` = 10. Walk
# back:
#
# | | plain | residual |
# |---|---|---|
# | at the end | 10 | 10 |
# | at the input of block 1 | $10 \cdot 3 = 30$ | $10 \cdot (1 + 3) = 40$ |
# | at the input of block 0 | $30 \cdot 2 = 60$ | $40 \cdot (1 + 2) = 120$ |
#
# In letters, with $L$ blocks and $g_L = dy$:
#
# $$g_i = g_{i+1} \cdot w_i \quad\text{(plain)}, \qquad g_i = g_{i+1} \cdot (1 + w_i) \quad\text{(residual)}.$$
#
# The function gets `weights` of the shape $(L, D)$: $D$ such chains side by side, which have nothing to do with
# each other. Column $d$ of the result belongs to column $d$ of `weights` and to `dy[d]`. Row $i$ of the result is
# the gradient at the input of block $i$, and the last row is `dy` itself. Without any block, $L = 0$, there is
# that row alone. Leave `dy` and `weights` as they are: the caller still needs them.


# %% answer="residual_gradient"
def residual_gradient(dy, weights, shortcut=True):
    """Return the gradients at the inputs of all blocks of a chain, and at its end.

    Args:
        dy: the gradient that arrives at the end of the chain, shape (D,).
        weights: w of each block, the first block first, shape (L, D).
        shortcut: True for blocks y = x + w * x, False for blocks y = w * x.

    Returns:
        Array of shape (L + 1, D): row i for the input of block i, the last row dy.
    """
    ### BEGIN SOLUTION
    gradients = [dy]
    for w in weights[::-1]:
        derivative = 1 + w if shortcut else w
        gradients.append(gradients[-1] * derivative)
    return np.array(gradients[::-1])
    ### END SOLUTION


# %% [markdown]
# Remove the `#` signs to try the case by hand. The results should be `[60, 30, 10]` and `[120, 40, 10]`, each as a
# column.

# %%
# print(residual_gradient(np.array([10]), np.array([[2], [3]]), shortcut=False))
# print(residual_gradient(np.array([10]), np.array([[2], [3]]), shortcut=True))

# %% check="residual_gradient"
check("residual_gradient")

# %% [markdown]
# ## Twenty blocks
#
# Let every weight be 0.1, as small as weights are before training. Write down two guesses first: what is left of a
# gradient of 1 after twenty plain blocks, and after twenty residual ones? Then run the cell without its `#` signs.

# %%
# for w in (0.1, -0.1):
#     small = np.full((20, 1), w)
#     plain = residual_gradient(np.ones(1), small, shortcut=False)[0, 0]
#     print(f"w = {w}: plain {plain:.1e}, residual {residual_gradient(np.ones(1), small)[0, 0]:.3f}")

# %% [markdown]
# ## Worth knowing
#
# The 1 in $1 + w$ is the shortcut: whatever the weight, it hands the gradient on as it came. A real block has
# convolutions, batch norms and a ReLU where this one has $w$, but the 1 is there all the same.
