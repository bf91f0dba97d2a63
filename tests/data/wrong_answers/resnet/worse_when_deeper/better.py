# expected: the better networks are listed
def worse_when_deeper(depths, errors):
    pairs = sorted(zip(depths, errors))
    result = []
    best = pairs[0][1]
    for depth, error in pairs:
        if error < best:
            result.append(depth)
        best = min(best, error)
    return result
