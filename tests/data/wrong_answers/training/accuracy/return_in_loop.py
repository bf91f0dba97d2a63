# expected: the loop ends after the first image

def accuracy(logits, labels):
    c = 0
    for row, y in zip(logits, labels):
        if row.argmax() == y:
            c += 1
        return c / len(labels)
