# expected: there is a number for every batch

def loss_history(model, batches, step, epochs):
    history = []
    for _ in range(epochs):
        for x, labels in batches:
            history.append(step(model, x, labels))
    return history
