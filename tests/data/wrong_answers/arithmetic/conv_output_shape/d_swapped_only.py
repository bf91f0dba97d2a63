# expected: only the dilation is read as (horizontal, vertical)
def conv_output_shape(shape, weight_shape, stride=1, padding=0, dilation=1):
    N, C, H, W = shape
    F, _, KH, KW = weight_shape
    t = lambda v: v if isinstance(v, tuple) else (v, v)
    S, P, D = t(stride), t(padding), t(dilation)
    return N, F, (H + 2 * P[0] - D[1] * (KH - 1) - 1) // S[0] + 1, (W + 2 * P[1] - D[0] * (KW - 1) - 1) // S[1] + 1
