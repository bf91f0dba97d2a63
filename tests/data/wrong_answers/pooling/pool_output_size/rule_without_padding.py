# expected: ceil_mode drops a window that starts in the last cells of the image
import math


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = stride or kernel_size
    room = (size + 2 * padding - kernel_size) / stride
    n = (math.ceil(room) if ceil_mode else math.floor(room)) + 1
    if ceil_mode and (n - 1) * stride >= size:
        n -= 1
    return n
