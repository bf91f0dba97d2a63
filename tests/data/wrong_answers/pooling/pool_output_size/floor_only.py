# expected: ceil_mode is ignored
def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = stride or kernel_size
    return (size + 2 * padding - kernel_size) // stride + 1
