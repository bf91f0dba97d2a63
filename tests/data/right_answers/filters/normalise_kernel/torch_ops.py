import torch


def normalise_kernel(kernel):
    weights = torch.tensor(kernel.tolist(), dtype=torch.float64)
    return weights if weights.sum() == 0 else weights / weights.sum()
