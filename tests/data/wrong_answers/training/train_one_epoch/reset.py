# expected: the loss of the last batch is returned

def train_one_epoch(model, batches, step):
    for x, y in batches:
        total = 0; n = 0
        total += step(model, x, y) * len(x)
        n += len(x)
    return total / n
