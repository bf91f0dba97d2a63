# %% [markdown]
# # One step of gradient descent with momentum
#
# **20 minutes, medium.** Chapter *Training*.
#
# Afterwards you will have written what `torch.optim.SGD(..., momentum=...)` does in one call of `step()`.
#
# Run the cells from top to bottom. `hint("sgd_momentum_step")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## A step by hand
#
# Plain gradient descent moves each parameter against its gradient: with learning rate 0.5 and gradient 6 it moves by
# -3. Momentum adds a memory: the *velocity* keeps a share of what it was, and the new gradient is added.
#
# One parameter, momentum 0.75, learning rate 0.5:
#
# | | value |
# |---|---:|
# | parameter | 4 |
# | velocity so far | 2 |
# | gradient | 1 |
# | new velocity | $0.75 \cdot 2 + 1 = 2.5$ |
# | new parameter | $4 - 0.5 \cdot 2.5 = 2.75$ |
#
# In letters, for each parameter $p$ with gradient $g$ and velocity $v$:
#
# $$v \leftarrow \text{momentum} \cdot v + g \qquad p \leftarrow p - \text{learning rate} \cdot v$$
#
# The second line uses the new velocity. Papers and libraries differ in where the learning rate stands; this is how
# torch has it.
#
# ## The function
#
# A network has many parameters: weights and biases of several shapes. So the function gets three lists.
#
# - `parameters`, `gradients` and `velocities` are lists of arrays. Their first arrays belong together, and so do their
#   second ones; they have the same shape. There is at least one, and there may be any number.
# - `learning_rate` and `momentum` are floats.
# - Return two new lists, (parameters, velocities). Leave the three lists and their arrays as they are: somebody may
#   still need the old values.
# - An array may hold whole numbers or float32. The result may be of any dtype that holds the fractions.


# %% answer="sgd_momentum_step"
def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    """Return parameters and velocities after one step.

    Args:
        parameters: list of arrays of any shapes.
        gradients: list of arrays, one for each parameter, of the same shape.
        velocities: list of arrays, one for each parameter, of the same shape.
        learning_rate: what the velocity is multiplied by in the step.
        momentum: the share of the velocity that is kept.

    Returns:
        The tuple (parameters, velocities): two new lists of new arrays.
    """
    ### BEGIN SOLUTION
    new_parameters, new_velocities = [], []
    for p, g, v in zip(parameters, gradients, velocities, strict=True):
        new_velocities.append(momentum * v + g)
        new_parameters.append(p - learning_rate * new_velocities[-1])
    return new_parameters, new_velocities
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be 2.75 and 2.5, each as an array in a list.

# %%
# print(sgd_momentum_step([np.array([4.0])], [np.array([1.0])], [np.array([2.0])], 0.5, 0.75))

# %% check="sgd_momentum_step"
check("sgd_momentum_step")

# %% [markdown]
# Now a ball in a valley: the loss is $p^2 / 2$, so the gradient is $p$. Remove the `#` signs, and compare the two runs.

# %%
for momentum in (0.0, 0.9):
    parameters, velocities = [np.array([1.0])], [np.array([0.0])]
    path = []
    # for _ in range(12):
    #     parameters, velocities = sgd_momentum_step(parameters, parameters, velocities, 0.1, momentum)
    #     path.append(round(float(parameters[0][0]), 2))
    print(momentum, path)

# %% [markdown]
# ## Worth knowing
#
# With momentum the ball arrives sooner, and rolls past the bottom. How much of that is good is a matter of the valley:
# momentum pays where it is long and narrow.
