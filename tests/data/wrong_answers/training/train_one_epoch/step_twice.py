# expected: step is called twice for each batch
def train_one_epoch(model, batches, step):
    n = total = 0
    for x, labels in batches:
        step(model, x, labels)
        total += step(model, x, labels) * len(x)
        n += len(x)
    return total / n
