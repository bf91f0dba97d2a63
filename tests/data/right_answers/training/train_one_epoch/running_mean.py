def train_one_epoch(model, batches, step):
    mean, seen = 0.0, 0
    for x, labels in batches:
        loss = step(model, x, labels)
        seen += x.shape[0]
        mean += (loss - mean) * x.shape[0] / seen
    return mean
