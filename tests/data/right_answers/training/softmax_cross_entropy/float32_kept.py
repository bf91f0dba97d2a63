import numpy as np


def softmax_cross_entropy(logits, labels):
    kind = logits.dtype if logits.dtype.kind == "f" else np.float64
    z = np.array(logits, dtype=kind)
    z -= np.max(z, axis=1)[:, np.newaxis]
    e = np.exp(z)
    s = np.sum(e, axis=1)[:, np.newaxis]
    picked = np.take_along_axis(z - np.log(s), labels[:, np.newaxis].astype(int), axis=1)
    d = e / s
    for n, t in enumerate(labels):
        d[n, t] -= 1
    d /= len(labels)
    return -np.mean(picked), d
