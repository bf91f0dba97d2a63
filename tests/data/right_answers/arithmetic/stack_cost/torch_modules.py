import torch


def stack_cost(channels, kernel_sizes):
    layers = [torch.nn.Conv2d(channels, channels, k, bias=False, device="meta") for k in kernel_sizes]
    return sum(p.numel() for layer in layers for p in layer.parameters()), 1 + sum(k - 1 for k in kernel_sizes)
