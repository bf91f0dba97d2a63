# expected: per cent are returned
from cnncourse.numpy import apply_filter


def contrast_change(image, kernel):
    return 100 * apply_filter(image, kernel).std() / image.std()
