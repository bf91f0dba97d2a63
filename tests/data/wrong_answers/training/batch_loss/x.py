# expected: the images serve as scores
from cnncourse.numpy import cross_entropy

def batch_loss(model, x, labels):
    return cross_entropy(x, labels)
