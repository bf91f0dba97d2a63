# expected: the step goes uphill

def train_on_batches(model, batches, learning_rate):
    for x, targets in batches:
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight + learning_rate * model.gradient
    return model.weight
