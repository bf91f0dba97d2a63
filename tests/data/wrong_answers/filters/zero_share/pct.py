# expected: per cent are returned
from cnncourse.numpy import apply_filter


def zero_share(image, kernel):
    return 100 * (abs(apply_filter(image, kernel)) < 1e-9).mean()
