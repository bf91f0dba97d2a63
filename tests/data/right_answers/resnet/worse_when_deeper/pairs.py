def worse_when_deeper(depths, errors):
    table = list(zip(depths, errors, strict=True))
    return sorted(d for d, e in table if any(d2 < d and e2 < e for d2, e2 in table))
