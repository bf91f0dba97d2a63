# expected: every batch counts the same

def train_one_epoch(model, batches, step):
    total = 0; n = 0
    for x, y in batches:
        total += step(model, x, y)
        n += 1
    return total / n
