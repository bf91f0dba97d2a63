def dense_matrix(kernel, height, width):
    KH, KW = kernel.shape

    def weight(oh, ow, h, w):
        kh, kw = h - oh, w - ow
        return kernel[kh, kw] if 0 <= kh < KH and 0 <= kw < KW else 0.0

    return [
        [weight(oh, ow, h, w) for h in range(height) for w in range(width)]
        for oh in range(height - KH + 1)
        for ow in range(width - KW + 1)
    ]
