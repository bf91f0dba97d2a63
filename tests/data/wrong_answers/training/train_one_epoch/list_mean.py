# expected: every batch counts the same
import numpy as np

def train_one_epoch(model, batches, step):
    return np.mean([step(model, x, y) for x, y in batches])
