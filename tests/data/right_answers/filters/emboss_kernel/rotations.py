import numpy as np


def emboss_kernel(direction):
    straight = np.array([[1.0, 2.0, 1.0], [0.0, 0.0, 0.0], [-1.0, -2.0, -1.0]])
    diagonal = np.array([[2.0, 1.0, 0.0], [1.0, 0.0, -1.0], [0.0, -1.0, -2.0]])
    # rot90 turns anticlockwise: north, west, south, east
    if direction in ("n", "w", "s", "e"):
        return np.rot90(straight, ["n", "w", "s", "e"].index(direction))
    return np.rot90(diagonal, ["nw", "sw", "se", "ne"].index(direction))
