# expected: nll_loss takes a logarithm
import numpy as np
from cnncourse.numpy import cross_entropy, softmax

def softmax_losses(logits, labels):
    p = softmax(logits, dim=1)
    return -np.log(p[np.arange(len(labels)), labels]).mean(), cross_entropy(p, labels)
