import torch
import torch.nn as nn
import torch.nn.functional as F


class InceptionBlock(nn.Module):
    def __init__(self, in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj):
        super().__init__()
        self.p4_2 = nn.Conv2d(in_channels, pool_proj, kernel_size=1)
        self.p3_1 = nn.Conv2d(in_channels, c5_reduce, kernel_size=1)
        self.p3_2 = nn.Conv2d(c5_reduce, c5, kernel_size=5, padding=2)
        self.p2_1 = nn.Conv2d(in_channels, c3_reduce, kernel_size=1)
        self.p2_2 = nn.Conv2d(c3_reduce, c3, kernel_size=3, padding=1)
        self.p1_1 = nn.Conv2d(in_channels, c1, kernel_size=1)

    def forward(self, x):
        p4 = F.relu(self.p4_2(F.max_pool2d(x, 3, stride=1, padding=1)))
        p3 = F.relu(self.p3_2(F.relu(self.p3_1(x))))
        p2 = F.relu(self.p2_2(F.relu(self.p2_1(x))))
        p1 = F.relu(self.p1_1(x))
        return torch.cat((p1, p2, p3, p4), dim=1)
