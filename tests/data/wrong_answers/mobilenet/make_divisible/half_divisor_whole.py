# expected: half a divisor is cut to a whole number
def make_divisible(v, divisor=8):
    n = int(v + divisor // 2) // divisor * divisor
    if n < 0.9 * v:
        n = n + divisor
    return n
