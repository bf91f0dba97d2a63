# expected: only the first batch trains

def train_on_batches(model, batches, learning_rate):
    for x, targets in batches:
        model.zero_gradient()
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight - learning_rate * model.gradient
        return model.weight
