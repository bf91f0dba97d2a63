def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = stride or kernel_size
    count, start = 0, -padding
    while True:
        fits = start + kernel_size <= size + padding
        previous_fits = start - stride + kernel_size < size + padding
        if not fits and not (ceil_mode and start < size and previous_fits):
            return count
        count, start = count + 1, start + stride
