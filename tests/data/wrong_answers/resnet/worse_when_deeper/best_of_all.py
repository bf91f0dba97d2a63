# expected: each network is compared with the best of the whole table
def worse_when_deeper(depths, errors):
    pairs = sorted(zip(depths, errors))
    best = min(errors)
    return [d for d, e in pairs if e > best]
