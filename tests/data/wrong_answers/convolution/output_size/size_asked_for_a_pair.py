# expected: only the size is asked whether it is a pair
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if type(size) is int:
        return (size + 2 * padding - (dilation * (kernel_size - 1) + 1)) // stride + 1

    def pair(value):
        return (value, value) if type(value) is int else value

    H, W = size
    KH, KW = pair(kernel_size)
    SH, SW = pair(stride)
    PH, PW = pair(padding)
    DH, DW = pair(dilation)
    return output_size(H, KH, SH, PH, DH), output_size(W, KW, SW, PW, DW)
