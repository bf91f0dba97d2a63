def predict_conv2d():
    first = 2 * 7 + 1 * 3 + 0 * 0 - 1 * 6
    second_channel = 0 * 2 + 1 * 2 + 1 * 2 + 0 * 2
    return (
        (4 - 2 + 1) * (5 - 2 + 1),
        first,
        -1 * 7,
        2 * 0 + 1 * 4 + 0 * 2 - 1 * 6,
        2 * 7 + 1 * 3 + 0 * 7 - 1 * 2,
        first + second_channel + 10,
        3 * 5,
        4 // 2 * 3,
    )
