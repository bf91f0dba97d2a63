# expected: step is called without the model

def train_one_epoch(model, batches, step):
    total = 0; n = 0
    for x, y in batches:
        total += step(x, y) * len(x)
        n += len(x)
    return total / n
