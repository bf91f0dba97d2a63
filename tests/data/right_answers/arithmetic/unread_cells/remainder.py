def unread_cells(size, kernel_size, stride=1, padding=0):
    return max((size + 2 * padding - kernel_size) % stride - padding, 0)
