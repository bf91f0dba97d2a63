def pair_weights(c_in, between, c_out, n):
    return n**2 * c_in * c_out, n * between * (c_in + c_out)
