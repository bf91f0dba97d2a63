import numpy as np


def train_one_epoch(model, batches, step):
    losses, sizes = [], []
    for x, labels in batches:
        losses.append(step(model, x, labels))
        sizes.append(labels.shape[0])
    return np.average(losses, weights=sizes)
