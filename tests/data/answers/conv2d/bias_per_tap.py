import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    def both(v):
        return (v, v) if np.isscalar(v) else tuple(v)

    (s0, s1), (p0, p1), (d0, d1) = both(stride), both(padding), both(dilation)
    n_images, c_in, _, _ = x.shape
    c_out, c_group, kh, kw = weight.shape
    x = np.pad(x, [(0, 0), (0, 0), (p0, p0), (p1, p1)])
    oh = (x.shape[2] - d0 * (kh - 1) - 1) // s0 + 1
    ow = (x.shape[3] - d1 * (kw - 1) - 1) // s1 + 1
    result = np.zeros((n_images, c_out, oh, ow))
    for n in range(n_images):
        for f in range(c_out):
            first = f // (c_out // groups) * c_group
            for c in range(c_group):
                for u in range(kh):
                    for v in range(kw):
                        window = x[n, first + c, u * d0 :: s0, v * d1 :: s1][:oh, :ow]
                        result[n, f] += weight[f, c, u, v] * window
                        if bias is not None:
                            result[n, f] += bias[f]
    return result
