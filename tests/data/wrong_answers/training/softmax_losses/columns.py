# expected: nll_loss takes whole columns in place of one cell of each row
from cnncourse.numpy import cross_entropy, softmax


def softmax_losses(logits, labels):
    p = softmax(logits, dim=1)
    return -p[:, labels].mean(), cross_entropy(p, labels)
