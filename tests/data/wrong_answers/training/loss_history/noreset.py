# expected: the sums go on from one epoch to the next

def loss_history(model, batches, step, epochs):
    history = []
    total = images = 0
    for _ in range(epochs):
        for x, labels in batches:
            total += step(model, x, labels) * len(x)
            images += len(x)
        history.append(total / images)
    return history
