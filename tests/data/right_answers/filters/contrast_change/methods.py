from cnncourse.numpy import apply_filter


def contrast_change(image, kernel):
    return apply_filter(image, kernel).std() / image.std()
