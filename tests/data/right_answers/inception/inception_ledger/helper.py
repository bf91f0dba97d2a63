def conv(c_in, c_out, k, cells):
    macs = c_in * c_out * k**2 * cells
    return macs // cells + c_out, macs


def inception_ledger(in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj, size):
    H, W = size
    params, macs = 0, 0
    for p, m in (
        conv(in_channels, c1, 1, H * W),
        conv(in_channels, c3_reduce, 1, H * W),
        conv(c3_reduce, c3, 3, H * W),
        conv(in_channels, c5_reduce, 1, H * W),
        conv(c5_reduce, c5, 5, H * W),
        conv(in_channels, pool_proj, 1, H * W),
    ):
        params += p
        macs += m
    return [params, macs]
