# expected: the loss of the last batch is returned

def train_one_epoch(model, batches, step):
    for x, y in batches:
        loss = step(model, x, y)
    return loss
