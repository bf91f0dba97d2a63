from torch import nn


class Clamped(nn.Module):
    def forward(self, x):
        return x.clamp(min=0)


def factorise_5x5(in_channels, between, out_channels):
    first = nn.Sequential(nn.ZeroPad2d(1), nn.Conv2d(in_channels, between, 3), Clamped())
    return nn.Sequential(first, nn.Sequential(nn.ZeroPad2d(1), nn.Conv2d(between, out_channels, 3), Clamped()))
