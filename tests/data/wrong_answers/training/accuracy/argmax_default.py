# expected: one largest score is looked for in the whole batch
import numpy as np

def accuracy(logits, labels):
    pred = np.argmax(logits)
    return (pred == labels).sum() / len(labels)
