import numpy as np

from cnncourse.numpy import cross_entropy, log_softmax


def batch_loss(model, x, labels):
    scores = model(x)
    logarithms = np.asarray(log_softmax(scores, dim=1))  # a second softmax does not change these
    return cross_entropy(logarithms, labels)
