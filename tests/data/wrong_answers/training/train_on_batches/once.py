# expected: the gradient is set to 0 once, before the loop

def train_on_batches(model, batches, learning_rate):
    model.zero_gradient()
    for x, targets in batches:
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight - learning_rate * model.gradient
    return model.weight
