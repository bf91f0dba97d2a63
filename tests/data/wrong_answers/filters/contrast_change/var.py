# expected: the variances are divided
from cnncourse.numpy import apply_filter


def contrast_change(image, kernel):
    return apply_filter(image, kernel).var() / image.var()
