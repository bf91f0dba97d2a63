import torch


def squash_gap(image, kernels):
    x, w = torch.tensor(image)[None], torch.tensor(kernels)[None]
    layer = torch.nn.functional.conv2d(x, w)
    squashed = torch.nn.functional.conv2d(x.mean(1, keepdim=True), w.sum(1, keepdim=True))
    return (layer - squashed).abs().max().item()
