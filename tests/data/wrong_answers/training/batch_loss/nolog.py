# expected: the logarithm is left out
import numpy as np
from cnncourse.numpy import softmax

def batch_loss(model, x, labels):
    p = softmax(model(x), dim=1)
    return -np.mean(p[np.arange(len(labels)), labels])
