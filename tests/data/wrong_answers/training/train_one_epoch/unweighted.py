# expected: the losses are divided by the number of images without being weighed

def train_one_epoch(model, batches, step):
    total = 0; n = 0
    for x, y in batches:
        total += step(model, x, y)
        n += len(x)
    return total / n
