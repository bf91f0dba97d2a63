from cnncourse.numpy import apply_filter


def zero_share(image, kernel):
    filtered = apply_filter(image, kernel)
    zeros = 0
    for row in filtered:
        for value in row:
            if -1e-9 < value < 1e-9:
                zeros += 1
    return zeros / (len(filtered) * len(filtered[0]))
