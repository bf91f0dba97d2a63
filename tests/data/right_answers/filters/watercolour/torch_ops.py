import torch


def around(x, r):
    size = 2 * r + 1
    padded = torch.nn.functional.pad(x[None], (r,) * 4, mode="replicate")[0]
    return padded.unfold(1, size, 1).unfold(2, size, 1)


def watercolour(image):
    x = torch.tensor(image.tolist(), dtype=torch.float64)
    planes = x[None] if image.ndim == 2 else x.permute(2, 0, 1)
    flat = around(planes, 2).flatten(-2).median(-1).values
    kernel = torch.tensor([[0, -0.25, 0], [-0.25, 2, -0.25], [0, -0.25, 0]], dtype=torch.float64)
    y = (around(flat, 1) * kernel).sum((-1, -2)).clamp(0, 1)
    return y[0] if image.ndim == 2 else y.permute(1, 2, 0)
