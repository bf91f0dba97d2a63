# expected: a missing stride stays None
def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    n = (size + 2 * padding - kernel_size) // stride + 1
    if ceil_mode and (size + 2 * padding - kernel_size) % stride and n * stride < size + padding:
        n += 1
    return n
