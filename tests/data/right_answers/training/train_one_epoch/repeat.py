import numpy as np


def train_one_epoch(model, batches, step):
    per_image = [np.full(len(labels), step(model, x, labels)) for x, labels in batches]
    return np.concatenate(per_image).mean()
