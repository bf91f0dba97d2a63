# expected: the ranges are divided
from cnncourse.numpy import apply_filter


def contrast_change(image, kernel):
    a = apply_filter(image, kernel)
    return (a.max() - a.min()) / (image.max() - image.min())
