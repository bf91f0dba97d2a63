def cross_correlate2d(image, kernel):
    image, kernel = image.tolist(), kernel.tolist()
    KH, KW = len(kernel), len(kernel[0])
    return [
        [
            sum(image[i + k][j + l] * kernel[k][l] for k in range(KH) for l in range(KW))
            for j in range(len(image[0]) - KW + 1)
        ]
        for i in range(len(image) - KH + 1)
    ]
