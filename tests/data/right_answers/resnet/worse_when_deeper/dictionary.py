def worse_when_deeper(depths, errors):
    error_of = dict(zip(depths, errors, strict=True))
    worse = []
    for depth in sorted(error_of):
        shallower = [error_of[d] for d in error_of if d < depth]
        if shallower and min(shallower) < error_of[depth]:
            worse.append(depth)
    return worse
