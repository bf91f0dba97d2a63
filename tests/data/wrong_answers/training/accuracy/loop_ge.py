# expected: the last of equal scores wins

def accuracy(logits, labels):
    c = 0
    for row, y in zip(logits, labels):
        best = 0
        for j in range(len(row)):
            if row[j] >= row[best]: best = j
        c += best == y
    return c / len(labels)
