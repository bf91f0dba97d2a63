import math


def softmax_losses(logits, labels):
    def probabilities(row):
        e = [math.exp(value - max(row)) for value in row]
        return [value / sum(e) for value in e]

    nll = twice = 0.0
    for row, label in zip(logits.tolist(), labels, strict=True):
        p = probabilities(row)
        nll -= p[label] / len(labels)
        twice -= math.log(probabilities(p)[label]) / len(labels)
    return nll, twice
