def unread_cells(size, kernel_size, stride=1, padding=0):
    start = -padding
    while start + stride + kernel_size <= size + padding:
        start += stride
    return len(range(start + kernel_size, size))
