# expected: the order of the table is taken for the order of depth
def worse_when_deeper(depths, errors):
    pairs = list(zip(depths, errors))
    result = []
    best = pairs[0][1]
    for depth, error in pairs:
        if error > best:
            result.append(depth)
        best = min(best, error)
    return result
