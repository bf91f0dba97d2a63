from torch import nn


def shortcut_parameters(blocks, channels, option):
    made, C = nn.ModuleList(), channels[0]
    for k, (count, D) in enumerate(zip(blocks, channels, strict=True)):
        for i in range(count):
            if option == "C" or (option == "B" and k > 0 and i == 0):
                made.append(nn.Sequential(nn.Conv2d(C, D, 1, bias=False), nn.BatchNorm2d(D)))
            C = D
    return sum(p.numel() for p in made.parameters())
