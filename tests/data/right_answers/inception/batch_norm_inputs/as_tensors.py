import torch


def batch_norm_inputs(training):
    torch.manual_seed(4)
    x = torch.randint(-5, 6, (3, 4, 2, 5))
    mean, var = torch.randn(4).double(), torch.rand(4).double() + 0.5
    return x, mean, var, torch.randn(4).double(), torch.randn(4).double(), 0.4, 0.2
