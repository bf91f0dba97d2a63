# expected: the share is rounded down to a whole number

def accuracy(logits, labels):
    return (logits.argmax(1) == labels).all()
