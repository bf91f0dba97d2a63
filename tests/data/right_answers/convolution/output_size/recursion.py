def fit(cells, reach, stride):
    return 0 if cells < reach else 1 + fit(cells - stride, reach, stride)


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if all(isinstance(value, int) for value in (size, kernel_size, stride, padding, dilation)):
        return fit(size + padding * 2, 1 + dilation * (kernel_size - 1), stride)

    def item(value, axis):
        return value if isinstance(value, int) else value[axis]

    height = output_size(item(size, 0), item(kernel_size, 0), item(stride, 0), item(padding, 0), item(dilation, 0))
    width = output_size(item(size, 1), item(kernel_size, 1), item(stride, 1), item(padding, 1), item(dilation, 1))
    return height, width
