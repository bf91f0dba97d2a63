# expected: the zeros are divided by the number of rows alone
from cnncourse.numpy import apply_filter


def zero_share(image, kernel):
    a = apply_filter(image, kernel)
    return (abs(a) < 1e-9).sum() / len(a)
