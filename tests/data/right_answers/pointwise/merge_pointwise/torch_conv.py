import torch
from torch.nn import functional as F


def merge_pointwise(weight1, bias1, weight2, bias2):
    weight1, bias1, weight2, bias2 = map(torch.tensor, (weight1, bias1, weight2, bias2))
    columns = weight1.permute(1, 0, 2, 3)  # one image for each channel of x
    weight = F.conv2d(columns, weight2).permute(1, 0, 2, 3)
    return weight, F.conv2d(bias1.reshape(1, -1, 1, 1), weight2, bias2).flatten()
