import math


def make_divisible(v, divisor=8):
    n = math.floor(v / divisor + 0.5)
    if n * divisor < 0.9 * v:
        n = n + 1
    return n * divisor
