"""The operators of ``cnncourse.numpy`` in torch tensor operations: same names, same answers, any device."""

try:
    import torch  # noqa: F401
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "cnncourse.torch needs torch, which is not installed: see https://pytorch.org/get-started/locally/"
    ) from error

from cnncourse.torch.convolution import col2im, conv2d, conv2d_backward, im2col

__all__ = ["col2im", "conv2d", "conv2d_backward", "im2col"]
