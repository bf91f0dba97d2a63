import torch
from torch import nn


def predict_block():
    rows = nn.MaxPool2d(3, 1, 1)(torch.zeros(1, 192, 28, 28)).shape[2]
    norm = sum(p.numel() for p in nn.BatchNorm2d(256).parameters())
    return sum((64, 128, 32, 32)), rows, nn.Conv2d(16, 32, 5).weight.numel(), norm, torch.zeros(4, 28, 28).numel()
