def squash_gap(image, kernels):
    C, H, W = image.shape
    _, KH, KW = kernels.shape
    largest = 0
    for oh in range(H - KH + 1):
        for ow in range(W - KW + 1):
            layer = squashed = 0.0
            for kh in range(KH):
                for kw in range(KW):
                    pixels = [image[c, oh + kh, ow + kw] for c in range(C)]
                    weights = [kernels[c, kh, kw] for c in range(C)]
                    layer += sum(p * w for p, w in zip(pixels, weights, strict=True))
                    squashed += sum(pixels) / C * sum(weights)
            largest = max(largest, abs(layer - squashed))
    return largest
