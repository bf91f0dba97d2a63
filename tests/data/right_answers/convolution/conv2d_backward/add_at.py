import numpy as np


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    (SH, SW), (PH, PW) = [(v, v) if isinstance(v, int) else v for v in (stride, padding)]
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    OH, OW = dy.shape[2:]
    c, k, l = (index.reshape(-1, 1) for index in np.indices((C, KH, KW)))
    i, j = (index.reshape(1, -1) for index in np.indices((OH, OW)))
    rows, cols = i * SH + k, j * SW + l
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    columns = xp[:, c, rows, cols]  # (N, C*KH*KW, OH*OW)
    upstream = dy.reshape(N, F, OH * OW)
    dweight = (upstream @ columns.transpose(0, 2, 1)).sum(axis=0).reshape(weight.shape)
    dxp = np.zeros(xp.shape)
    np.add.at(dxp, (slice(None), c, rows, cols), weight.reshape(F, -1).T @ upstream)
    dx = dxp[:, :, PH:, PW:][:, :, :H, :W]
    return [dx, dweight, upstream.sum(axis=(0, 2))]
