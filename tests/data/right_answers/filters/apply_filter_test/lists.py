def apply_filter_test():
    numbers = [(7 * i * i + 5 * i) % 13 - 4 for i in range(90)]
    image = [[numbers[18 * h + 3 * w : 18 * h + 3 * w + 3] for w in range(6)] for h in range(5)]
    return image, [[1.5, -2], [0.25, 3], [2, -1.75]]
