# expected: the model is switched after the first batch
import numpy as np

def evaluate_accuracy(model, batches):
    mode = model.training
    right = total = 0
    for x, labels in batches:
        predictions = model(x).argmax(axis=1)
        model.eval()
        right += np.sum(predictions == labels)
        total += len(labels)
    model.training = mode
    return right / total
