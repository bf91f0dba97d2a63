def inception_ledger(in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj, size):
    ones = in_channels * (c1 + c3_reduce + c5_reduce + pool_proj)
    weights = ones + 9 * c3_reduce * c3 + 25 * c5_reduce * c5
    return weights + c1 + c3_reduce + c3 + c5_reduce + c5 + pool_proj, weights * size[0] * size[1]
