# expected: the dilation is added once
import numpy as np

def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    def pair(v):
        return (v, v) if isinstance(v, int) else tuple(v)
    (H, W), (KH, KW), (SH, SW), (PH, PW), (DH, DW) = map(pair, (size, kernel_size, stride, padding, dilation))
    OH = (H + 2 * PH - KH - DH + 1) // SH + 1
    OW = (W + 2 * PW - KW - DW + 1) // SW + 1
    ints = all(isinstance(v, int) for v in (size, kernel_size, stride, padding, dilation))
    return OH if ints else (OH, OW)
