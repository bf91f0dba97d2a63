# expected: the logarithm is taken of a probability that has become 0
import numpy as np
from cnncourse.numpy import softmax
from cnncourse.numpy import cross_entropy

def batch_loss(model, x, labels):
    p = softmax(model(x), dim=1)
    return cross_entropy(np.log(p), labels)
