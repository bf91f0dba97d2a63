import numpy as np


def depthwise_test():
    rng = np.random.default_rng(1)
    return (
        rng.normal(1, 1, (2, 3, 8, 11)),
        rng.normal(-1, 1, (9, 1, 3, 2)),
        rng.normal(1, 1, 9),
        [2, 3],
        [1, 2],
    )
