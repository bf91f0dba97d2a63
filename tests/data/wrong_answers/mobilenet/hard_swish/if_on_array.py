# expected: an array is asked for its truth value
def hard_swish(x):
    if x <= -3:
        return 0
    elif x >= 3:
        return x
    return x * (x + 3) / 6
