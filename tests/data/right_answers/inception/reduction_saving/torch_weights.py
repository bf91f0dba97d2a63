from torch import nn


def reduction_saving(c_in, c_reduce, c_out, kernel_size):
    direct = nn.Conv2d(c_in, c_out, kernel_size).weight.numel()
    first, second = nn.Conv2d(c_in, c_reduce, 1), nn.Conv2d(c_reduce, c_out, kernel_size)
    return direct / (first.weight.numel() + second.weight.numel())
