# expected: the accuracy is rounded
import numpy as np

def accuracy(logits, labels):
    return round(np.mean(logits.argmax(1) == labels), 2)
