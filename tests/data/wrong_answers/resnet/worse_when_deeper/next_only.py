# expected: each network is compared with the next shallower one alone
def worse_when_deeper(depths, errors):
    pairs = sorted(zip(depths, errors))
    result = []
    best = pairs[0][1]
    for depth, error in pairs:
        if error > best:
            result.append(depth)
        best = error
    return result
