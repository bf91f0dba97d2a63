def separable_cost_ratio(c_out, kernel_size):
    try:
        KH, KW = kernel_size
    except TypeError:
        KH = KW = kernel_size
    return c_out**-1 + KH**-1 * KW**-1
