# expected: the loss of more than a tenth is accepted
def make_divisible(v, divisor=8):
    return int(v / divisor + 0.5) * divisor
