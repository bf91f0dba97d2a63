# expected: a layer's own stride widens its own window
def receptive_field(layers):
    r = 1
    for K, S, D in layers:
        r = r + (K - 1) * D * S
    return r
