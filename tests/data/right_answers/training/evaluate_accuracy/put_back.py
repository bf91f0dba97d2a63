import numpy as np


def evaluate_accuracy(model, batches):
    mode = model.training
    model.eval()
    right = total = 0
    for x, labels in batches:
        right += np.sum(model(x).argmax(axis=1) == labels)
        total += len(labels)
    model.training = mode
    return right / total
