import numpy as np
import torch


def accuracy(logits, labels):
    rows = torch.tensor(np.ascontiguousarray(logits), dtype=torch.float64)
    return (rows.argmax(dim=1) == torch.tensor(labels.astype(np.int64))).double().mean()
