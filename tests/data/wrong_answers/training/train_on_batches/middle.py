# expected: the gradient is set to 0 between backward and the step

def train_on_batches(model, batches, learning_rate):
    for x, targets in batches:
        model.forward(x, targets)
        model.backward()
        model.zero_gradient()
        model.weight = model.weight - learning_rate * model.gradient
    return model.weight
