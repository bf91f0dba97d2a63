def same_padding(size, kernel_size, stride=1, dilation=1):
    wanted = len(range(0, size, stride))
    before = after = 0
    while len(range(0, before + size + after - dilation * (kernel_size - 1), stride)) < wanted:
        if before == after:
            after += 1
        else:
            before += 1
    return before, after
