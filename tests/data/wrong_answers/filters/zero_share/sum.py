# expected: the number of zeros is returned
from cnncourse.numpy import apply_filter


def zero_share(image, kernel):
    return (abs(apply_filter(image, kernel)) < 1e-9).sum()
