# expected: values below 0 count as well
from cnncourse.numpy import apply_filter


def zero_share(image, kernel):
    return (apply_filter(image, kernel) <= 0).mean()
