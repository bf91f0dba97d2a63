import math

import numpy as np


def softmax_cross_entropy(logits, labels):
    N, C = logits.shape
    loss, dlogits = 0.0, np.zeros((N, C))
    for n in range(N):
        row = [float(value) for value in logits[n]]
        top = max(row)
        exponentials = [math.exp(value - top) for value in row]
        total = sum(exponentials)
        loss += math.log(total) - (row[labels[n]] - top)
        for c in range(C):
            dlogits[n, c] = exponentials[c] / total / N
        dlogits[n, labels[n]] -= 1 / N
    return loss / N, dlogits
