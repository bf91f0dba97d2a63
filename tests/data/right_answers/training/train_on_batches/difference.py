def train_on_batches(model, batches, learning_rate):
    for x, targets in batches:
        before = model.gradient.copy()
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight - learning_rate * (model.gradient - before)
    return model.weight
