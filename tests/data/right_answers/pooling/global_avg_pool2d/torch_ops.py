import numpy as np
import torch


def global_avg_pool2d(x):
    return torch.from_numpy(np.array(x, dtype=np.float64)).mean(dim=(2, 3), keepdim=True)
