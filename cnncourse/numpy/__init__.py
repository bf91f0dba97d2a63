"""The operators of a convolutional network in NumPy, written to be read."""

from cnncourse.numpy.convolution import col2im, conv2d, conv2d_backward, im2col
from cnncourse.numpy.filters import blur_kernel, emboss_kernel, sharpen_kernel

__all__ = ["blur_kernel", "col2im", "conv2d", "conv2d_backward", "emboss_kernel", "im2col", "sharpen_kernel"]
