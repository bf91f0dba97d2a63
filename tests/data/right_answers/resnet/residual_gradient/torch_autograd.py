import torch


def residual_gradient(dy, weights, shortcut=True):
    w = torch.tensor(weights)
    start = torch.ones(len(dy), dtype=torch.float64, requires_grad=True)
    signals = [start]
    for row in w:
        x = signals[-1]
        y = x + row * x if shortcut else row * x
        y.retain_grad()
        signals.append(y)
    if len(signals) == 1:
        return torch.tensor(dy)[None]
    signals[-1].backward(torch.tensor(dy))
    return torch.stack([signal.grad for signal in signals])
