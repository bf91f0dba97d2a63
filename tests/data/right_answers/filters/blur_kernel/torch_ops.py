import torch


def blur_kernel(size):
    return torch.ones(size, size, dtype=torch.float64) / size**2
