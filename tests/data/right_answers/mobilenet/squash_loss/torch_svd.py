import torch


def squash_loss(kernel):
    s = torch.linalg.svdvals(torch.tensor(kernel, dtype=torch.float64).flatten(1))
    return float((s[1:] ** 2).sum() / (s**2).sum())
