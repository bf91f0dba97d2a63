def receptive_field(layers):
    cells = {0}
    for kernel_size, stride, dilation in layers[::-1]:
        cells = {cell * stride + tap * dilation for cell in cells for tap in range(kernel_size)}
    return max(cells) - min(cells) + 1
