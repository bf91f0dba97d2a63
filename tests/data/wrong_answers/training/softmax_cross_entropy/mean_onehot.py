# expected: the classes are counted in the mean
import numpy as np

def softmax_cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    t = np.eye(logits.shape[1])[labels]
    return -np.mean(t * logp), (np.exp(logp) - t) / len(labels)
