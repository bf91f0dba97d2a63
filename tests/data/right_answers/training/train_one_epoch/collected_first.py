def train_one_epoch(model, batches, step):
    batches = list(batches)
    images = sum(len(x) for x, _ in batches)
    return sum(step(model, x, labels) * len(x) / images for x, labels in batches)
