def make_divisible(v, divisor=8):
    rest = v % divisor
    below = v - rest
    if 2 * rest < divisor and below >= 0.9 * v:
        return round(below)
    return round(below) + divisor
