def accuracy(logits, labels):
    right = 0
    for n in range(logits.shape[0]):
        best = 0
        for c in range(1, logits.shape[1]):
            if logits[n, c] > logits[n, best]:
                best = c
        if best == labels[n]:
            right += 1
    return right / logits.shape[0]
