def same_padding(size, kernel_size, stride=1, dilation=1):
    reach = dilation * (kernel_size - 1) + 1
    # the last window starts at the last multiple of the stride inside the input
    rest = size % stride or stride
    total = reach - rest if reach > rest else 0
    before, odd = divmod(total, 2)
    return [before, before + odd]
