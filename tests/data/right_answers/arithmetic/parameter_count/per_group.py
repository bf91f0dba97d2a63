def parameter_count(c_in, c_out, kernel_size, groups=1, bias=True):
    try:
        KH, KW = kernel_size
    except TypeError:
        KH = KW = kernel_size
    count = 0
    for _ in range(groups):
        count += (c_in / groups) * (c_out / groups) * KH * KW
    if bias:
        count += c_out
    return count
