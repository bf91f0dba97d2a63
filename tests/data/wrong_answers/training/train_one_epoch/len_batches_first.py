# expected: the batches are gone through twice

def train_one_epoch(model, batches, step):
    N = sum(len(x) for x, y in batches)
    total = 0
    for x, y in batches:
        total += step(model, x, y) * len(x)
    return total / N
