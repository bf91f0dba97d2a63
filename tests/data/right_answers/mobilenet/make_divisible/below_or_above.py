def make_divisible(v, divisor=8):
    below = int(v // divisor) * divisor
    above = below + divisor
    if v == below:
        return below
    if v - below < above - v and below >= 0.9 * v:
        return below
    return above
