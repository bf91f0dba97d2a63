# expected: halves are rounded to the even multiple
def make_divisible(v, divisor=8):
    n = round(v / divisor) * divisor
    if n < 0.9 * v:
        n += divisor
    return n
