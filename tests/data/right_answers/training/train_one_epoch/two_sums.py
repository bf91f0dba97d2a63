def train_one_epoch(model, batches, step):
    total, images = 0.0, 0
    for x, labels in batches:
        total += len(x) * step(model, x, labels)
        images += len(x)
    return total / images
