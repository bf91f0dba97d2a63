import torch


def residual_forward(x, f, projection=None):
    shortcut = torch.tensor(x if projection is None else projection(x))
    return torch.relu(shortcut + torch.tensor(f(x).copy()))
