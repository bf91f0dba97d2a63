# expected: the model is left in evaluation mode
import numpy as np

def evaluate_accuracy(model, batches):
    model.eval()
    right = total = 0
    for x, labels in batches:
        right += np.sum(model(x).argmax(axis=1) == labels)
        total += len(labels)
    return right / total
