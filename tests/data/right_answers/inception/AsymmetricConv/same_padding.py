from torch import nn


class AsymmetricConv(nn.Module):
    def __init__(self, in_channels, between, out_channels, n):
        super().__init__()
        self.layers = nn.ModuleList()
        for c_in, c_out, kernel in ((in_channels, between, (1, n)), (between, out_channels, (n, 1))):
            self.layers.append(nn.Conv2d(c_in, c_out, kernel, padding="same", bias=False))
            self.layers.append(nn.BatchNorm2d(c_out))

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i % 2:
                x = x.relu()
        return x
