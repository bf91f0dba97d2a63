# expected: the logits are overwritten
import numpy as np

def softmax_cross_entropy(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    logp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    t = np.eye(logits.shape[1])[labels]
    return -np.sum(t * logp) / len(t), (np.exp(logp) - t) / len(labels)
