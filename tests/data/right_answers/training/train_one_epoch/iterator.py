def train_one_epoch(model, batches, step):
    source = iter(batches)
    pairs = []
    while True:
        try:
            x, labels = next(source)
        except StopIteration:
            break
        pairs.append((step(model, x, labels), len(x)))
    return sum(loss * n for loss, n in pairs) / sum(n for _, n in pairs)
