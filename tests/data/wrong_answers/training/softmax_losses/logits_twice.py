# expected: cross_entropy is given the scores
import numpy as np
from cnncourse.numpy import cross_entropy, softmax

def softmax_losses(logits, labels):
    p = softmax(logits, dim=1)
    return -p[np.arange(len(labels)), labels].mean(), cross_entropy(logits, labels)
