# expected: the zeros of the picture before the filter are counted
from cnncourse.numpy import apply_filter


def zero_share(image, kernel):
    return (abs(image) < 1e-9).mean()
