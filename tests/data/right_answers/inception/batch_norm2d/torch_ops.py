import torch


def batch_norm2d(x, running_mean, running_var, weight, bias, training, momentum=0.1, eps=1e-5):
    x = torch.tensor(x.copy()).double()
    rm, rv, w, b = (torch.tensor(v).double() for v in (running_mean, running_var, weight, bias))
    mean, var = rm, rv
    if training:
        var, mean = torch.var_mean(x, dim=(0, 2, 3), correction=0)
        rm = torch.lerp(rm, mean, momentum)
        rv = torch.lerp(rv, x.var(dim=(0, 2, 3)), momentum)
    mean, var, w, b = (v.view(1, -1, 1, 1) for v in (mean, var, w, b))
    return (x - mean) * torch.rsqrt(var + eps) * w + b, rm, rv
