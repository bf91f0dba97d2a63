# expected: True or False is returned
def unread_cells(size, kernel_size, stride=1, padding=0):
    return (size - kernel_size) % stride != 0
