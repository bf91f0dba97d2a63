def loss_history(model, batches, step, epochs):
    history = []
    for _ in range(epochs):
        total = images = 0
        for x, labels in batches:
            total += step(model, x, labels) * len(x)
            images += len(x)
        history.append(total / images)
    return history
