# expected: v is cut to a whole number first
def make_divisible(v, divisor=8):
    v = int(v)
    n = (v + divisor // 2) // divisor * divisor
    if n < 0.9 * v:
        n = n + divisor
    return n
