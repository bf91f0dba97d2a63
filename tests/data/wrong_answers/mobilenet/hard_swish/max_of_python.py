# expected: an array is asked for its truth value
def hard_swish(x):
    return x * min(max(x + 3, 0), 6) / 6
