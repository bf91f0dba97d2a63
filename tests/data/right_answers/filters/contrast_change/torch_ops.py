import torch

from cnncourse.numpy import apply_filter


def contrast_change(image, kernel):
    after = torch.tensor(apply_filter(image, kernel))
    return after.std() / torch.tensor(image).std()
