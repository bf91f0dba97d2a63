def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    starts = range(-padding, size + padding - kernel_size + 1, stride)
    whole = len(starts)
    next_start = starts[-1] + stride
    left_over = starts[-1] + kernel_size < size + padding
    return whole + 1 if ceil_mode and left_over and next_start < size else whole
