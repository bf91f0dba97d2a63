import numpy as np


def softmax_losses(logits, labels):
    target = np.eye(logits.shape[1])[labels]
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / np.einsum("nc->n", e)[:, None]
    twice = np.log(np.exp(p).sum(axis=1)) - (p * target).sum(axis=1)
    return [-np.mean((p * target).sum(axis=1)), np.mean(twice)]
