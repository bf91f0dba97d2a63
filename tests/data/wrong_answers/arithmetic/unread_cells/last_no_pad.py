# expected: both paddings are taken off
def unread_cells(size, kernel_size, stride=1, padding=0):
    n = (size + 2 * padding - kernel_size) // stride + 1
    return size - ((n - 1) * stride + kernel_size)
