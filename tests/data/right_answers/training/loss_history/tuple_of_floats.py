def loss_history(model, batches, step, epochs):
    images = sum(x.shape[0] for x, _ in batches)
    history = ()
    for _ in range(epochs):
        mean = 0.0
        for x, labels in batches:
            mean += step(model, x, labels) * (x.shape[0] / images)
        history = (*history, mean)
    return history
