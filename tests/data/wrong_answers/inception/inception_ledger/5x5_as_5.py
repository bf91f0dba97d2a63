# expected: a kernel of side k is counted with k weights
def inception_ledger(in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj, size):
    H, W = size
    p1 = in_channels * c1 * 1 * 1 + c1
    p2 = in_channels * c3_reduce + c3_reduce + c3_reduce * c3 * 3 + c3
    p3 = in_channels * c5_reduce + c5_reduce + c5_reduce * c5 * 5 + c5
    p4 = in_channels * pool_proj + pool_proj
    params = p1 + p2 + p3 + p4
    biases = c1 + c3_reduce + c3 + c5_reduce + c5 + pool_proj
    return params, (params - biases) * H * W
