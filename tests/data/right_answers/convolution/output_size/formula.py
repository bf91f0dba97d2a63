def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    def one(h, k, s, p, d):
        return (h + 2 * p - d * (k - 1) - 1) // s + 1

    arguments = [size, kernel_size, stride, padding, dilation]
    if all(isinstance(value, int) for value in arguments):
        return one(*arguments)
    pairs = [(value, value) if isinstance(value, int) else value for value in arguments]
    return one(*[p[0] for p in pairs]), one(*[p[1] for p in pairs])
