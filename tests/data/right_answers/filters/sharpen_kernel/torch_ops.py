import torch


def sharpen_kernel(amount=1.0):
    step = torch.tensor([-1, 0, 1])
    distance = step.abs()[:, None] + step.abs()[None, :]
    weights = torch.tensor([1 + amount, -amount / 4, 0], dtype=torch.float64)
    return weights[distance]
