import numpy as np


def evaluate_accuracy(model, batches):
    right = total = 0
    for x, labels in batches:
        mode = model.training
        model.eval()
        predictions = model(x).argmax(axis=1)
        if mode:
            model.train()
        right += np.sum(predictions == labels)
        total += len(labels)
    return right / total
