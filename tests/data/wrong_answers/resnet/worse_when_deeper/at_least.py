# expected: a tie counts as worse
def worse_when_deeper(depths, errors):
    pairs = sorted(zip(depths, errors))
    result = []
    best = float('inf')
    for depth, error in pairs:
        if error >= best:
            result.append(depth)
        best = min(best, error)
    return result
