import torch
import torch.nn.functional as F


def softmax_losses(logits, labels):
    p, y = F.softmax(torch.tensor(logits), dim=1), torch.tensor(labels)
    return F.nll_loss(p, y).item(), F.cross_entropy(p, y).item()
