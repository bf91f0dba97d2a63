def unread_cells(size, kernel_size, stride=1, padding=0):
    windows = (size + 2 * padding - kernel_size) // stride + 1
    end = (windows - 1) * stride + kernel_size - padding
    return size - end if end < size else 0
