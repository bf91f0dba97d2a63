import torch


def conv2d_test():
    torch.manual_seed(1)
    x = torch.randint(-9, 10, (2, 4, 12, 15))
    weight, bias = torch.randn(6, 2, 3, 2, dtype=torch.float64), torch.randn(6, dtype=torch.float64) + 2
    return x, weight, bias, (2, 3), (1, 2), (3, 2), 2
