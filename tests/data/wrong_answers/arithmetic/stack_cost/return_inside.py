# expected: only the first layer is counted
def stack_cost(channels, kernel_sizes):
    w = 0
    f = 1
    for k in kernel_sizes:
        w += channels**2 * k**2
        f += k - 1
        return w, f
