def same_padding(size, kernel_size, stride=1, dilation=1):
    if isinstance(size, tuple) or isinstance(kernel_size, tuple):
        two = lambda v: v if isinstance(v, tuple) else (v, v)  # noqa: E731
        return tuple(map(same_padding, two(size), two(kernel_size), two(stride), two(dilation)))
    out = -(-size // stride)
    total = max((out - 1) * stride + dilation * (kernel_size - 1) + 1 - size, 0)
    after = total // 2
    return total - after, after
