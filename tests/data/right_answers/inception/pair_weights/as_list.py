def pair_weights(c_in, between, c_out, n):
    square = pair = 0
    for _ in range(n):
        square += n * c_in * c_out
        pair += c_in * between
        pair += between * c_out
    return [square, pair]
