# expected: the largest score is looked for over the images
import numpy as np

def accuracy(logits, labels):
    pred = np.argmax(logits, axis=0)
    correct = 0
    for i in range(len(labels)):
        if pred[i] == labels[i]:
            correct += 1
    return correct / len(labels)
