import torch


def pointwise_conv2d(x, weight, bias=None):
    weight = torch.tensor(weight)
    x = torch.tensor(x).to(weight.dtype)
    y = torch.tensordot(weight[:, :, 0, 0], x, dims=([1], [1])).movedim(0, 1)
    if bias is not None:
        y = y + torch.tensor(bias)[:, None, None]
    return y
