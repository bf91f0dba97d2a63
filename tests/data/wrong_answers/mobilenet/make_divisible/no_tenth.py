# expected: the loss of more than a tenth is accepted
def make_divisible(v, divisor=8):
    n = int(v / divisor + 0.5) * divisor
    if n == 0:
        n = divisor
    return n
