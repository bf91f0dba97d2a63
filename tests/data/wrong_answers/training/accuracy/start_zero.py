# expected: the best score so far starts at 0

def accuracy(logits, labels):
    c = 0
    for row, y in zip(logits, labels):
        m = 0; best = 0
        for j in range(len(row)):
            if row[j] > m:
                m = row[j]; best = j
        c += best == y
    return c / len(labels)
