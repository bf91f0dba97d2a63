# expected: ceil_mode adds a window even where nothing is left over
def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = stride or kernel_size
    windows = (size + 2 * padding - kernel_size) // stride + 1
    if ceil_mode and windows * stride < size + padding:
        windows += 1
    return windows
