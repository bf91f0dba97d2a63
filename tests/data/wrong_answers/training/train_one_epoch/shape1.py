# expected: every batch counts the same

def train_one_epoch(model, batches, step):
    total = 0; n = 0
    for x, y in batches:
        total += step(model, x, y) * x.shape[1]
        n += x.shape[1]
    return total / n
