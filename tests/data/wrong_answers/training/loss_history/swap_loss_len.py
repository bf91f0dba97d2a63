# expected: every batch counts the same

def loss_history(model, batches, step, epochs):
    history = []
    for _ in range(epochs):
        loss = 0
        for x, labels in batches:
            loss += step(model, x, labels)
        history.append(loss / len(batches))
    return history
