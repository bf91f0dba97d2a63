from fractions import Fraction


def reduction_saving(c_in, c_reduce, c_out, kernel_size):
    k2 = kernel_size * kernel_size
    return float(1 / (Fraction(c_reduce, k2 * c_out) + Fraction(c_reduce, c_in)))
