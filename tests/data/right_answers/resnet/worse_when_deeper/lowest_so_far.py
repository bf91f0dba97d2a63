def worse_when_deeper(depths, errors):
    result = []
    best = float("inf")
    for depth, error in sorted(zip(depths, errors, strict=True)):
        if error > best:
            result.append(depth)
        best = min(best, error)
    return result
