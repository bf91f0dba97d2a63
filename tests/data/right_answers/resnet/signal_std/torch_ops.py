import torch


def signal_std(x, weights, normalise=False):
    x, spreads = torch.tensor(x), []
    for W in torch.tensor(weights):
        x = x @ W
        if normalise:
            x = (x - x.mean(0)) / x.std(0, unbiased=False)
        x = x.relu()
        spreads.append(x.std(unbiased=False))
    return torch.stack(spreads)
