# expected: sums are taken where means are asked for
import numpy as np

def softmax_cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    N = len(labels)
    loss = -logp[np.arange(N), labels].sum() / N
    d = np.exp(logp)
    d[np.arange(N), labels] -= 1
    return loss, d
