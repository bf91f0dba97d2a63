import torch


def batch_norm2d_backward(dy, x, weight, eps):
    dy, x, weight = (torch.tensor(a.copy()) for a in (dy, x, weight))
    bias = torch.zeros_like(weight)
    for leaf in (x, weight, bias):
        leaf.requires_grad_()
    mean = x.mean((0, 2, 3), keepdim=True)
    var = ((x - mean) ** 2).mean((0, 2, 3), keepdim=True)
    y = (x - mean) / (var + eps).sqrt() * weight[:, None, None] + bias[:, None, None]
    return torch.autograd.grad(y, (x, weight, bias), dy)
