import numpy as np

from cnncourse.numpy import cross_entropy_backward


def two_layer_gradients(x, labels, weight1, weight2):
    N, D = x.shape
    K, C = weight2.shape
    d1, d2 = np.zeros((D, K)), np.zeros((K, C))
    for n in range(N):
        before = [sum(x[n, d] * weight1[d, k] for d in range(D)) for k in range(K)]
        hidden = [max(value, 0.0) for value in before]
        logits = np.array([[sum(hidden[k] * weight2[k, c] for k in range(K)) for c in range(C)]])
        g = cross_entropy_backward(logits, labels[n : n + 1])[0] / N
        for k in range(K):
            for c in range(C):
                d2[k, c] += hidden[k] * g[c]
                if before[k] > 0:
                    d1[:, k] += x[n] * g[c] * weight2[k, c]
    return d1, d2
