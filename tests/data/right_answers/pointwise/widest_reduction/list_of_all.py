def widest_reduction(c_in, c_out, kernel_size):
    area = kernel_size**2
    fits = [m for m in range(1, c_in) if m * (c_in + area * c_out) < area * c_in * c_out]
    return max(fits, default=0)
