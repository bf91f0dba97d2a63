def make_divisible(v, divisor=8):
    below = 0
    while below + divisor <= v:
        below += divisor
    above = below + divisor
    nearest = below if v - below < above - v else above
    return above if nearest < 0.9 * v else nearest
