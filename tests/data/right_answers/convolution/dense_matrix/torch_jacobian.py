import torch


def dense_matrix(kernel, height, width):
    weight = torch.tensor(kernel, dtype=torch.float64)[None, None]

    def layer(pixels):
        return torch.nn.functional.conv2d(pixels.reshape(1, 1, height, width), weight).ravel()

    return torch.autograd.functional.jacobian(layer, torch.zeros(height * width, dtype=torch.float64))
