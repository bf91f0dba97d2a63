import torch


def cross_correlate2d(image, kernel):
    image = torch.tensor(image, dtype=torch.float64)
    kernel = torch.tensor(kernel, dtype=torch.float64)
    windows = image.unfold(0, kernel.shape[0], 1).unfold(1, kernel.shape[1], 1)
    return (windows * kernel).sum(dim=(2, 3))
