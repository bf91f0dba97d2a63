def evaluate_accuracy(model, batches):
    mode, model.training = model.training, False
    right = total = 0
    try:
        for x, labels in batches:
            for scores, label in zip(model(x), labels, strict=True):
                right += int(scores.argmax() == label)
                total += 1
    finally:
        model.training = mode
    return right / total
