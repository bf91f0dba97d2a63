def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    arguments = (size, kernel_size, stride, padding, dilation)
    if any(isinstance(value, (tuple, list)) for value in arguments):
        both = [value if isinstance(value, (tuple, list)) else [value] * 2 for value in arguments]
        return [output_size(*direction) for direction in zip(*both, strict=True)]
    starts = range(-padding, size + padding - dilation * (kernel_size - 1), stride)
    return len(starts)
