import torch


def parameter_count(c_in, c_out, kernel_size, groups=1, bias=True):
    layer = torch.nn.Conv2d(c_in, c_out, kernel_size, groups=groups, bias=bias)
    return sum(p.numel() for p in layer.parameters())
