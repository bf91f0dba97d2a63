# expected: the gradient is set to 0 only after the step

def train_on_batches(model, batches, learning_rate):
    for x, targets in batches:
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight - learning_rate * model.gradient
        model.zero_gradient()
    return model.weight
