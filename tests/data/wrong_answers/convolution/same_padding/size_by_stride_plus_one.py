# expected: the output has size // stride + 1 cells
def same_padding(size, kernel_size, stride=1, dilation=1):
    OH = size // stride + 1
    total = max((OH - 1) * stride + dilation * (kernel_size - 1) + 1 - size, 0)
    before = total // 2
    return before, total - before
