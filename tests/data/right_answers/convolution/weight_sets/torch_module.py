import torch


def weight_sets(c_in, size, maps, kernel_size):
    def learned(filters):
        return sum(p.numel() for p in torch.nn.Conv2d(c_in, filters, kernel_size).parameters())

    neurons = torch.nn.Conv2d(1, 1, kernel_size)(torch.zeros(1, 1, *size)).numel()
    return neurons * learned(maps), learned(maps), learned(1)
