from copy import copy

import numpy as np


def evaluate_accuracy(model, batches):
    twin = copy(model)
    twin.eval()
    x = np.concatenate([x for x, _ in batches])
    labels = np.concatenate([labels for _, labels in batches])
    return (twin(x).argmax(axis=1) == labels).mean()
