# expected: before is divided by after
from cnncourse.numpy import apply_filter


def contrast_change(image, kernel):
    return image.std() / apply_filter(image, kernel).std()
