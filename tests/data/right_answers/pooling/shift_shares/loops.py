def shift_shares(image, kernel_size, shift):
    k = kernel_size
    H, W = image.shape

    def pooled(moved_by):
        return [
            [
                max(image[i * k + p, (j * k + q - moved_by) % W] for p in range(k) for q in range(k))
                for j in range(W // k)
            ]
            for i in range(H // k)
        ]

    before, after = pooled(0), pooled(shift)
    rows, columns = len(before), len(before[0])
    same = followed = 0
    for i in range(rows):
        for j in range(columns):
            same += before[i][j] == after[i][j]
            followed += before[i][(j - shift // k) % columns] == after[i][j]
    return same / (rows * columns), followed / (rows * columns)
