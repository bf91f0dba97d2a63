# expected: every batch counts the same
import numpy as np

def loss_history(model, batches, step, epochs):
    history = []
    for _ in range(epochs):
        losses = []
        for x, labels in batches:
            losses.append(step(model, x, labels))
        history.append(np.mean(losses))
    return history
