# expected: the divisor is always 8
def make_divisible(v, divisor=8):
    n = int(v + 4) // 8 * 8
    if n < 0.9 * v:
        n += 8
    return n
