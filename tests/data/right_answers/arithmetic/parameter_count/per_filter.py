import math


def parameter_count(c_in, c_out, kernel_size, groups=1, bias=True):
    taps = kernel_size**2 if isinstance(kernel_size, int) else math.prod(kernel_size)
    return sum(c_in // groups * taps + bool(bias) for _ in range(c_out))
